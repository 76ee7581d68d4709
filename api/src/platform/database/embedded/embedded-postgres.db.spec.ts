import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  startProcess,
  writeProgram,
  type EmbeddedProcess,
} from '../../../../test/database/embedded-process.js';
import { EmbeddedDatabaseInUse, startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';
import { isAlive } from './process-identity.js';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;
/** An ordinary account that every Linux has. */
const DAEMON = 1;

let home: string;
let program: string;
let count = 0;
let directory: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'castellan-embedded-'));
  await chmod(home, 0o755);
  program = await writeProgram(join(home, 'program'));
});
beforeEach(() => {
  directory = join(home, `case-${++count}`, 'postgres');
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function start(durable = true): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ directory, durable });
  onTestFinished(() => server.stop());
  return server;
}

async function startElsewhere(options: { uid?: number } = {}): Promise<EmbeddedProcess> {
  const other = await startProcess({ program, directory, ...options });
  onTestFinished(() => other.kill('SIGKILL'));
  return other;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function remember(url: string): Promise<void> {
  await query(url, 'create table kept as select 42 as n');
}

async function recall(url: string): Promise<unknown[]> {
  return query(url, 'select n from kept');
}

async function serverPid(): Promise<number> {
  return Number.parseInt(await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8'), 10);
}

/** A living process that has nothing to do with PostgreSQL, under the account that the server has. */
function bystander(): number {
  const account = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawn('/bin/sh', ['-c', 'read -r _'], { stdio: ['pipe', 'ignore', 'ignore'], ...account });
  onTestFinished(() => void child.kill());
  return child.pid ?? 0;
}

describe('the server', () => {
  test('listens on loopback alone, asks for a password, and speaks UTF-8', async () => {
    const { url, port } = await start();
    expect(
      await query(
        url,
        `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
                current_setting('server_encoding') as encoding, current_setting('port')::int as port`,
      ),
    ).toEqual([{ addresses: '127.0.0.1', sockets: '', encoding: 'UTF8', port }]);
    await expect(query(`postgresql://postgres:guess@127.0.0.1:${port}/postgres`, 'select 1')).rejects.toThrow(
      'password authentication failed',
    );
    expect((await stat(join(directory, 'superuser-password'))).mode & 0o777).toBe(0o600);
  });

  test.for([
    { durable: true, setting: 'on' },
    { durable: false, setting: 'off' },
  ])('writes with fsync $setting when durable is $durable', async ({ durable, setting }) => {
    const { url } = await start(durable);
    for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      expect(await query(url, `select current_setting('${name}') as setting`)).toEqual([{ setting }]);
    }
  });

  test('stops when asked, even twice and with a connection open, and keeps its data for the next start', async () => {
    const first = await start();
    await remember(first.url);
    const lingering = new pg.Client({ connectionString: first.url });
    lingering.on('error', () => undefined);
    await lingering.connect();
    const pid = await serverPid();
    await Promise.all([first.stop(), first.stop()]);
    expect(await isAlive(pid)).toBe(false);
    await expect(query(first.url, 'select 1')).rejects.toThrow('ECONNREFUSED');

    const second = await start();
    expect(await recall(second.url)).toEqual([{ n: 42 }]);
  });

  test('tells its log', async () => {
    const lines: string[] = [];
    const server = await startEmbeddedPostgres({
      directory,
      durable: false,
      log: (line) => lines.push(line),
    });
    await server.stop();
    expect(lines.join('\n')).toContain('ready to accept connections');
  });
});

describe('after a kill', () => {
  test('of the server, the next start has everything that was committed', async () => {
    const first = await start();
    await remember(first.url);
    process.kill(await serverPid(), 'SIGKILL');
    await first.stop();
    expect(await recall((await start()).url)).toEqual([{ n: 42 }]);
  });

  test('of Castellan, the server ends too, and the next start has everything', async () => {
    const other = await startElsewhere();
    await remember(other.url);
    const pid = await serverPid();
    await other.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 15_000 }).toBe(false);
    expect(await recall((await start()).url)).toEqual([{ n: 42 }]);
  });

  test('of Castellan, a start at once waits for the old server’s end', async () => {
    const other = await startElsewhere();
    await remember(other.url);
    await other.kill('SIGKILL');
    expect(await recall((await start()).url)).toEqual([{ n: 42 }]);
  });

  test.runIf(process.platform === 'linux')(
    'of everything but the server, the next start ends the old one',
    async () => {
      const other = await startElsewhere();
      await remember(other.url);
      const pid = await serverPid();
      const children = await readFile(`/proc/${other.pid}/task/${other.pid}/children`, 'utf8');
      for (const child of children.trim().split(' ').map(Number))
        if (child !== pid) process.kill(child, 'SIGKILL');
      await other.kill('SIGKILL');
      expect(await query(other.url, 'select 1 as n')).toEqual([{ n: 1 }]);

      const next = await start();
      expect(await recall(next.url)).toEqual([{ n: 42 }]);
      expect(await serverPid()).not.toBe(pid);
      expect(await isAlive(pid)).toBe(false);
    },
  );

  test('a pid file whose number now belongs to another program does not keep the server from starting', async () => {
    const first = await start();
    await remember(first.url);
    const file = join(directory, 'data', 'postmaster.pid');
    const left = await readFile(file, 'utf8');
    await first.stop();
    const pid = bystander();
    await writeFile(file, left.replace(/^\d+/, String(pid)));
    if (isRoot) await chown(file, NOBODY, NOBODY);

    expect(await recall((await start()).url)).toEqual([{ n: 42 }]);
    expect(await isAlive(pid)).toBe(true);
  });

  test('an ordinary end by a signal ends the server', async () => {
    const other = await startElsewhere();
    const pid = await serverPid();
    await other.kill('SIGTERM');
    await expect.poll(() => isAlive(pid), { timeout: 15_000 }).toBe(false);
  });
});

