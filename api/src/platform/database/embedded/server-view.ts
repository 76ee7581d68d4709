import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { open } from 'node:fs/promises';
import { canEnter, type ServerAccount } from './server-account.js';

/** The database folder as the server's account gets to it. */
export interface ServerView {
  /** Full path of something in the database folder, as a program started by this view must be told it. */
  pathOf(name: string): string;
  /** Starts a program under the server's account; its standard error (and output) can be read. */
  start(program: string, args: string[]): ChildProcess;
  close(): Promise<void>;
}

/** The file descriptor under which a started program finds the database folder. */
const FOLDER_DESCRIPTOR = 3;

/**
 * Opens the view. Where a parent folder shuts the account out (a root home is 0700), the programs get the
 * folder as an open descriptor instead, so that the data stays where it was asked to be.
 */
export async function openServerView(
  directory: string,
  account: ServerAccount | undefined,
): Promise<ServerView> {
  const direct = await canEnter(directory, account);
  if (!direct && process.platform !== 'linux') {
    throw new Error(
      `PostgreSQL does not run as root, and the account that it runs under instead cannot enter ${directory}. ` +
        `Start Castellan as an ordinary user, or let every account enter the folders above (chmod o+x).`,
    );
  }
  const handle = direct ? undefined : await open(directory, 'r');
  const base = handle ? `/proc/self/fd/${FOLDER_DESCRIPTOR}` : directory;
  return {
    pathOf: (name) => `${base}/${name}`,
    start: (program, args) => spawn(program, args, launchOptions(account, handle?.fd)),
    close: async () => handle?.close(),
  };
}

/** What lets a program run under the account, apart from our own terminal and without our environment. */
export function launchOptions(account: ServerAccount | undefined, descriptor?: number): SpawnOptions {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'].map((name) => [name, process.env[name]]);
  return {
    ...account,
    // A session of its own: Ctrl+C in the terminal must reach Castellan first, which then stops the server.
    detached: process.platform !== 'win32',
    windowsHide: true,
    cwd: '/',
    env: { ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)), LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe', ...(descriptor === undefined ? [] : [descriptor])],
  };
}
