import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a process with this id runs, whoever owns it. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  // A killed process keeps its id until its parent takes note, which in a container may be never.
  return (await linuxStatus(pid))?.[0] !== 'Z';
}

/** A text that differs between two processes that were given the same id one after the other; undefined when unknown. */
export async function startMark(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') {
      const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
      const started = (await linuxStatus(pid))?.[19];
      return started && `${boot.trim()} ${started}`;
    }
    if (process.platform === 'win32') return undefined;
    return (await run('ps', ['-o', 'lstart=', '-p', String(pid)])).stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The command line of a running process; undefined when it cannot be read. */
export async function commandLine(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux')
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    if (process.platform === 'win32') return undefined;
    return (await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).stdout.trim();
  } catch {
    return undefined;
  }
}

/** The fields of /proc/<pid>/stat from the state on: state first, start time at index 19. */
async function linuxStatus(pid: number): Promise<string[] | undefined> {
  if (process.platform !== 'linux') return undefined;
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The program's name stands in brackets and may itself hold spaces and brackets.
  return line?.slice(line.lastIndexOf(')') + 2).split(' ');
}