describe('one folder, one process', () => {
  test('a second process is refused by name of the first, which goes on undisturbed', async () => {
    const other = await startElsewhere();
    await expect(start()).rejects.toSatisfy(
      (error) =>
        error instanceof EmbeddedDatabaseInUse &&
        error.pid === other.pid &&
        error.message.includes(`process id ${other.pid}`) &&
        error.message.includes('Stop that process first'),
    );
    expect(await query(other.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await other.stop();
    await start();
  });

  test('so is a second start in the same process', async () => {
    await start();
    await expect(start()).rejects.toThrow(EmbeddedDatabaseInUse);
  });

  test('of several that start at once on a dead process’s lock, one wins', async () => {
    await mkdir(directory, { recursive: true });
    await writeFile(
      join(directory, 'castellan.lock'),
      JSON.stringify({ pid: 2 ** 30, mark: 'long gone', since: '2020-01-01T00:00:00.000Z' }),
    );
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => start()));
    const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refusals.map((refusal) => (refusal.reason as Error).name)).toEqual(
      Array(4).fill('EmbeddedDatabaseInUse'),
    );
  });

  test.runIf(process.platform === 'linux')(
    'a lock whose number now belongs to another process is taken over',
    async () => {
      await mkdir(directory, { recursive: true });
      await writeFile(
        join(directory, 'castellan.lock'),
        JSON.stringify({ pid: bystander(), mark: 'another boot 1', since: '2020-01-01T00:00:00.000Z' }),
      );
      await start();
    },
  );

  test('a failed start gives the folder free', async () => {
    await mkdir(join(directory, 'data'), { recursive: true });
    await expect(start()).rejects.toThrow('PG_VERSION');
    await rm(join(directory, 'data'), { recursive: true });
    await start();
  });
});

describe('data that cannot be opened stays as it is', () => {
  test('a folder without PG_VERSION', async () => {
    const precious = join(directory, 'data', 'base');
    await mkdir(precious, { recursive: true });
    await writeFile(join(precious, '1'), 'precious');
    await expect(start()).rejects.toThrow(/Castellan leaves it as it is.*Restore it from a backup/);
    expect(await readFile(join(precious, '1'), 'utf8')).toBe('precious');
  });

  test('the data of another major version', async () => {
    await mkdir(join(directory, 'data'), { recursive: true });
    await writeFile(join(directory, 'data', 'PG_VERSION'), '12\n');
    await expect(start()).rejects.toThrow(/made by PostgreSQL 12.*ships PostgreSQL 18/);
  });

  test('data whose password is lost', async () => {
    await (await start(false)).stop();
    await rm(join(directory, 'superuser-password'));
    await expect(start()).rejects.toThrow(/superuser-password.*Restore that file/);
  });

  test('a creation that was interrupted is begun again', async () => {
    await mkdir(join(directory, 'data.unfinished-1', 'data'), { recursive: true });
    await writeFile(join(directory, 'data.unfinished-1', 'data', 'PG_VERSION'), '18\n');
    await start();
    await expect(stat(join(directory, 'data.unfinished-1'))).rejects.toThrow('ENOENT');
  });
});

describe.runIf(isRoot)('as root', () => {
  test('the server runs as nobody, who owns the data and cannot read the password', async () => {
    await start();
    expect((await stat(`/proc/${await serverPid()}`)).uid).toBe(NOBODY);
    expect((await stat(join(directory, 'data'))).uid).toBe(NOBODY);
    expect((await stat(join(directory, 'superuser-password'))).uid).toBe(0);
  });

  test('the data stays in a folder whose parents are shut to everyone else', async () => {
    await mkdir(join(directory, '..'), { mode: 0o700 });
    const first = await start();
    await remember(first.url);
    process.kill(await serverPid(), 'SIGKILL');
    await first.stop();
    expect(await recall((await start()).url)).toEqual([{ n: 42 }]);
    expect((await stat(join(directory, '..'))).mode & 0o777).toBe(0o700);
    expect(await readFile(join(directory, 'data', 'PG_VERSION'), 'utf8')).toBe('18\n');
  });

  test('an ordinary user’s database is started under that user', async () => {
    await mkdir(join(directory, '..'));
    await chown(join(directory, '..'), DAEMON, DAEMON);
    const other = await startElsewhere({ uid: DAEMON });
    await remember(other.url);
    expect((await stat(`/proc/${await serverPid()}`)).uid).toBe(DAEMON);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    await other.stop();

    expect(await recall((await start()).url)).toEqual([{ n: 42 }]);
    expect((await stat(`/proc/${await serverPid()}`)).uid).toBe(DAEMON);
  });
});
