import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { endServer } from './previous-server.js';
import type { ServerAccount } from './server-account.js';
import { launchOptions, type ServerView } from './server-view.js';

/** A PostgreSQL server that accepts connections. */
export interface ServerProcess {
  stop(): Promise<void>;
  /** Asks for the shutdown without waiting, for use while this process exits. */
  abandon(): void;
}

/** The server ended before it accepted connections. */
export class ServerDidNotStart extends Error {
  override readonly name = 'ServerDidNotStart';

  constructor(readonly lines: string[]) {
    super(
      `The embedded PostgreSQL ended before it was ready. Its last words: ${lines.join(' | ') || '(none)'}`,
    );
  }

  /** Whether another program took the port in the moment between choosing and using it. */
  get portWasTaken(): boolean {
    return this.lines.some((line) => line.includes('could not bind'));
  }

  /** Whether processes of a killed server are about to end but still hold its memory. */
  get predecessorIsEnding(): boolean {
    return this.lines.some((line) => line.includes('pre-existing shared memory block'));
  }
}

/** Starts the server and resolves when it accepts connections. */
export async function startServer(
  view: ServerView,
  account: ServerAccount | undefined,
  program: string,
  args: string[],
  log: (line: string) => void,
): Promise<ServerProcess> {
  const server = view.start(program, args);
  const ended = new Promise<void>((resolve) => {
    server.once('close', () => resolve());
    server.once('error', () => resolve());
  });
  await untilReady(server, log);
  const { pid } = server;
  if (pid === undefined) throw new ServerDidNotStart([]);

  const guardian = watchOver(pid, account);
  void ended.then(() => guardian?.kill('SIGKILL'));
  release(server);
  return {
    async stop() {
      if (server.exitCode === null && server.signalCode === null) await endServer(pid);
      await ended;
    },
    abandon() {
      server.kill('SIGINT');
    },
  };
}

async function untilReady(server: ChildProcess, log: (line: string) => void): Promise<void> {
  const last: string[] = [];
  let ready = false;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('close', (code, signal) => {
      if (ready) log(`The server ended (${signal ?? `exit code ${code}`}).`);
      else reject(new ServerDidNotStart(last));
    });
    server.stdout?.resume();
    createInterface({ input: server.stderr as Readable }).on('line', (line) => {
      log(line);
      if (!ready && last.push(line) > 10) last.shift();
      if (line.includes('database system is ready to accept connections')) {
        ready = true;
        resolve();
      }
    });
  });
}

/**
 * A tiny process that ends the server when this process is gone, however it went: the pipe between them closes
 * even after a kill that nobody can catch. Windows has no shell for it; there the next start takes care.
 */
function watchOver(pid: number, account: ServerAccount | undefined): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined;
  const guardian = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$0"', String(pid)], {
    ...launchOptions(account),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell the server is still stopped on every ordinary end.
  guardian.on('error', () => undefined);
  guardian.stdin?.on('error', () => undefined);
  release(guardian);
  return guardian;
}

/** Lets this process end although the child still runs. */
function release(child: ChildProcess): void {
  child.unref();
  for (const stream of child.stdio) {
    if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
  }
}
