import { randomBytes, randomUUID } from 'node:crypto';
import { chown, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresBinaries } from './postgres-binaries.js';
import type { ServerAccount } from './server-account.js';
import type { ServerView } from './server-view.js';

/** The folder inside the database folder that belongs to PostgreSQL alone. */
export const DATA = 'data';
const PASSWORD = 'superuser-password';
const UNFINISHED = 'data.unfinished-';

/** What is needed to create the data of a new database. */
export interface DataFolderTools {
  directory: string;
  binaries: PostgresBinaries;
  account: ServerAccount | undefined;
  view: ServerView;
  durable: boolean;
}

/** Makes sure that there is a database to start, creating it the first time, and returns its superuser's password. */
export async function openDataFolder(tools: DataFolderTools): Promise<string> {
  if (await isThere(join(tools.directory, DATA))) {
    await checkVersion(tools);
    return readPassword(tools.directory);
  }
  await createData(tools);
  return readPassword(tools.directory);
}

async function checkVersion({ directory, binaries }: DataFolderTools): Promise<void> {
  const data = join(directory, DATA);
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (version === binaries.majorVersion) return;
  if (version === '') {
    throw new Error(
      `The folder ${data} holds no complete PostgreSQL database (its PG_VERSION cannot be read). Castellan leaves it ` +
        `as it is, since it may hold data. Restore it from a backup, or move it away to begin with an empty database.`,
    );
  }
  throw new Error(
    `The database in ${data} was made by PostgreSQL ${version}, but this version of Castellan ships ` +
      `PostgreSQL ${binaries.majorVersion}, which cannot read it. Start the version of Castellan that made it and ` +
      `export the data, or move the folder away to begin with an empty database.`,
  );
}

/** Builds under another name and renames at the end, so that an interrupted creation never looks like a database. */
async function createData({ directory, binaries, account, view, durable }: DataFolderTools): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.startsWith(UNFINISHED))
      await rm(join(directory, name), { recursive: true, force: true, maxRetries: 5 });
  }
  const password = randomBytes(24).toString('base64url');
  const name = `${UNFINISHED}${randomUUID()}`;
  const building = join(directory, name);
  await mkdir(building, { mode: 0o700 });
  await mkdir(join(building, DATA), { mode: 0o700 });
  await writeFile(join(building, PASSWORD), password, { mode: 0o600 });
  if (account) await giveTo(account, building, join(building, DATA), join(building, PASSWORD));

  const initdb = view.start(binaries.initdb, [
    `--pgdata=${view.pathOf(`${name}/${DATA}`)}`,
    `--pwfile=${view.pathOf(`${name}/${PASSWORD}`)}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    '--locale=C',
    '--encoding=UTF8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ]);
  const output: string[] = [];
  initdb.stdout?.on('data', (chunk: Buffer) => output.push(String(chunk)));
  initdb.stderr?.on('data', (chunk: Buffer) => output.push(String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    initdb.once('error', reject).once('close', resolve);
  });
  if (code !== 0) {
    await rm(building, { recursive: true, force: true });
    throw new Error(
      `PostgreSQL could not create its data in ${directory} (initdb ended with ${code}): ${output.join('')}`,
    );
  }
  await writeFile(join(directory, PASSWORD), password, { mode: 0o600 });
  await rename(join(building, DATA), join(directory, DATA));
  await rm(building, { recursive: true });
}

async function readPassword(directory: string): Promise<string> {
  const path = join(directory, PASSWORD);
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new Error(
      `The password of the embedded database cannot be read from ${path}, so Castellan cannot sign in to its own ` +
        `database. Restore that file from a backup, or move ${directory} away to begin with an empty database.`,
      { cause },
    );
  }
}

async function giveTo(account: ServerAccount, ...paths: string[]): Promise<void> {
  for (const path of paths) await chown(path, account.uid, account.gid);
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
