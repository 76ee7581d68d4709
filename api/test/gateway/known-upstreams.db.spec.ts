import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WatchedUpstreams } from '../../src/gateway/upstreams/watched-upstreams.js';
import { newId } from '../../src/kernel/ids.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { RunningGateway } from './running-gateway.js';
import { startUnrulyUpstream, type Behaviour, type UnrulyUpstream } from './unruly-upstream.js';
import { modern, send } from './wire.js';

let gateway: RunningGateway;
let watched: WatchedUpstreams;
let acme: GivenOrganization;
let token: string;
let upstream: UnrulyUpstream;
let connector: GivenConnector;
let count = 0;

beforeAll(async () => {
  // Health is written when a test wants it.
  gateway = await RunningGateway.start({}, {}, { healthEveryMs: 2 ** 31 - 1 });
  gateway.clock.hold();
  watched = gateway.get(WatchedUpstreams);
  acme = await gateway.given.organization('acme');
  token = await gateway.token(acme, await gateway.given.member(acme));
});
afterAll(() => gateway?.[Symbol.asyncDispose]());
beforeEach(async () => {
  upstream = await startUnrulyUpstream();
  connector = await gateway.connect(acme, upstream, { slug: `sample-${++count}` });
});
afterEach(() => upstream.close());

const call = (behaviour: Behaviour = 'answers') =>
  send(gateway.urlOf(connector), modern(token, 'tools/call', { name: 'read', arguments: { behaviour } }));

/** Has the gateway meet more connectors than it remembers. */
function meetOthers(): void {
  const now = gateway.clock.now().getTime();
  for (let time = 0; time < 6_000; time++) watched.of(acme.id, newId(), now);
}

describe('a gateway that meets more connectors than it remembers', () => {
  test('still leaves alone what does not answer', async () => {
    for (let time = 0; time < 5; time++) await call('is unwell');
    meetOthers();
    expect((await call()).status).toBe(503);
    expect(upstream.arrived()).toBe(5);
  });

  test('puts every call on record', async () => {
    const onRecord = async () => {
      await watched.tell();
      const [row] = await gateway.given.rows<{ calls: number }>(
        'select sum(calls)::int as calls from connector_health where connector_id = $1',
        [connector.id],
      );
      return row?.calls;
    };
    for (const times of [1, 2]) {
      expect((await call()).message.result?.content?.[0]?.text).toBe('done');
      meetOthers();
      await expect.poll(onRecord).toBe(times);
      meetOthers();
    }
  });

  test('forgets what nobody has called lately', async () => {
    await call();
    const isKnown = async () => {
      await watched.tell();
      // What was told of it, news of its state as well, belongs to a minute that has to be over.
      gateway.clock.forward(60_000);
      meetOthers();
      return watched.existing(connector.id) !== undefined;
    };
    await expect.poll(isKnown).toBe(false);
  });
});
