import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { engineOptions } from './engine-options.js';
import { EvaluationProblem } from './evaluation-problem.js';

const READY_WITHIN_MS = 90_000;
const STOPPED_WITHIN_MS = 15_000;

/** What runs the API. */
const apiMain = createRequire(import.meta.url).resolve('@castellan/api/main');

/** What the API is started with. */
export interface ApiOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Receives the API's log. */
  readonly logFile: string;
  /** Where it answers, for asking whether it is ready. */
  readonly origin: string;
}

/** The API in a process of its own, which never outlives this one. */
export class ApiProcess {
  #child: ChildProcess | undefined;
  /** Whether the process that runs now was asked to end. */
  #ending = false;
  #stopped = false;

  /** Resolves with a sentence when the API ends without having been asked to. */
  readonly died: Promise<string>;
  readonly #tellDeath: (sentence: string) => void;

  constructor(readonly options: ApiOptions) {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.died = promise;
    this.#tellDeath = resolve;
  }

  /** Starts the API and waits until it is ready for requests. */
  async start(): Promise<void> {
    const log = await open(this.options.logFile, 'a', 0o600);
    const from = (await log.stat()).size;
    const child = fork(apiMain, [], {
      execArgv: [...engineOptions, '--import', new URL('end-with-parent.js', import.meta.url).href],
      env: this.options.environment,
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
      // Ctrl+C reaches every process of the terminal at once; the API is stopped in its turn instead.
      detached: true,
    });
    await log.close();
    this.#child = child;
    this.#ending = false;
    child.once('exit', (code, signal) => {
      if (this.#child !== child || this.#ending) return;
      this.#tellDeath(`The API ended by itself (${signal ?? `exit code ${code}`}).`);
    });
    await this.#untilReady(child, from);
  }

  /** Asks the API to finish what it is doing and end, and insists after a while. */
  stop(): Promise<void> {
    this.#stopped = true;
    return this.#end();
  }

  /** Ends the API as a crash would: at once, and with whatever it was doing. */
  async kill(): Promise<void> {
    this.#ending = true;
    const child = this.#child;
    if (!child || hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async #end(): Promise<void> {
    this.#ending = true;
    const child = this.#child;
    if (!child || hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const insist = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
    await ended;
    clearTimeout(insist);
  }

  /** Restarts the API whenever its build or the console's changes: it reads both once, when it starts. */
  restartOnChange(report: (line: string) => void): void {
    let waiting: NodeJS.Timeout | undefined;
    let last = Promise.resolve();
    const onChange = () => {
      clearTimeout(waiting);
      // A compiler writes many files; one restart after the last of them is enough.
      waiting = setTimeout(() => (last = last.then(() => this.#restart(report))), 300);
    };
    for (const folder of [dirname(apiMain), this.options.environment['CASTELLAN_WEB_ROOT'] ?? '']) {
      if (existsSync(folder)) watch(folder, { recursive: true, persistent: false }, onChange);
    }
  }

  async #restart(report: (line: string) => void): Promise<void> {
    if (this.#stopped) return;
    await this.#end();
    await this.start().then(
      () => report('The API has been restarted.'),
      (error: unknown) => report(error instanceof Error ? error.message : String(error)),
    );
  }

  async #untilReady(child: ChildProcess, logFrom: number): Promise<void> {
    const until = Date.now() + READY_WITHIN_MS;
    while (!hasEnded(child) && Date.now() < until) {
      const response = await fetch(`${this.options.origin}/readyz`).catch(() => undefined);
      await response?.body?.cancel();
      if (response?.ok) return;
      await pause(100);
    }
    const what = hasEnded(child)
      ? 'ended while starting'
      : `was not ready within ${READY_WITHIN_MS / 1000} s`;
    await this.#end();
    throw new EvaluationProblem(
      `The API ${what}. The end of its log, ${this.options.logFile}:\n\n${await this.#endOfLog(logFrom)}`,
    );
  }

  async #endOfLog(from: number): Promise<string> {
    const written = (await readFile(this.options.logFile)).subarray(from).toString();
    return written.trimEnd().split('\n').slice(-20).join('\n');
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
