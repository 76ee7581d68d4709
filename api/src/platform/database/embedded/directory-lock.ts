import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, startMark } from './process-identity.js';

/** Another Castellan process holds the database folder. */
export class EmbeddedDatabaseInUse extends Error {
  override readonly name = 'EmbeddedDatabaseInUse';

  constructor(
    readonly directory: string,
    readonly pid: number,
    since: string,
  ) {
    super(
      `The embedded database in ${directory} is in use by another Castellan process (process id ${pid}, since ${since}). ` +
        `Two processes on the same data would damage it. Stop that process first, or give this one data of its own: ` +
        `another folder, or a PostgreSQL server in DATABASE_URL.`,
    );
  }
}

/** One process's hold on a database folder. */
export interface DirectoryLock {
  /** Gives the folder free; synchronous, because it also runs while the process exits. */
  release(): void;
}

interface Holder {
  pid: number;
  /** Tells the holder from a later process that was given the same id. */
  mark: string;
  since: string;
}

const LOCK = 'castellan.lock';
const CANDIDATE = 'castellan.lock.candidate-';

/** Takes the folder for this process, or throws EmbeddedDatabaseInUse. The lock of a dead process is taken over. */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = join(directory, LOCK);
  const own = JSON.stringify({
    pid: process.pid,
    mark: (await startMark(process.pid)) ?? '',
    since: new Date().toISOString(),
    nonce: randomUUID(),
  });
  for (const until = Date.now() + 5_000; ; await pause(5 + Math.random() * 50)) {
    const rival = await attempt(directory, path, own);
    if (!rival) return { release: () => releaseIfOwn(path, own) };
    if (rival.holds || Date.now() > until) throw new EmbeddedDatabaseInUse(directory, rival.pid, rival.since);
  }
}

/**
 * A lock must not be judged dead and replaced by two processes at once. So each first shows itself as a candidate,
 * and goes on only if it then sees no other: of two, the later one sees the earlier. Candidates have names that are
 * never used again, so removing a dead one cannot hit a living one.
 */
async function attempt(directory: string, path: string, own: string): Promise<Rival | undefined> {
  const name = `${CANDIDATE}${randomUUID()}`;
  const candidate = join(directory, name);
  const draft = join(directory, `draft.${name}`);
  try {
    await writeFile(draft, own, { mode: 0o600 });
    await rename(draft, candidate);
    for (const other of await readdir(directory)) {
      if (other === name || !other.startsWith(CANDIDATE)) continue;
      const rival = await livingHolder(join(directory, other));
      if (rival) return { ...rival, holds: false };
      await rm(join(directory, other), { force: true });
    }
    const holder = await livingHolder(path);
    if (holder) return { ...holder, holds: true };
    await rename(candidate, path);
    return undefined;
  } finally {
    await rm(draft, { force: true });
    await rm(candidate, { force: true });
  }
}

interface Rival extends Holder {
  /** Whether it has the lock, and is not merely trying to get it. */
  holds: boolean;
}

async function livingHolder(path: string): Promise<Holder | undefined> {
  const holder = parseHolder((await readLock(path)) ?? '');
  return holder && (await isHolding(holder)) ? holder : undefined;
}

async function isHolding(holder: Holder): Promise<boolean> {
  if (!(await isAlive(holder.pid))) return false;
  const mark = await startMark(holder.pid);
  return mark === undefined || holder.mark === '' || mark === holder.mark;
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder>;
    if (typeof value.pid !== 'number') return undefined;
    return { pid: value.pid, mark: value.mark ?? '', since: value.since ?? 'an unknown time' };
  } catch {
    return undefined;
  }
}

async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function releaseIfOwn(path: string, own: string): void {
  try {
    if (readFileSync(path, 'utf8') === own) rmSync(path);
  } catch {
    // Already gone: there is nothing left to give free.
  }
}
