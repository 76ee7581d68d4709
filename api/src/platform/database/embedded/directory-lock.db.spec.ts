import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EmbeddedDatabaseInUse, lockDirectory, type DirectoryLock } from './directory-lock.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'castellan-lock-'));
});
afterEach(() => rm(directory, { recursive: true }));

const DEAD = JSON.stringify({ pid: 2 ** 30, mark: 'long gone', since: '2020-01-01T00:00:00.000Z' });

test.for(['nothing', 'a dead process’s lock', 'a dead candidate', 'half a lock'])(
  'of many that start at once on %s, exactly one gets the folder, round after round',
  async (left) => {
    for (let round = 0; round < 25; round++) {
      if (left === 'a dead process’s lock') await writeFile(join(directory, 'castellan.lock'), DEAD);
      if (left === 'half a lock') await writeFile(join(directory, 'castellan.lock'), DEAD.slice(0, 10));
      if (left === 'a dead candidate') await writeFile(join(directory, 'castellan.lock.candidate-1'), DEAD);

      const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => lockDirectory(directory)));
      const locks = outcomes.flatMap((outcome): DirectoryLock[] =>
        outcome.status === 'fulfilled' ? [outcome.value] : [],
      );
      const refusals = outcomes.flatMap((outcome): unknown[] =>
        outcome.status === 'rejected' ? [outcome.reason] : [],
      );
      expect(locks).toHaveLength(1);
      expect(refusals.every((refusal) => refusal instanceof EmbeddedDatabaseInUse)).toBe(true);
      locks[0]?.release();
      expect(await readdir(directory)).toEqual([]);
    }
  },
);

test('a lock that was given up can be taken again, and giving it up twice harms nobody', async () => {
  const first = await lockDirectory(directory);
  first.release();
  const second = await lockDirectory(directory);
  first.release();
  await expect(lockDirectory(directory)).rejects.toThrow(EmbeddedDatabaseInUse);
  second.release();
});
