import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Installation } from '../installation/installation.js';
import { Load, type Target } from './load.js';
import { withNodeOptions } from './node-options.js';
import { table } from './report.js';
import { stepsOf, type CpuProfile, type Step } from './steps.js';

/** Where the gateway's processor time goes, for one call. */
export interface ProfileReport {
  readonly requests: number;
  readonly cpuPerRequest: number;
  readonly steps: readonly Step[];
}

/** Calls a tool 16 at once while the API's processor is sampled, and says what it was busy with. */
export async function profiled(
  prepare: () => Promise<{ castellan: Installation; target: Target }>,
  forMs: number,
): Promise<{ report: ProfileReport; text: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'castellan-profile-'));
  try {
    const options = `--cpu-prof --cpu-prof-interval=500 --cpu-prof-dir=${folder}`;
    const { castellan, target } = await withNodeOptions(options, prepare);
    const load = new Load(target, 'tools/call', 16);
    await load.run(3_000);
    const from = process.hrtime.bigint();
    const { perSecond, cpuPerRequest } = await load.run(forMs);
    const to = process.hrtime.bigint();
    await load.close();
    await castellan.stop();
    const requests = Math.round((perSecond * Number(to - from)) / 1e9);
    const steps = stepsOf(await largest(folder), Number(from / 1000n), Number(to / 1000n), requests);
    return { report: { requests, cpuPerRequest, steps }, text: format(requests, cpuPerRequest, steps) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every process of the installation leaves a profile; the API's lasted longest. */
async function largest(folder: string): Promise<CpuProfile> {
  const files = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')),
  );
  const [longest] = files.sort((a, b) => b.length - a.length);
  if (longest === undefined) throw new Error('The API left no profile.');
  return JSON.parse(longest) as CpuProfile;
}

function format(requests: number, cpuPerRequest: number, steps: readonly Step[]): string {
  return [
    `${requests} calls, 16 at once, raw upstream; ${cpuPerRequest.toFixed(0)} µs of processor time each (with the profiler).`,
    '',
    table([
      ['step', 'µs/call', 'share'],
      ...steps.map(({ step, micros, share }) => [step, micros.toFixed(1), `${(share * 100).toFixed(1)} %`]),
    ]),
  ].join('\n');
}
