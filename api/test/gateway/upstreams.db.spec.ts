import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WatchedUpstreams } from '../../src/gateway/upstreams/watched-upstreams.js';
import { Metrics } from '../../src/platform/telemetry/metrics.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { startLegacyServer } from '../mcp/sdk-servers.js';
import { RunningGateway } from './running-gateway.js';
import { startUnrulyUpstream, type Behaviour, type UnrulyUpstream } from './unruly-upstream.js';
import { legacy, modern, openSession, send, type WireAnswer } from './wire.js';

const slots = 4;
const places = 4;

let gateway: RunningGateway;
let acme: GivenOrganization;
let token: string;
let good: UnrulyUpstream;
let goodConnector: GivenConnector;
let bad: UnrulyUpstream;
let connector: GivenConnector;
let count = 0;

beforeAll(async () => {
  gateway = await RunningGateway.start(
    { callMs: 1_000, answerMs: 500 },
    {},
    { concurrentCalls: slots, waitingCalls: places, waitMs: 200 },
  );
  acme = await gateway.given.organization('acme');
  token = await gateway.token(acme, await gateway.given.member(acme));
  good = await startUnrulyUpstream();
  goodConnector = await gateway.connect(acme, good, { slug: 'good' });
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await good?.close();
});
// Each test has an upstream of its own: what happened to one says nothing of the next.
beforeEach(async () => {
  await bad?.close();
  bad = await startUnrulyUpstream();
  connector = await gateway.connect(acme, bad, {
    slug: `bad-${++count}`,
    classification: { write: 'write' },
  });
  await gateway.forgetEvents();
});
afterAll(() => bad?.close());

const call = (
  tool: 'read' | 'write',
  args: { readonly behaviour?: Behaviour; readonly id?: unknown } = {},
  to: GivenConnector = connector,
) => send(gateway.urlOf(to), modern(token, 'tools/call', { name: tool, arguments: { ...args } }));
const calls = (number: number, args: { readonly behaviour?: Behaviour } = {}, to?: GivenConnector) =>
  Promise.all(Array.from({ length: number }, () => call('read', args, to)));
const isAnswered = ({ message }: WireAnswer) => message.result?.content?.[0]?.text === 'done';
const isRefused = ({ status }: WireAnswer) => status === 503;

