import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedDatabaseInUse } from '@castellan/api/embedded-postgres';
import { lockDirectory, type DirectoryLock } from '@castellan/api/directory-lock';
import { EvaluationProblem } from './evaluation-problem.js';

const RUNNING = 'running.json';

/** The folder of one evaluation environment, held by this process. */
export interface Home {
  readonly folder: string;
  pathOf(name: string): string;
  /** The content of a file, or undefined when there is none. */
  read(name: string): Promise<unknown>;
  /** Writes a file that only its owner can read, whole or not at all. */
  write(name: string, content: unknown): Promise<void>;
  remove(name: string): Promise<void>;
  /** Gives the folder free for another process. */
  close(): Promise<void>;
}

/** Takes the folder for this process, or throws an `EvaluationProblem` that names the process that has it. */
export async function openHome(folder: string, url: string): Promise<Home> {
  await makeFolder(folder);
  const lock = await takeLock(folder);
  const home = homeIn(folder, lock);
  await home.write(RUNNING, { pid: process.pid, url, since: new Date().toISOString() });
  return home;
}

function homeIn(folder: string, lock: DirectoryLock): Home {
  const pathOf = (name: string) => join(folder, name);
  return {
    folder,
    pathOf,
    read: (name) => readJson(pathOf(name)),
    async write(name, content) {
      const draft = pathOf(`${name}.${randomUUID()}`);
      await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
      await rename(draft, pathOf(name));
    },
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

async function takeLock(folder: string): Promise<DirectoryLock> {
  try {
    return await lockDirectory(folder);
  } catch (error) {
    if (!(error instanceof EmbeddedDatabaseInUse)) throw error;
    const url = addressIn(await readJson(join(folder, RUNNING)).catch(() => undefined));
    throw new EvaluationProblem(
      `Castellan is already running on the data in ${folder}: process ${error.pid}${url ? `, at ${url}` : ''}. ` +
        `Use that one; or stop it first, with Ctrl+C where it runs or "kill ${error.pid}"; ` +
        `or start another beside it with data and a port of its own: CASTELLAN_HOME=.castellan-2 CASTELLAN_PORT=4001 npm start`,
    );
  }
}

function addressIn(running: unknown): string | undefined {
  return typeof running === 'object' &&
    running !== null &&
    'url' in running &&
    typeof running.url === 'string'
    ? running.url
    : undefined;
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
