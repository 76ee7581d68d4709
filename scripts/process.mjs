import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The environment of every command: the shipped Node and the installed tools come before those of the machine. */
export function environment(extra = {}) {
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}

/**
 * Runs a program to its end and returns its exit code.
 *
 * With `quiet` its output is kept, and shown on standard error only when it fails; `abort` ends it early.
 */
export function run(command, options = {}) {
  const [program, ...parameters] = command;
  const child = spawn(program, parameters, {
    cwd: options.cwd ?? root,
    env: environment(options.env),
    stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    shell: process.platform === 'win32',
    signal: options.abort,
  });
  const kept = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => kept.push(chunk));

  // The program decides what a signal means for it; leaving before it does would orphan it.
  const forward = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  // npm runs scripts in a shell, and a shell that is ended by a signal does not pass it on.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1000);

  return new Promise((resolve) => {
    const finish = (code) => {
      clearInterval(watch);
      for (const signal of SIGNALS) process.off(signal, forward);
      if (options.quiet && code !== 0) process.stderr.write(Buffer.concat(kept));
      resolve(code);
    };
    child.once('error', (error) => {
      if (error.name === 'AbortError') return;
      console.error(`${program} could not be started: ${error.message}`);
      finish(127);
    });
    child.once('close', (code, signal) => finish(code ?? 128 + (signal === 'SIGINT' ? 2 : 15)));
  });
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
