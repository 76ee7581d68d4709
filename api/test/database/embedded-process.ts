import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const SOURCE = fileURLToPath(new URL('../../src/platform/database/embedded/', import.meta.url));
const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));

const PROGRAM = `
import { startEmbeddedPostgres } from './embedded-postgres.js';
try {
  const { url, port, stop } = await startEmbeddedPostgres({ directory: process.argv[2], durable: true });
  console.log(JSON.stringify({ url, port }));
  process.stdin.on('data', async () => { await stop(); process.exit(0); }).resume();
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
}
`;

/** Writes the embedded server's code as a program that plain Node can run, with the given node_modules beside it. */
export async function writeProgram(folder: string, modules = MODULES): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(SOURCE)) {
    if (name.endsWith('.spec.ts')) continue;
    const { outputText } = transpileModule(await readFile(join(SOURCE, name), 'utf8'), {
      compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2023 },
    });
    await writeFile(join(folder, name.replace(/\.ts$/, '.js')), outputText);
  }
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'program.js'), PROGRAM);
  if (modules !== join(folder, 'node_modules')) await symlink(modules, join(folder, 'node_modules'));
  return join(folder, 'program.js');
}

/** Another Castellan process that holds an embedded database. */
export interface EmbeddedProcess {
  pid: number;
  url: string;
  port: number;
  /** Ends it the polite way. */
  stop(): Promise<void>;
  /** Ends it with a signal and waits until it is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

export interface EmbeddedProcessOptions {
  program: string;
  directory: string;
  uid?: number;
  temporaryFolder?: string;
}

/** Starts the program and waits for its database; rejects with the error that it met. */
export async function startProcess(options: EmbeddedProcessOptions): Promise<EmbeddedProcess> {
  const { program, directory, uid, temporaryFolder } = options;
  const child = spawn(process.execPath, [program, directory], {
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
    env: temporaryFolder ? { ...process.env, TMPDIR: temporaryFolder } : process.env,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const answer = JSON.parse(await firstLine(child)) as { url: string; port: number } | { error: string };
  if ('error' in answer) throw new Error(answer.error);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: child.pid ?? 0,
    ...answer,
    stop: () => {
      child.stdin?.end('stop\n');
      return gone;
    },
    kill: (signal) => {
      child.kill(signal);
      return gone;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The process has no output.');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('The process ended without a word.');
}
