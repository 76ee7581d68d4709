import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedDatabaseInUse } from '@castellan/api/embedded-postgres';
import { lockDirectory, type DirectoryLock } from '@castellan/api/directory-lock';
import { setTimeout as pause } from 'node:timers/promises';
import { EvaluationProblem } from './evaluation-problem.js';

const RUNNING = 'running.json';
const LOOK_EVERY_MS = 200;
/** Longer than a stop takes when the API has to be ended by force. */
const STOPPED_WITHIN_MS = 40_000;

/** The folder of one evaluation environment, held by this process. */
export interface Home {
  readonly folder: string;
  pathOf(name: string): string;
  /** The content of a file, or undefined when there is none. */
  read(name: string): Promise<unknown>;
  /** Writes a file that only its owner can read, whole or not at all. */
  write(name: string, content: unknown): Promise<void>;
  remove(name: string): Promise<void>;
  /** Lets whoever wants the folder know that it is about to be given free. */
  stopping(): Promise<void>;
  /** Gives the folder free for another process. */
  close(): Promise<void>;
}

/** How a process that is stopping is waited for. */
export interface Patience {
  /** Receives a line when there is something to wait for. */
  readonly report?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  readonly forMs?: number;
}

interface Running {
  readonly pid: number;
  readonly url: string;
  readonly since: string;
  readonly isStopping?: boolean;
}

/**
 * Takes the folder for this process, or throws an `EvaluationProblem` that names the process that has it. One that is
 * stopping is waited for.
 */
export async function openHome(folder: string, url: string, patience: Patience = {}): Promise<Home> {
  await makeFolder(folder);
  const lock = await takeLock(folder, patience);
  const running: Running = { pid: process.pid, url, since: new Date().toISOString() };
  const home = homeIn(folder, lock, running);
  await home.write(RUNNING, running);
  return home;
}

function homeIn(folder: string, lock: DirectoryLock, running: Running): Home {
  const pathOf = (name: string) => join(folder, name);
  const write = async (name: string, content: unknown) => {
    const draft = pathOf(`${name}.${randomUUID()}`);
    await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    await rename(draft, pathOf(name));
  };
  return {
    folder,
    pathOf,
    read: (name) => readJson(pathOf(name)),
    write,
    stopping: () => write(RUNNING, { ...running, isStopping: true }),
    remove: (name) => rm(pathOf(name), { force: true }),
    async close() {
      await rm(pathOf(RUNNING), { force: true });
      lock.release();
    },
  };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    // Enterable, because as root the database runs under another account; what is inside protects itself.
    await chmod(folder, 0o711);
  } catch (cause) {
    throw new EvaluationProblem(
      `The folder ${folder} cannot be created or opened. Let your account own it, or name another one in CASTELLAN_HOME.`,
      { cause },
    );
  }
}

async function takeLock(folder: string, { report, signal, forMs }: Patience): Promise<DirectoryLock> {
  const until = Date.now() + (forMs ?? STOPPED_WITHIN_MS);
  for (let isTold = false; ; isTold = true) {
    try {
      return await lockDirectory(folder);
    } catch (error) {
      if (!(error instanceof EmbeddedDatabaseInUse)) throw error;
      const running = (await readJson(join(folder, RUNNING)).catch(() => undefined)) as
        Partial<Running> | undefined;
      if (running?.isStopping !== true) throw alreadyRunning(folder, error.pid, running?.url);
      if (Date.now() >= until) throw stillStopping(folder, error.pid);
      if (!isTold)
        report?.(`The Castellan that ran here is stopping (process ${error.pid}). Waiting for it…`);
      signal?.throwIfAborted();
      await pause(LOOK_EVERY_MS);
    }
  }
}

function alreadyRunning(folder: string, pid: number, url: string | undefined): EvaluationProblem {
  return new EvaluationProblem(
    `Castellan is already running on the data in ${folder}: process ${pid}${url ? `, at ${url}` : ''}. ` +
      `Use that one; or stop it first, with Ctrl+C where it runs or "kill ${pid}"; ` +
      `or start another beside it with data and a port of its own: CASTELLAN_HOME=.castellan-2 CASTELLAN_PORT=4001 npm start`,
  );
}

function stillStopping(folder: string, pid: number): EvaluationProblem {
  return new EvaluationProblem(
    `The Castellan that ran on the data in ${folder} is stopping, and takes longer than it should: process ${pid}. ` +
      `Start again in a minute; or end it by force, with "kill -9 ${pid}", and then start again.`,
  );
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new EvaluationProblem(
      `${path} cannot be read. Restore it from a copy, or remove the whole folder to begin afresh: its data is only sample data.`,
      { cause },
    );
  }
}
