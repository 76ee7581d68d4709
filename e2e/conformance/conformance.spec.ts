import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation, type Installation } from '../installation/installation.js';
import { readBaseline } from './baseline.js';
import { compare, judge, succeeded } from './compare.js';
import { startFixtureV1 } from './fixture-v1/fixture.js';
import { startFixtureV2 } from './fixture-v2/fixture.js';
import { type Check, type Revision, runConformance, scoredScenarios } from './run-conformance.js';
import { formatTable } from './table.js';
import { conformanceThroughCastellan } from './through-castellan.js';
import { conformanceThrough } from './through.js';

/** `least` is what the fixture passes today; everything that is compared with it rests on that. */
const directRuns = [
  {
    fixture: 'v1',
    start: startFixtureV1,
    revision: '2025-11-25',
    least: 84,
    pairs: [{ pair: 'legacy/legacy', start: startFixtureV1 }],
  },
  {
    fixture: 'v2',
    start: startFixtureV2,
    revision: '2025-11-25',
    least: 84,
    pairs: [{ pair: 'legacy/modern', start: startFixtureV2 }],
  },
  {
    fixture: 'v2',
    start: startFixtureV2,
    revision: '2026-07-28',
    least: 196,
    pairs: [
      { pair: 'modern/modern', start: startFixtureV2 },
      { pair: 'modern/legacy', start: startFixtureV1 },
    ],
  },
] as const;

let castellan: Installation;

beforeAll(async () => {
  castellan = await startInstallation({ durable: false });
});
afterAll(() => castellan.stop());

describe.each(directRuns)(
  'the $fixture fixture in $revision',
  ({ fixture, start, revision, least, pairs }) => {
    let direct: Check[];
    const columns: { title: string; checks: readonly Check[] }[] = [];

    beforeAll(async () => {
      const upstream = await start();
      direct = await runConformance(upstream.url, revision).finally(() => upstream.close());
      columns.push({ title: 'direct', checks: direct });
    });
    afterAll(() => console.info(`${fixture} fixture, ${revision}\n${formatTable(columns)}\n`));

    it('passes every scored scenario directly, and none of them for want of checks', async () => {
      expect(await imperfectWhereScored(direct, revision)).toEqual([]);
      expect(await scoredWithoutSuccess(direct, revision)).toEqual([]);
      expect(direct.filter(succeeded).length).toBeGreaterThanOrEqual(least);
    });

    it('loses nothing to the shim alone, so that whatever a gateway loses is the fault of the gateway', async () => {
      const through = await conformanceThrough(revision, async () => ({
        ...(await start()),
        token: 'unused',
      }));
      columns.push({ title: 'shim', checks: through });
      expect(compare(direct, through)).toMatchObject({ lost: [], gained: [] });
    });

    for (const { pair, start: startUpstream } of pairs) {
      it(`loses only what the baseline explains through the gateway, ${pair}`, async () => {
        const slug = `conformance-${pair.replace('/', '-')}`;
        const through = await conformanceThroughCastellan(castellan, slug, startUpstream, revision);
        columns.push({ title: pair, checks: through });
        const verdict = judge(compare(direct, through), await readBaseline(pair, revision));
        expect(verdict).toEqual({ unexplained: [], stale: [] });
      });
    }
  },
);
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
