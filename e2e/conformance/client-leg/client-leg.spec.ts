import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation, type Installation } from '../../installation/installation.js';
import { untilServed } from '../../installation/until-served.js';
import type { Address } from '../../protocol/contact.js';
import { connectV1, connectV2 } from '../../protocol/sdk-clients.js';
import { readBaseline } from '../baseline.js';
import { compare, judge, succeeded } from '../compare.js';
import type { Check } from '../run-conformance.js';
import { formatTable } from '../table.js';
import type { Job } from './driver.js';
import { runClientLeg } from './run-client-leg.js';
import { play, scenarios } from './scenarios.js';

const legacy = (address: Address) => connectV1(address);
const modern = (address: Address) => connectV2(address, { pin: '2026-07-28' });

/** `least` is what the official client of the era passes when it uses the suite's servers itself. */
const runs = [
  {
    revision: '2025-11-25',
    own: legacy,
    least: 20,
    pairs: [
      { pair: 'legacy/legacy', connect: legacy },
      { pair: 'modern/legacy', connect: modern },
    ],
  },
  {
    revision: '2026-07-28',
    own: modern,
    least: 62,
    pairs: [
      { pair: 'modern/modern', connect: modern },
      { pair: 'legacy/modern', connect: legacy },
    ],
  },
] as const;

let castellan: Installation;
let connectors = 0;

beforeAll(async () => {
  castellan = await startInstallation({ durable: false });
});
afterAll(() => castellan.stop());

describe.each(runs)('the servers of the suite in $revision', ({ revision, own, least, pairs }) => {
  let direct: readonly Check[];
  const columns: { title: string; checks: readonly Check[] }[] = [];

  beforeAll(async () => {
    ({ checks: direct } = await runClientLeg(revision, (job) => using(own, job, job)));
    columns.push({ title: 'direct', checks: direct });
  });
  const heard: string[] = [];
  afterAll(() =>
    console.info([`The gateway as a client, ${revision}`, formatTable(columns), ...heard, ''].join('\n')),
  );

  it('are content with the official client, and none of them for want of checks', () => {
    const proven = new Set(direct.filter(succeeded).map(({ scenario }) => scenario));
    expect([...proven].sort()).toEqual([...scenarios[revision]].sort());
    expect(direct.filter(succeeded).length).toBeGreaterThanOrEqual(least);
  });

  for (const { pair, connect } of pairs) {
    it(`see nothing worse from the gateway, ${pair}, than what the baseline explains`, async () => {
      const { checks, complaints } = await runClientLeg(revision, (job) => throughGateway(connect, job));
      columns.push({ title: pair, checks });
      heard.push(...complaints.map((complaint) => `${pair}: ${complaint}`));
      const verdict = judge(compare(direct, checks), await readBaseline(pair, revision, 'client'));
      expect(verdict).toEqual({ unexplained: [], stale: [] });
    });
  }
});

/** Connects a client to an address and does with it what the scenario wants. */
async function using(
  connect: typeof legacy | typeof modern,
  { url, headers = {} }: { url: string; headers?: Record<string, string> },
  { scenario, context }: Job,
): Promise<void> {
  const client = await connect({ url, headers, transport: 'streamable-http' });
  try {
    await play(scenario, client, context);
  } finally {
    await client.close();
  }
}

/** Makes the server of a scenario a connector that may be used whole, and uses it through the gateway. */
async function throughGateway(connect: typeof legacy | typeof modern, job: Job): Promise<void> {
  const slug = `client-leg-${++connectors}`;
  // Three servers have nothing to offer that could be approved: what they check is how they are looked at.
  const registered = await castellan.connectors.register({ slug, url: job.url });
  if (registered.offerings.length === 0) return;
  await castellan.connectors.open(registered, 'all');
  const url = `${castellan.url}/mcp/acme/${slug}`;
  await untilServed(url, castellan.memberToken);
  await using(connect, { url, headers: { authorization: `Bearer ${castellan.memberToken}` } }, job);
}
