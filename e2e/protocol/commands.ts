import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

/** What a command said. */
export interface Said {
  readonly output: string;
  readonly complaints: string;
}

/** A program out of an npm package, at home in a folder of its own that is removed with it. */
export class Command {
  private constructor(
    readonly program: string,
    readonly home: string,
  ) {}

  /** Finds the program that a package calls by this name. */
  static async find(packageName: string, name: string): Promise<Command> {
    const manifest = findPackageJSON(packageName, import.meta.url);
    if (!manifest) throw new Error(`The package ${packageName} is not installed.`);
    const { bin } = JSON.parse(await readFile(manifest, 'utf8')) as { bin: Record<string, string> };
    // Such programs keep what they learn in the home folder, which has to be nobody's.
    const home = await mkdtemp(join(tmpdir(), `castellan-${name}-`));
    return new Command(join(dirname(manifest), bin[name] ?? ''), home);
  }

  /** What it is started with: nothing of the environment but where programs are. */
  get environment(): Record<string, string> {
    return { PATH: process.env['PATH'] ?? '', HOME: this.home };
  }

  /** Runs it to its end, whatever its exit code says. */
  async run(parameters: readonly string[]): Promise<Said> {
    const child = spawn(process.execPath, [this.program, ...parameters], {
      cwd: this.home,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, complaints] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { output, complaints };
  }

  remove(): Promise<void> {
    return rm(this.home, { recursive: true, force: true });
  }
}

/** A system passes 128 KB in one parameter of a command. */
export const longestParameter = 100_000;
