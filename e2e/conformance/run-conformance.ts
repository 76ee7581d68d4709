import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

/** The revisions of the protocol that the suite is run for. */
export type Revision = '2025-11-25' | '2026-07-28';

/** One thing the suite looked at; `check` is unique within its scenario. */
export interface Check {
  readonly scenario: string;
  readonly check: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  readonly message: string;
}

/** Healthy runs take seconds; a server that hangs costs half a minute in every scenario. */
const RUN_LIMIT_MS = 240_000;

const suite = dirname(
  createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json'),
);

/** Runs every server scenario of a revision against a server and returns what was checked, in a fixed order. */
export async function runConformance(url: string, revision: Revision): Promise<Check[]> {
  const directory = await mkdtemp(join(tmpdir(), 'castellan-conformance-'));
  try {
    const output = await runSuite(['server', '--url', url, '--requirements', revision, '-o', directory]);
    const checks = await readChecks(directory);
    if (checks.length === 0) throw new Error(`The conformance suite checked nothing. Its output:\n${output}`);
    return checks;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The scenarios that decide whether a server conforms to a revision; the suite runs others for information. */
export async function scoredScenarios(revision: Revision): Promise<string[]> {
  const file = await readFile(join(suite, 'requirements', `${revision}.yaml`), 'utf8');
  return (parse(file) as { server: string[] }).server;
}

// The exit code is not looked at: a scenario without a single check counts as passed there.
/** Runs the suite with these options and returns what it printed. */
export function runSuite(options: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(suite, 'dist', 'index.js'), ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: RUN_LIMIT_MS,
    });
    let output = '';
    const collect = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('close', (_code, signal) => {
      if (signal) reject(new Error(`The conformance suite was stopped (${signal}). Its output:\n${output}`));
      else resolve(output);
    });
  });
}

interface WrittenCheck {
  readonly id: string;
  readonly name: string;
  readonly status: Check['status'];
  readonly errorMessage?: string;
}

/** Reads what the suite left in a folder, scenario by scenario. */
export async function readChecks(directory: string): Promise<Check[]> {
  const runs = (await readdir(directory)).sort();
  const checks = await Promise.all(
    runs.map(async (run) => {
      const file = await readFile(join(directory, run, 'checks.json'), 'utf8');
      return toChecks(scenarioOf(run), JSON.parse(file) as WrittenCheck[]);
    }),
  );
  return checks.flat();
}

/** Folders are called `server-<scenario>-<time>`, and without `server-` where a client is checked. */
function scenarioOf(folder: string): string {
  return folder.replace(/^server-/, '').replace(/-\d{4}-\d{2}-\d{2}T[\d-]+Z$/, '');
}

/** Names each check by id and name, numbering those that a scenario repeats. */
export function toChecks(scenario: string, written: readonly WrittenCheck[]): Check[] {
  const seen = new Map<string, number>();
  return written.map(({ id, name, status, errorMessage }) => {
    const base = `${id}/${name}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    const check = count === 1 ? base : `${base}#${count}`;
    return { scenario, check, status, message: errorMessage ?? '' };
  });
}