describe('a server that fails call after call', () => {
  const fail = async (behaviour: Behaviour, times = 5) => {
    for (let time = 0; time < times; time++) await call('read', { behaviour });
  };

  test('is left alone for a while, and whoever calls meanwhile is told when to try again', async () => {
    await fail('is unwell');
    expect(bad.arrived()).toBe(5);
    const refused = await call('write');
    expect(bad.arrived()).toBe(5);
    expect(refused.status).toBe(503);
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.message).toMatchObject({
      id: 1,
      error: {
        code: -32000,
        data: { retryAfterSeconds: 1 },
        message: expect.stringContaining('did not answer'),
      },
    });
    const events = await gateway.events();
    expect(events.slice(-1)).toMatchObject([
      {
        type: 'gateway.refused',
        outcome: 'denied',
        decision: {
          effect: 'deny',
          reason:
            'The policy allows this. It was refused all the same: the connector does not answer at the moment.',
        },
        details: { code: 'connector_down' },
      },
    ]);
    // What was never sent is not on record as begun.
    expect(events.map(({ type }) => type)).not.toContain('gateway.call_started');
  });

  test('is tried by one call, and gets all of them back when it answers', async () => {
    await fail('is unwell');
    gateway.clock.forward(60_000);
    const trial = call('read', { behaviour: 'waits' });
    await expect.poll(() => bad.arrived()).toBe(6);
    const others = await calls(3);
    expect(others.every(isRefused)).toBe(true);
    expect(bad.arrived()).toBe(6);
    bad.release();
    expect(isAnswered(await trial)).toBe(true);
    expect((await calls(3)).every(isAnswered)).toBe(true);
  });

  test('stays alone when the call that tries fails as well', async () => {
    await fail('is unwell');
    gateway.clock.forward(60_000);
    await fail('is unwell', 1);
    expect((await calls(2)).every(isRefused)).toBe(true);
    expect(bad.arrived()).toBe(6);
  });

  test.each([
    ['resets before executing', 'connection_lost'],
    ['hangs', 'timeout'],
  ] as const)('by whatever it does: it %s', async (behaviour, code) => {
    await Promise.all(Array.from({ length: slots }, () => fail(behaviour, 1)));
    await fail(behaviour, 1);
    expect(isRefused(await call('read'))).toBe(true);
    expect((await gateway.events('gateway.called')).map(({ details }) => details['code'])).toEqual(
      Array(5).fill(code),
    );
  });

  test.each(['answers with an error', 'does not know the caller'] as const)(
    'keeps getting calls when it %s: it is there',
    async (behaviour) => {
      await fail(behaviour, 12);
      expect(bad.arrived()).toBe(12);
      expect(isAnswered(await call('read', { behaviour: 'answers' }))).toBe(true);
    },
  );

  test('keeps getting calls when it asked something that nobody answered in time', async () => {
    const asking = await startLegacyServer();
    const asks = await gateway.connect(acme, asking, { slug: `asks-${count}` });
    const session = await openSession(gateway.urlOf(asks), token, { elicitation: {} });
    const ask = (id: string, name: string) =>
      send(
        gateway.urlOf(asks),
        legacy(token, session, { id, method: 'tools/call', params: { name, arguments: { text: 'here' } } }),
      );
    const unanswered = await Promise.all(['a', 'b', 'c', 'd'].map((id) => ask(id, 'ask')));
    unanswered.push(await ask('e', 'ask'), await ask('f', 'ask'));
    for (const { message } of unanswered)
      expect(message.error?.message).toContain('asked something and got no answer in time');
    expect((await ask('g', 'echo')).message.result?.content?.[0]?.text).toBe('here');
    await asking.close();
  });

  test('keeps getting calls when their callers gave up', async () => {
    for (let time = 0; time < 8; time++) {
      const cancel = new AbortController();
      const { headers, body } = modern(token, 'tools/call', {
        name: 'read',
        arguments: { behaviour: 'hangs' },
      });
      const given = fetch(gateway.urlOf(connector), {
        method: 'POST',
        headers,
        body,
        signal: cancel.signal,
      }).catch(() => undefined);
      await expect.poll(() => bad.arrived()).toBe(time + 1);
      cancel.abort();
      await given;
    }
    expect(isAnswered(await call('read'))).toBe(true);
  });
});

describe('a server that is given more than it can do', () => {
  test('gets as many calls at once as it may; a few wait, and the rest is sent away at once', async () => {
    bad.behaviour = 'waits';
    const under = calls(slots);
    await expect.poll(() => bad.arrived()).toBe(slots);
    const late = await calls(places + 3);
    expect(late.filter(isRefused)).toHaveLength(places + 3);
    expect(bad.arrived()).toBe(slots);
    expect(late[0]?.message.error?.message).toContain('as many calls as it is given at once');
    bad.release();
    expect((await under).every(isAnswered)).toBe(true);
  });

  test('gets those that waited as soon as others end', async () => {
    bad.behaviour = 'waits';
    const under = calls(slots);
    await expect.poll(() => bad.arrived()).toBe(slots);
    bad.behaviour = 'answers';
    const waiting = calls(places);
    bad.release();
    expect((await under).every(isAnswered)).toBe(true);
    expect((await waiting).every(isAnswered)).toBe(true);
    expect(bad.executed).toHaveLength(slots + places);
  });

  test('may be given fewer, and less time, by its connector', async () => {
    await gateway.given.rows(
      'update connectors set concurrent_calls = 1, call_timeout_seconds = 2 where id = $1',
      [connector.id],
    );
    await gateway.policyChanged(acme);
    bad.behaviour = 'waits';
    const only = call('read');
    await expect.poll(() => bad.arrived()).toBe(1);
    expect(isRefused(await call('read'))).toBe(true);
    // Longer than the gateway's own limit of a second.
    const event = async () => (await gateway.events('gateway.called')).at(-1)?.details;
    await only;
    expect(await event()).toMatchObject({ code: 'timeout' });
    expect(Number((await event())?.['durationMs'])).toBeGreaterThan(1_500);
  });
});

