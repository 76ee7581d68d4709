import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WatchedUpstreams } from '../../src/gateway/upstreams/watched-upstreams.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { OpenStream } from './open-stream.js';
import { RunningGateway } from './running-gateway.js';
import { startWatchedUpstream, type WatchedUpstream } from './watched-upstream.js';
import { modern, send } from './wire.js';

let gateway: RunningGateway;
let acme: GivenOrganization;
let token: string;
let upstream: WatchedUpstream;
let connector: GivenConnector;
let count = 0;
const open: OpenStream[] = [];

/** Waits as long as a busy machine may need. */
const poll = <Value>(look: () => Value | Promise<Value>) => expect.poll(look, { timeout: 15_000 });

beforeAll(async () => {
  gateway = await RunningGateway.start({ reopenMs: 1, lingerMs: 0 });
  // Whoever is left alone stays so until a test puts the clock forward.
  gateway.clock.hold();
  acme = await gateway.given.organization('acme');
  token = await gateway.token(acme, await gateway.given.member(acme));
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

const listen = async (uris: readonly string[]): Promise<OpenStream> => {
  const notifications = { resourceSubscriptions: uris };
  const { headers, body } = modern(token, 'subscriptions/listen', { notifications });
  const stream = new OpenStream(gateway.urlOf(connector), 'POST', headers, body);
  open.push(stream);
  await poll(() => stream.messages.length).toBe(1);
  return stream;
};
const call = () =>
  send(gateway.urlOf(connector), modern(token, 'tools/call', { name: 'look', arguments: {} }));
const isLeftAlone = () => gateway.get(WatchedUpstreams).existing(connector.id)?.isCut ?? false;
const callsOnRecord = async () => {
  await gateway.get(WatchedUpstreams).tell();
  const [row] = await gateway.given.rows<{ calls: number; failures: number }>(
    `select sum(calls)::int as calls, sum(failures)::int as failures from connector_health where connector_id = $1`,
    [connector.id],
  );
  return row;
};

describe.each(['legacy', 'modern'] as const)('the stream of a %s upstream', (era) => {
  // What happened to one upstream says nothing of the next.
  beforeEach(async () => {
    upstream = await startWatchedUpstream(era);
    connector = await gateway.connect(acme, upstream, { slug: `notes-${++count}` });
  });
  afterEach(async () => {
    for (const stream of open.splice(0)) stream.leave();
    await upstream.close();
  });

  test('that cannot be opened counts as calls do, until its connector is left alone', async () => {
    upstream.isUnwell = true;
    await listen(['note://one']);
    await poll(isLeftAlone).toBe(true);
    expect(upstream.turnedAway).toBe(5);
    const refused = await call();
    expect([refused.status, refused.message.error?.message]).toEqual([
      503,
      expect.stringContaining('did not answer'),
    ]);
    // Another stream is not even tried, and its client does not wait for that.
    await listen(['note://two']);
    expect(upstream.turnedAway).toBe(5);
    expect(await callsOnRecord()).toEqual({ calls: 5, failures: 5 });
  });

  test('tries for everybody when its time has come, and gives the connector back', async () => {
    for (upstream.isUnwell = true; !isLeftAlone();) await call();
    const before = upstream.turnedAway;
    const stream = await listen(['note://one']);
    expect(upstream.turnedAway).toBe(before);
    upstream.isUnwell = false;
    gateway.clock.forward(60_000);
    await poll(() => upstream.streams.length).toBe(1);
    await poll(isLeftAlone).toBe(false);
    expect((await call()).message.result?.content?.[0]?.text).toBe('done');
    if (era === 'legacy') await poll(() => upstream.asked).toEqual(['+ note://one']);
    upstream.update('note://one');
    await poll(() => stream.updates).toEqual(['note://one']);
  });

  test('that the server ends again and again takes nothing from its connector', async () => {
    await listen(['note://one']);
    for (let time = 1; time <= 8; time++) {
      await poll(() => upstream.opened).toBe(time);
      await poll(() => upstream.streams.length).toBe(1);
      upstream.drop();
    }
    await poll(() => upstream.opened).toBe(9);
    expect(isLeftAlone()).toBe(false);
    expect((await call()).message.result?.content?.[0]?.text).toBe('done');
    expect(await callsOnRecord()).toMatchObject({ failures: 0 });
  });
});
