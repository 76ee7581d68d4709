import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GatheredLines } from './gathered-lines.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'castellan-log-'));
  file = join(folder, 'log');
});
afterEach(() => rmSync(folder, { recursive: true }));

const lines = () => readFileSync(file, 'utf8').split('\n').slice(0, -1);

test('every line is written once and in order, however many there are', () => {
  const gathered = new GatheredLines(file, 60_000, { sync: true });
  const log = pino({ base: null, timestamp: false }, gathered);
  const count = 3_000;
  for (let at = 0; at < count; at++) log.info({ at });
  gathered.end();
  expect(lines().map((line) => (JSON.parse(line) as { at: number }).at)).toEqual(
    Array.from({ length: count }, (_, at) => at),
  );
});

test('a line waits for others, and not when it is told not to', () => {
  const gathered = new GatheredLines(file, 60_000, { sync: true });
  gathered.write('one\n');
  expect(lines()).toEqual([]);
  gathered.flush();
  expect(lines()).toEqual(['one']);
  gathered.write('two\n');
  gathered.end();
  expect(lines()).toEqual(['one', 'two']);
  gathered.write('after the end\n');
  expect(lines()).toEqual(['one', 'two', 'after the end']);
});

test('a process that breaks off writes its last lines, and whatever has ended waits for no end', () => {
  const before = process.listeners('exit');
  const descriptor = openSync(file, 'a');
  const gathered = new GatheredLines(descriptor, 60_000);
  const own = process.listeners('exit').filter((listener) => !before.includes(listener));
  gathered.write('the last words\n');
  expect(lines()).toEqual([]);
  for (const listener of own) listener(1);
  expect(lines()).toEqual(['the last words']);
  expect(process.listeners('exit').filter((listener) => own.includes(listener)).length).toBeLessThan(
    own.length,
  );
  closeSync(descriptor);
});