test.each<Behaviour>(['hangs', 'is unwell', 'resets before executing', 'resets in the middle of its answer'])(
  'one server that %s takes nothing from another',
  async (behaviour) => {
    const hammered = calls(100, { behaviour });
    let answered = 0;
    for (let wave = 0; wave < 25; wave++) {
      answered += (await calls(slots, {}, goodConnector)).filter(isAnswered).length;
    }
    expect(answered).toBe(25 * slots);
    await hammered;
  },
  60_000,
);

describe('a call that failed', () => {
  test.each([
    ['write', 'resets before executing', 0],
    ['write', 'resets after executing', 1],
    ['write', 'resets in the middle of its answer', 1],
    ['read', 'resets after executing', 1],
    ['read', 'resets in the middle of its answer', 1],
  ] as const)('is not sent again: a %s, when its server %s', async (tool, behaviour, executions) => {
    await bad.vanish();
    await bad.reappear();
    const answer = await call(tool, { behaviour, id: 1 });
    expect(answer.message.error?.message).toContain('broke off');
    expect(bad.executed).toHaveLength(executions);
    expect(bad.arrived()).toBe(1);
  });

  test('is sent once more if it reads and met a connection from before that was closed', async () => {
    await call('read', { id: 'before' });
    expect(isAnswered(await call('read', { behaviour: 'resets the first time', id: 'again' }))).toBe(true);
    expect(bad.executed).toEqual(['before', 'again']);
    expect(bad.arrived()).toBe(3);
  });

  test('is not sent again if it writes, whatever connection it met', async () => {
    await call('read', { id: 'before' });
    const answer = await call('write', { behaviour: 'resets the first time', id: 'once' });
    expect(answer.message.error?.message).toContain('broke off');
    expect(bad.executed).toEqual(['before']);
    expect(bad.arrived()).toBe(2);
  });

  test('says that the server cannot be reached when it still is not there', async () => {
    await bad.vanish();
    const answer = await call('write');
    expect(answer.message.error?.message).toContain('cannot be reached');
    await bad.reappear();
  });
});

describe('the health of connectors', () => {
  const rows = () =>
    gateway.given.rows<Record<string, unknown>>(
      'select * from connector_health where connector_id = $1 order by minute',
      [connector.id],
    );

  test('is kept by the minute, with what failed and what the breaker did', async () => {
    await calls(2);
    for (let time = 0; time < 5; time++) await call('read', { behaviour: 'is unwell' });
    await call('read');
    await gateway.get(WatchedUpstreams).tell();
    const kept = await rows();
    const sum = (column: string) => kept.reduce((total, row) => total + Number(row[column]), 0);
    expect([sum('calls'), sum('failures'), sum('timeouts'), sum('refused')]).toEqual([7, 5, 0, 1]);
    expect(kept.at(-1)).toMatchObject({ state: 'down', breaker: 'open', last_failure: 'server_error' });
    expect(kept.flatMap((row) => row['changes'])).toMatchObject([{ to: 'open', code: 'server_error' }]);
    const latency = kept.flatMap((row) => row['latency'] as number[]);
    expect(latency.reduce((total, number) => total + number, 0)).toBe(7);
    await gateway.get(WatchedUpstreams).tell();
    expect(await rows()).toHaveLength(kept.length);
    const metrics = await gateway.get(Metrics).registry.metrics();
    expect(metrics).toMatch(/castellan_upstream_calls_total\{outcome="failed"\} [1-9]/);
    expect(metrics).toMatch(/castellan_upstream_breakers_open [1-9]/);
  });
});
