import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allFaults } from './faults.js';
import { findGaps } from './proof.js';
import { formatFaults } from './report.js';
import { runFault, type FaultReport } from './run-fault.js';
import { setScene, type Scene } from './scene.js';

const reports: FaultReport[] = [];
let scene: Scene;

beforeAll(async () => {
  scene = await setScene();
});
afterAll(async () => {
  console.info(`Faults under load\n\n${formatFaults(reports)}\n`);
  await scene.close();
});

describe.each(allFaults())('when $title', (fault) => {
  it('no answer is without its event, no write without its intent, none is wrong, and all is well again', async () => {
    const report = await runFault(scene, fault, { concurrency: 4, calls: 60, felt: 10 });
    reports.push(report);
    expect(Object.entries(report.violations).filter(([, count]) => count > 0)).toEqual([]);
  });
});

it('an answer or a write that nobody recorded would be found', async () => {
  const nonce = 'never recorded';
  const call = { nonce, target: 'first', tool: '', began: 0, ended: 0, outcome: 'done', said: '' } as const;
  const gaps = await findGaps(scene.castellan.databaseUrl, [call], [nonce]);
  expect(gaps).toEqual({ answersWithoutEvent: [call], writesWithoutIntent: [nonce] });
});
