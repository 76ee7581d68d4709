import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const RUNNING = 'Stop with Ctrl+C';

/** The launcher in a process of its own, as `npm start` runs it. */
export class LauncherProcess {
  #output = '';
  readonly #ended: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    }
    this.#ended = once(child, 'close').then(() => child.exitCode);
  }

  static start(variables: Record<string, string>): LauncherProcess {
    const own = Object.entries(process.env).filter(([name]) => !/^(CASTELLAN_|DATABASE_URL$)/.test(name));
    const env = { ...Object.fromEntries(own), ...variables };
    return new LauncherProcess(spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Everything printed so far. */
  get output(): string {
    return this.#output;
  }

  /** Waits until everything runs; a launcher that ends before is a failure, with what it printed. */
  async running(): Promise<void> {
    const end = this.#ended.then((code) => {
      throw new Error(`The launcher ended with ${code}:\n${this.#output}`);
    });
    while (!this.#output.includes(RUNNING)) {
      await Promise.race([end, once(this.child.stdout ?? this.child, 'data')]);
    }
    end.catch(() => undefined);
  }

  /** The exit code, once it has ended by itself. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  async end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null> {
    this.child.kill(signal);
    return this.#ended;
  }
}
