import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { commandLine, isAlive } from './process-identity.js';

/** Begins the cluster name of every embedded server, which shows in its command line. */
export const CLUSTER_PREFIX = 'castellan_';

/**
 * Deals with what an earlier run may have left in the data folder: a server that still runs (its Castellan was
 * killed) is stopped, and the pid file of a dead one cannot keep the new server from starting.
 */
export async function settlePreviousServer(
  data: string,
  cluster: string,
  log: (line: string) => void,
): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const pid = Number.parseInt(text ?? '', 10);
  // PostgreSQL itself clears the file of a dead server, and knows whether any of its processes are left.
  if (text === undefined || !(pid > 0) || !(await isAlive(pid))) return;

  const command = await commandLine(pid);
  if (command?.includes(`cluster_name=${cluster}`)) {
    log(`An earlier server (process id ${pid}) still runs on this data; stopping it.`);
    await endServer(pid);
  } else if (
    command !== undefined &&
    (!command.includes('postgres') || command.includes(`=${CLUSTER_PREFIX}`))
  ) {
    // The id now belongs to another program, which PostgreSQL would take for a live server. It ignores its own
    // parent's id; the rest of the file must stay, for it guards against left-over processes of the dead server.
    await writeFile(file, text.replace(/^\d+/, String(process.pid)));
  }
}

/** Asks for a fast shutdown, then for an immediate one; returns when the process is gone. */
export async function endServer(pid: number): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 10_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return;
      throw error;
    }
    for (const until = Date.now() + patience; Date.now() < until;) {
      if (!(await isAlive(pid))) return;
      await pause(20);
    }
  }
}
