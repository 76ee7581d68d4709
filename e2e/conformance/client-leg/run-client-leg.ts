import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readChecks, runSuite, type Check, type Revision } from '../run-conformance.js';
import { startDriver, type Job } from './driver.js';
import { scenarios } from './scenarios.js';

/** Runs the client scenarios of a revision against whatever `drive` uses as a client. */
export async function runClientLeg(
  revision: Revision,
  drive: (job: Job) => Promise<void>,
): Promise<{ checks: Check[]; complaints: readonly string[] }> {
  const directory = await mkdtemp(join(tmpdir(), 'castellan-conformance-'));
  const driver = await startDriver(drive);
  try {
    for (const scenario of scenarios[revision]) {
      await runSuite([
        ...['client', '--command', driver.command, '--scenario', scenario],
        ...['--spec-version', revision, '-o', directory],
      ]);
    }
    return { checks: await readChecks(directory), complaints: driver.complaints };
  } finally {
    await driver.close();
    await rm(directory, { recursive: true, force: true });
  }
}
