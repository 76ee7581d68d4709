import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

/** Takes the folder for this process, or throws EmbeddedDatabaseInUse. The lock of a dead process is taken over. */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = join(directory, 'castellan.lock');
  const own = JSON.stringify({
    pid: process.pid,
    mark: (await startMark(process.pid)) ?? '',
    since: new Date().toISOString(),
    nonce: randomUUID(),
  });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, own, { mode: 0o600 });
  try {
    while (!(await claim(draft, path))) await removeStale(path, directory);
  } finally {
    await rm(draft, { force: true });
  }
  return { release: () => releaseIfOwn(path, own) };
}

/** A hard link appears whole or not at all, so nobody ever reads half a lock. */
async function claim(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function removeStale(path: string, directory: string): Promise<void> {
  const seen = await readLock(path);
  if (seen === undefined) return;
  const holder = parseHolder(seen);
  if (holder && (await isHolding(holder)))
    throw new EmbeddedDatabaseInUse(directory, holder.pid, holder.since);

  // Two processes may find the same stale lock: whoever moved away a newer one puts it back.
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readLock(aside)) !== seen) await claim(aside, path);
  await rm(aside, { force: true });
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
    if (hasCode(error, 'ENOENT')) return undefined;
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

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
