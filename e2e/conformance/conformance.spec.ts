import { beforeAll, describe, expect, it } from 'vitest';
import { compare, succeeded } from './compare.js';
import { startFixtureV1 } from './fixture-v1/fixture.js';
import { startFixtureV2 } from './fixture-v2/fixture.js';
import { type Check, type Revision, runConformance, scoredScenarios } from './run-conformance.js';
import { formatTable } from './table.js';
import { conformanceThrough } from './through.js';

/** `least` is what the fixture passes today; everything that is compared with it rests on that. */
const directRuns = [
  { fixture: 'v1', start: startFixtureV1, revision: '2025-11-25', least: 84 },
  { fixture: 'v2', start: startFixtureV2, revision: '2025-11-25', least: 84 },
  { fixture: 'v2', start: startFixtureV2, revision: '2026-07-28', least: 164 },
] as const;

describe.each(directRuns)('the $fixture fixture in $revision', ({ fixture, start, revision, least }) => {
  let direct: Check[];

  beforeAll(async () => {
    const upstream = await start();
    direct = await runConformance(upstream.url, revision).finally(() => upstream.close());
  });

  it('passes every scored scenario directly, and none of them for want of checks', async () => {
    expect(await imperfectWhereScored(direct, revision)).toEqual([]);
    expect(await scoredWithoutSuccess(direct, revision)).toEqual([]);
    expect(direct.filter(succeeded).length).toBeGreaterThanOrEqual(least);
  });

  it('loses nothing to the shim alone, so that whatever a gateway loses is the fault of the gateway', async () => {
    const through = await conformanceThrough(revision, async () => ({ ...(await start()), token: 'unused' }));
    console.info(
      `${fixture} fixture, ${revision}\n${formatTable([
        { title: 'direct', checks: direct },
        { title: 'through the shim', checks: through },
      ])}\n`,
    );
    expect(compare(direct, through)).toMatchObject({ lost: [], gained: [] });
  });
});

async function imperfectWhereScored(checks: readonly Check[], revision: Revision): Promise<Check[]> {
  const scored = await scoredScenarios(revision);
  const imperfect = checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING');
  return imperfect.filter(({ scenario }) => scored.includes(scenario));
}

/** Scenarios that look green because nothing was checked in them, or only the shape of messages. */
async function scoredWithoutSuccess(checks: readonly Check[], revision: Revision): Promise<string[]> {
  const meaningful = checks.filter((check) => succeeded(check) && !check.check.startsWith('wire-schema-'));
  const proven = new Set(meaningful.map(({ scenario }) => scenario));
  return (await scoredScenarios(revision)).filter((scenario) => !proven.has(scenario));
}
