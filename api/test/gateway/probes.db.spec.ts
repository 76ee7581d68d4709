import { afterAll, afterEach, beforeAll, expect, describe, test } from 'vitest';
import { CredentialsService } from '../../src/credentials/credentials.service.js';
import { ProbeTurnsRepository } from '../../src/gateway/upstreams/probe-turns.repository.js';
import { WatchedUpstreams } from '../../src/gateway/upstreams/watched-upstreams.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../../src/kernel/unit-of-work.js';
import { Metrics } from '../../src/platform/telemetry/metrics.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { asMember } from '../instance.js';
import { startEventStreamServer, startLegacyServer } from '../mcp/sdk-servers.js';
import { RunningGateway, type ConnectOptions } from './running-gateway.js';
import { startUnrulyUpstream, type UnrulyUpstream } from './unruly-upstream.js';
import { modern, send } from './wire.js';

const minute = 60_000;
const probing = { probeAfterMs: 5 * minute, probeEveryMs: 20, probeMs: 250, healthEveryMs: 20 };

let gateway: RunningGateway;
let second: RunningGateway;
let acme: GivenOrganization;
let token: string;
let count = 0;
const servers: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  gateway = await RunningGateway.start({ callMs: 4_000 }, {}, probing);
  second = await RunningGateway.beside(gateway, {}, {}, probing);
  acme = await gateway.given.organization('acme');
  const expiresAt = new Date(Date.now() + 24 * 60 * minute);
  token = await gateway.token(acme, await gateway.given.member(acme), { expiresAt });
});
afterEach(async () => {
  // What one test left is nobody's business in the next.
  await gateway.given.rows(`update connectors set state = 'retired'`);
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(async () => {
  await second?.stop();
  await gateway?.[Symbol.asyncDispose]();
});

const later = (milliseconds: number) => {
  gateway.clock.forward(milliseconds);
  second.clock.forward(milliseconds);
};

async function connected(
  server: UnrulyUpstream | Awaited<ReturnType<typeof startLegacyServer>>,
  { in: organization = acme, ...options }: Partial<ConnectOptions> & { in?: GivenOrganization } = {},
): Promise<GivenConnector> {
  servers.push(server);
  const connector = await gateway.connect(organization, server, { slug: `probed-${++count}`, ...options });
  await expect.poll(() => probedAfter(connector)).not.toBeNull();
  return connector;
}

/** A published server, and how often it was asked since it was registered. */
async function published() {
  const server = await startUnrulyUpstream();
  const connector = await connected(server);
  const before = server.introduced();
  return { server, connector, asked: () => server.introduced() - before };
}

async function probedAfter({ id }: GivenConnector): Promise<Date | null> {
  const rows = await gateway.given.rows<{ at: Date | null }>(
    'select probe_after as at from connectors where id = $1',
    [id],
  );
  return rows[0]?.at ?? null;
}

interface HealthRow {
  readonly calls: number;
  readonly failures: number;
  readonly timeouts: number;
  readonly refused: number;
  readonly probes: number;
  readonly failed_probes: number;
  readonly latency: readonly number[];
  readonly state: string;
  readonly breaker: string;
  readonly changes: readonly { readonly to: string }[];
  readonly last_failure: string | null;
}

/** By minute; of two gateways in one minute the last is the one that saw more than that nobody calls. */
const healthOf = ({ id }: GivenConnector) =>
  gateway.given.rows<HealthRow>(
    'select * from connector_health where connector_id = $1 order by minute, calls + probes',
    [id],
  );
const newest = async (connector: GivenConnector) => (await healthOf(connector)).at(-1);
const sum = (rows: readonly HealthRow[], column: 'calls' | 'probes' | 'failed_probes' | 'timeouts') =>
  rows.reduce((total, row) => total + row[column], 0);
const call = (connector: GivenConnector) =>
  send(gateway.urlOf(connector), modern(token, 'tools/call', { name: 'read', arguments: {} }));

describe('a published server that nobody calls', () => {
  test('is asked after a while, once for all gateways, and it is nobody’s call', async () => {
    const { connector, asked } = await published();
    for (const times of [1, 2, 3]) {
      later(6 * minute);
      await expect.poll(asked).toBe(times);
      await expect.poll(async () => sum(await healthOf(connector), 'probes')).toBe(times);
    }
    const rows = await healthOf(connector);
    expect(asked()).toBe(3);
    expect(rows.every(({ state }) => state === 'healthy')).toBe(true);
    expect(sum(rows, 'calls') + sum(rows, 'failed_probes')).toBe(0);
    expect(rows.flatMap(({ latency }) => latency).every((number) => number === 0)).toBe(true);
    expect(await gateway.events()).toEqual([]);
    const metrics = await Promise.all([gateway, second].map((one) => one.get(Metrics).registry.metrics()));
    expect(metrics.join()).toMatch(/castellan_upstream_probes_total\{outcome="answered"\} [1-9]/);
    expect(metrics.join()).not.toMatch(/castellan_upstream_calls_total\{outcome="answered"\} [1-9]/);
  });

  test('is not asked while somebody calls it', async () => {
    const busy = await published();
    const quiet = await published();
    later(4 * minute);
    await call(busy.connector);
    await gateway.get(WatchedUpstreams).tell();
    const before = busy.asked();
    later(2 * minute);
    await expect.poll(quiet.asked).toBeGreaterThan(0);
    // Its turn was taken as well, and put off to when the call is long ago.
    await expect
      .poll(async () => Number(await probedAfter(busy.connector)) - gateway.clock.now().getTime())
      .toBeGreaterThan(2 * minute);
    expect(busy.asked()).toBe(before);
    later(5 * minute);
    await expect.poll(busy.asked).toBe(before + 1);
  });

  test('is down when it does not answer, before any member has met it, and well again by itself', async () => {
    const { server, connector } = await published();
    await server.vanish();
    later(6 * minute);
    await expect.poll(async () => (await newest(connector))?.breaker).toBe('open');
    const rows = await healthOf(connector);
    expect(rows.at(-1)).toMatchObject({ state: 'down', last_failure: 'connection_refused' });
    expect(sum(rows, 'failed_probes')).toBe(5);
    expect(sum(rows, 'calls')).toBe(0);
    const before = server.introduced();
    await server.reappear();
    server.presence = 'is unwell';
    later(minute);
    await expect.poll(() => server.introduced()).toBeGreaterThan(before);
    server.presence = 'answers';
    later(minute);
    await expect.poll(async () => (await newest(connector))?.breaker).toBe('closed');
    // That it was tried in vain meanwhile is no news.
    const changes = (await healthOf(connector)).flatMap((row) => row.changes);
    expect(changes.map(({ to }) => to)).toEqual(['open', 'closed']);
    expect((await call(connector)).message.result?.content?.[0]?.text).toBe('done');
    later(7 * minute);
    await expect.poll(async () => (await newest(connector))?.state).toBe('healthy');
  });

  test.each([
    ['hangs', 'timeout'],
    ['is unwell', 'server_error'],
  ] as const)('is down when it %s', async (presence, failure) => {
    const { server, connector } = await published();
    server.presence = presence;
    later(6 * minute);
    await expect
      .poll(() => newest(connector), { timeout: 5_000 })
      .toMatchObject({ state: 'down', last_failure: failure, calls: 0 });
  });

  test('is not beset when it does not accept its credential', async () => {
    const strict = await published();
    const unwell = await published();
    strict.server.presence = 'does not know the caller';
    unwell.server.presence = 'is unwell';
    later(6 * minute);
    await expect.poll(() => newest(strict.connector)).toMatchObject({ state: 'degraded', failed_probes: 1 });
    await expect.poll(unwell.asked).toBeGreaterThanOrEqual(5);
    expect(strict.asked()).toBe(1);
    later(1.3 * minute);
    await expect.poll(strict.asked).toBe(2);
    later(1.3 * minute);
    await expect
      .poll(() => newest(strict.connector))
      .toMatchObject({ state: 'down', breaker: 'closed', last_failure: 'unauthorized' });
  });

  test.each([
    ['streamable-http', '/mcp', startLegacyServer],
    ['http-sse', '/sse', startEventStreamServer],
  ] as const)('is asked in the words that it knows, and left: %s', async (transport, path, start) => {
    const server = await start();
    const connector = await connected(server, { transport, path });
    const before = server.log.sessionsOpened;
    later(6 * minute);
    await expect.poll(() => newest(connector)).toMatchObject({ state: 'healthy', probes: 1 });
    expect(server.log.sessionsOpened).toBe(before + 1);
    await expect.poll(() => server.log.sessionsClosed).toBe(before + 1);
  });

  test('hears the credential that is held for it, and nothing once it is suspended', async () => {
    const { server, connector, asked } = await published();
    const owner = asMember(acme.id, connector.ownerId, 'admin');
    await gateway.get<UnitOfWork>(UNIT_OF_WORK).change(owner, async (change) => {
      const header = { name: 'x-api-key', value: 'the key of the server' };
      await gateway.get(CredentialsService).set(change, connector.id, server.origin, header);
      change.record({ type: 'connector.credential_set', outcome: 'success' });
    });
    const change = (set: string) =>
      gateway.given.rows(`update connectors set ${set} where id = $1`, [connector.id]);
    await change(`authentication = 'static-header'`);
    await gateway.policyChanged(acme);
    later(6 * minute);
    await expect.poll(asked).toBe(1);
    expect(server.introducedTo()['x-api-key']).toBe('the key of the server');
    await change(`state = 'suspended'`);
    const other = await published();
    later(6 * minute);
    await expect.poll(other.asked).toBe(1);
    expect(asked()).toBe(1);
  });
});

test('the organization whose server waits longest is the first to be asked about', async () => {
  const globex = await gateway.given.organization('globex');
  const ours = await published();
  const theirs = await connected(await startUnrulyUpstream(), { in: globex });
  const farAhead = gateway.clock.now().getTime() + 24 * 60 * minute;
  const wait = async ({ id }: GivenConnector, at: number) => {
    const due = new Date(farAhead + at * minute);
    await gateway.given.rows('update connectors set probe_after = $1 where id = $2', [due, id]);
  };
  const inTurn = () => gateway.get(ProbeTurnsRepository).organizations(new Date(farAhead + 60 * minute));
  await wait(ours.connector, 0);
  for (const [at, organizations] of [
    [1, [acme.id, globex.id]],
    [-1, [globex.id, acme.id]],
  ] as const) {
    await wait(theirs, at);
    expect(await inTurn()).toEqual(organizations);
  }
});

test('a server that failed its callers is asked by the gateway that has ceased to call it', async () => {
  const { server, connector } = await published();
  server.behaviour = 'is unwell';
  for (let time = 0; time < 5; time++) await call(connector);
  expect((await call(connector)).status).toBe(503);
  server.behaviour = 'answers';
  later(minute);
  await expect.poll(async () => (await newest(connector))?.breaker).toBe('closed');
  expect(server.arrived()).toBe(5);
});

describe('callers who always give up before the time limit', () => {
  /** Five callers, who wait for a little more than half the time limit from when the server has all their calls. */
  async function all({ connector, server }: Awaited<ReturnType<typeof published>>) {
    const giveUp = new AbortController();
    const before = server.arrived();
    const calls = Array.from({ length: 5 }, () =>
      fetch(gateway.urlOf(connector), {
        method: 'POST',
        ...modern(token, 'tools/call', { name: 'read', arguments: { behaviour: 'hangs' } }),
        signal: giveUp.signal,
      }).catch(() => undefined),
    );
    await expect.poll(() => server.arrived() - before).toBe(5);
    const patience = AbortSignal.timeout(2_100);
    patience.addEventListener('abort', () => giveUp.abort());
    return Promise.all(calls);
  }

  test('show that a server hangs', async () => {
    const hanging = await published();
    const { server, connector } = hanging;
    await all(hanging);
    await expect.poll(() => newest(connector)).toMatchObject({ state: 'down', last_failure: 'silent' });
    expect(sum(await healthOf(connector), 'timeouts')).toBe(5);
    expect((await call(connector)).status).toBe(503);
    expect(server.arrived()).toBe(5);
  });

  test('take nothing from others whom the same server answers', async () => {
    const hanging = await published();
    const { server, connector } = hanging;
    const waiting = all(hanging);
    await expect.poll(() => server.arrived()).toBe(5);
    await call(connector);
    await waiting;
    await expect.poll(() => newest(connector)).toMatchObject({ state: 'degraded', breaker: 'closed' });
    expect((await call(connector)).message.result?.content?.[0]?.text).toBe('done');
  });
});
