import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DATA, openDataFolder } from './data-folder.js';
import { lockDirectory, type DirectoryLock } from './directory-lock.js';
import { findPostgresBinaries } from './postgres-binaries.js';
import { CLUSTER_PREFIX, settlePreviousServer } from './previous-server.js';
import { letThrough, serverAccount } from './server-account.js';
import { ServerDidNotStart, startServer, type ServerProcess } from './server-process.js';
import { openServerView } from './server-view.js';

export { EmbeddedDatabaseInUse } from './directory-lock.js';

export interface EmbeddedPostgresOptions {
  /** The folder for the database, for example .castellan/postgres; created when it is not there. */
  directory: string;
  /** Whether commits survive a power cut; off only for test databases. */
  durable: boolean;
  /** Where to listen, for a server that is to come back where it was; a free port unless told. */
  port?: number;
  /** Receives what the server writes to its log, line by line. */
  log?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** The superuser's connection string, to the database `postgres` on 127.0.0.1. */
  url: string;
  port: number;
  /** Shuts the server down and gives the folder free; may be called more than once. */
  stop(): Promise<void>;
}

/** Starts the PostgreSQL that ships inside an npm package, with its data in the folder given. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const directory = await prepareDirectory(options.directory);
  const lock = await lockDirectory(directory);
  try {
    return await startLocked(directory, options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startLocked(
  directory: string,
  { durable, port: asked, log = () => undefined }: EmbeddedPostgresOptions,
  lock: DirectoryLock,
): Promise<EmbeddedPostgres> {
  const data = join(directory, DATA);
  const account = await serverAccount(data);
  if (account) await letThrough(directory, account);
  const binaries = await findPostgresBinaries(account);
  const cluster = CLUSTER_PREFIX + createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const view = await openServerView(directory, account);
  try {
    const password = await openDataFolder({ directory, binaries, account, view, durable });
    await settlePreviousServer(data, cluster, log);
    const { port, server } = await withPort(asked, (candidate) =>
      startServer(
        view,
        account,
        binaries.postgres,
        serverSettings(view.pathOf(DATA), cluster, candidate, durable),
        log,
      ),
    );
    return {
      url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
      port,
      stop: stopper(server, lock),
    };
  } finally {
    await view.close();
  }
}

function serverSettings(data: string, cluster: string, port: number, durable: boolean): string[] {
  const safety = durable ? 'on' : 'off';
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    // No socket files: they would need a writable folder and stay behind after a kill.
    unix_socket_directories: '',
    cluster_name: cluster,
    max_connections: 200,
    shared_buffers: '128MB',
    fsync: safety,
    synchronous_commit: safety,
    full_page_writes: safety,
    log_checkpoints: 'off',
  };
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

function stopper(server: ServerProcess, lock: DirectoryLock): () => Promise<void> {
  const onExit = () => {
    server.abandon();
    lock.release();
  };
  process.once('exit', onExit);
  let stopping: Promise<void> | undefined;
  return () =>
    (stopping ??= server.stop().then(() => {
      process.off('exit', onExit);
      lock.release();
    }));
}

/** Tries again while the failure is one that passes: a port taken in between, or a killed server's last processes. */
async function withPort(
  asked: number | undefined,
  start: (port: number) => Promise<ServerProcess>,
): Promise<{ port: number; server: ServerProcess }> {
  const patience = Date.now() + 15_000;
  for (;;) {
    const port = asked ?? (await freePort());
    try {
      return { port, server: await start(port) };
    } catch (error) {
      const passes = error instanceof ServerDidNotStart && (error.portWasTaken || error.predecessorIsEnding);
      if (!passes || Date.now() > patience) throw error;
      await pause(100);
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string')
    throw new Error('The operating system gave no free port.');
  return address.port;
}

async function prepareDirectory(directory: string): Promise<string> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return await realpath(directory);
  } catch (cause) {
    throw new Error(
      `Castellan cannot create or open the folder ${directory} for its database. ` +
        `Let the account that runs Castellan own it, or choose another folder.`,
      { cause },
    );
  }
}
