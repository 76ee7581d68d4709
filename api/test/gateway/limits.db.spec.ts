import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { limitFrame, type LimitChoices } from '../../src/kernel/limits.js';
import { LimitExchange } from '../../src/gateway/limits/exchange.js';
import { LimitRefusals } from '../../src/gateway/limits/limit-refusals.js';
import { newId } from '../../src/kernel/ids.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { startControlledUpstream, text, type ControlledUpstream } from './controlled-upstream.js';
import { RunningGateway } from './running-gateway.js';
import { legacy, modern, openSession, send, type WireAnswer } from './wire.js';

let upstream: ControlledUpstream;
let here: RunningGateway;
let there: RunningGateway;
let acme: GivenOrganization;
let crm: GivenConnector;
let wiki: GivenConnector;
let ann: string;
let bob: string;
let admin: string;

// Far more than any test takes: exchanges happen when a test wants one.
const never = 2 ** 31 - 1;

beforeAll(async () => {
  upstream = await startControlledUpstream({
    look: (_call, reply) => reply.result(text('seen')),
    dump: (_call, reply) => reply.result(text('x'.repeat(40_000))),
  });
  here = await RunningGateway.start({ exchangeEveryMs: never });
  there = await RunningGateway.beside(here, { exchangeEveryMs: never });
});
afterAll(async () => {
  await there?.stop();
  await here?.[Symbol.asyncDispose]();
  await upstream?.close();
});

let organizations = 0;
beforeEach(async () => {
  acme = await here.given.organization(`acme-${(organizations += 1)}`);
  [ann, bob, admin] = await Promise.all([
    here.given.member(acme),
    here.given.member(acme),
    here.given.member(acme),
  ]);
  crm = await here.connect(acme, upstream, { slug: 'crm' });
  wiki = await here.connect(acme, upstream, { slug: 'wiki' });
  upstream.received.length = 0;
  await here.forgetEvents();
  // Clocks stand still, so that nothing becomes free while a test looks.
  here.clock.hold();
  there.clock.hold();
});

/** What an admin chose, behind the application's back. */
async function limit(
  limits: LimitChoices,
  connectorId: string | null = null,
  offering?: string,
): Promise<void> {
  const [row] = offering
    ? await here.given.rows<{ id: string }>(
        'select id from offerings where connector_id = $1 and name = $2',
        [connectorId, offering],
      )
    : [];
  await here.given.rows(
    `insert into limit_settings (organization_id, id, connector_id, offering_id, limits, changed_by)
     values ($1, $2, $3, $4, $5, $6)`,
    [acme.id, newId(), connectorId, row?.id ?? null, JSON.stringify(limits), admin],
  );
  await here.policyChanged(acme);
  await there.policyChanged(acme);
}

function call(
  token: string,
  {
    gateway = here,
    connector = crm,
    name = 'look',
  }: { gateway?: RunningGateway; connector?: GivenConnector; name?: string } = {},
): Promise<WireAnswer> {
  return send(gateway.urlOf(connector), modern(token, 'tools/call', { name, arguments: {} }));
}

const isRefused = ({ message }: WireAnswer) =>
  message.result?.content?.[0]?.text.startsWith('Too many requests') ?? false;

/** How many of so many calls got through. */
async function served(times: number, once: () => Promise<WireAnswer>): Promise<number> {
  let count = 0;
  for (let time = 0; time < times; time += 1) if (!isRefused(await once())) count += 1;
  return count;
}

/** Replicas tell one another; the database's clock runs, so what leaks meanwhile is put back. */
async function exchange(...gateways: RunningGateway[]): Promise<void> {
  for (const gateway of gateways) {
    await here.given.rows('update limit_use set counted_at = clock_timestamp()');
    await gateway.get(LimitExchange).exchange();
  }
}

/** Lets time pass for this replica and for the database, which then tell each other. */
async function later(seconds: number): Promise<void> {
  here.clock.forward(seconds * 1_000);
  await here.given.rows('update limit_use set counted_at = clock_timestamp() - make_interval(secs => $1)', [
    seconds,
  ]);
  await here.get(LimitExchange).exchange();
}

describe('a limit', () => {
  test('of a token, a member, a tool, a connector or an organization ends calls, and says which, whose and until when', async () => {
    const token = () => here.token(acme, ann);
    const cases: [LimitChoices, string | null, string | undefined, string][] = [
      [{ token: { requestsPerMinute: 3 } }, null, undefined, '3 requests a minute for your token "laptop"'],
      [
        { tool: { requestsPerMinute: 3 } },
        crm.id,
        'look',
        '3 requests a minute for "look", for everyone together',
      ],
      [{ connector: { requestsPerMinute: 3 } }, wiki.id, undefined, '3 requests a minute for Wiki'],
    ];
    for (const [limits, connectorId, offering, words] of cases) {
      await limit(limits, connectorId, offering);
      const connector = connectorId === wiki.id ? wiki : crm;
      const secret = await token();
      expect(await served(5, () => call(secret, { connector }))).toBe(3);
      const refused = await call(secret, { connector });
      expect(refused.status).toBe(200);
      expect(refused.headers['retry-after']).toBe('20');
      expect(refused.message.result?.isError).toBe(true);
      expect(refused.message.result?.content?.[0]?.text).toContain(words);
      expect(refused.message.result?.content?.[0]?.text).toContain('Try again in 20 seconds');
      const event = (await here.events('gateway.refused')).at(-1);
      // What is anybody's own is looked at before it is known what they ask for.
      if (connectorId !== null) {
        const reason =
          'The policy allows this. It was refused all the same: limit of requests a minute reached.';
        expect(event?.decision).toMatchObject({ effect: 'deny', reason });
      }
      await here.given.rows('delete from limit_settings');
      await here.policyChanged(acme);
      here.clock.forward(60_000);
    }
  });

  test('of a member holds for all their tokens together', async () => {
    await limit({ member: { requestsPerMinute: 4 } });
    const tokens = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => here.token(acme, ann, { name })),
    );
    let count = 0;
    for (const token of tokens) count += await served(2, () => call(token));
    expect(count).toBe(4);
    const theirs = await here.token(acme, bob);
    expect(await served(4, () => call(theirs))).toBe(4);
  });

  test('of an organization leaves other organizations theirs', async () => {
    await limit({ organization: { requestsPerMinute: 2 } });
    const other = await here.given.organization(`other-${organizations}`);
    const files = await here.connect(other, upstream, { slug: 'files' });
    const [mine, theirs] = [
      await here.token(acme, ann),
      await here.token(other, await here.given.member(other)),
    ];
    expect(await served(4, () => call(mine))).toBe(2);
    expect(await served(4, () => call(theirs, { connector: files }))).toBe(4);
  });

  test('answers everything but calls of tools with 429, in both eras', async () => {
    await limit({ member: { requestsPerMinute: 4 } });
    const token = await here.token(acme, ann);
    const session = await openSession(here.urlOf(crm), token);
    await served(2, () => call(token));
    const asked = [modern(token, 'tools/list'), legacy(token, session, { id: 7, method: 'tools/list' })];
    for (const message of asked) {
      const refused = await send(here.urlOf(crm), message);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers['retry-after'])).toBe(15);
      expect(refused.message).toMatchObject({
        id: (JSON.parse(message.body) as { id: unknown }).id,
        error: {
          code: -32000,
          message: expect.stringMatching(/limit of 4 requests a minute for you, .*Try again in 15 seconds/),
          data: { limit: 'requestsPerMinute', of: 'member', allowed: 4, retryAfterSeconds: 15 },
        },
      });
    }
    const called = { id: 8, method: 'tools/call', params: { name: 'look', arguments: {} } };
    const refused = await send(here.urlOf(crm), legacy(token, session, called));
    expect(refused.message).toMatchObject({ id: 8, result: { isError: true } });
    // What ends something still comes through.
    const cancelled = { method: 'notifications/cancelled', params: { requestId: 99 } };
    expect((await send(here.urlOf(crm), legacy(token, session, cancelled))).status).toBe(202);
  });

  test('by the minute is there again when the time is over', async () => {
    await limit({ member: { requestsPerMinute: 3 } });
    const token = await here.token(acme, ann);
    expect(await served(4, () => call(token))).toBe(3);
    here.clock.forward(20_000);
    expect(await served(2, () => call(token))).toBe(1);
    here.clock.forward(60_000);
    expect(await served(4, () => call(token))).toBe(3);
  });

  test('in bytes counts what was sent and what came back', async () => {
    await limit({ member: { bytesPerMinute: 100_000 } });
    const token = await here.token(acme, ann);
    // A quarter of a minute's worth at once: the first answer is let through, and waited for.
    expect(await served(3, () => call(token, { name: 'dump' }))).toBe(1);
    const refused = await call(token);
    expect(refused.message.result?.content?.[0]?.text).toContain('100,000 bytes a minute');
    here.clock.forward(Number(refused.headers['retry-after']) * 1_000);
    expect(await served(1, () => call(token))).toBe(1);
  });

  test('counts what is no message either', async () => {
    await limit({ token: { requestsPerMinute: 2 } });
    const token = await here.token(acme, ann);
    const broken = { ...modern(token, 'tools/list'), body: '{"jsonrpc":' };
    const statuses: number[] = [];
    for (let time = 0; time < 6; time += 1) statuses.push((await send(here.urlOf(crm), broken)).status);
    expect(statuses).toEqual([400, 400, 400, 400, 429, 429]);
  });

  test('of an organization never exceeds the ceiling of the installation', async () => {
    const limits = limitFrame({ member: { requestsPerMinute: 2 } }, { member: { requestsPerMinute: 3 } });
    const narrow = await RunningGateway.beside(here, {}, { limits });
    narrow.clock.hold();
    await limit({ member: { requestsPerMinute: 1_000 } });
    const token = await here.token(acme, ann);
    expect(await served(5, () => call(token, { gateway: narrow }))).toBe(3);
    await narrow.stop();
  });
});

describe('refusals at a limit', () => {
  test('stand in the trail once in full, and then as a number', async () => {
    await limit({ member: { requestsPerMinute: 1 } });
    const token = await here.token(acme, ann);
    expect(await served(30, () => call(token))).toBe(1);
    const events = async () => (await here.events('gateway.refused')).filter(({ actor }) => actor.id === ann);
    const fact = {
      code: 'limit_reached',
      limit: 'requestsPerMinute',
      limitOf: 'member',
      limitOfId: ann,
      allowed: 1,
    };
    expect(await events()).toMatchObject([
      { outcome: 'denied', actor: { id: ann }, details: { ...fact, method: 'tools/call' } },
    ]);
    here.clock.forward(60_000);
    await here.get(LimitRefusals).settle();
    expect(await events()).toMatchObject([
      { details: fact },
      { actor: { id: ann }, details: { ...fact, counted: 28 } },
    ]);
    expect(upstream.received).toHaveLength(1);
  });

  test('are not lost when the process stops', async () => {
    const stopping = await RunningGateway.beside(here);
    await limit({ member: { requestsPerMinute: 1 } });
    const token = await here.token(acme, ann);
    await served(5, () => call(token, { gateway: stopping }));
    await stopping.stop();
    expect((await here.events('gateway.refused')).map(({ details }) => details['counted'])).toEqual([
      undefined,
      3,
    ]);
  });
});

describe('two replicas', () => {
  test('let through one burst each at most, and know of each other after an exchange', async () => {
    await limit({ member: { requestsPerMinute: 6 } });
    const token = await here.token(acme, ann);
    expect(await served(6, () => call(token))).toBe(6);
    // The other does not know yet: this is the bound.
    expect(await served(10, () => call(token, { gateway: there }))).toBe(6);
    await exchange(here, there, here);
    expect(await served(2, () => call(token))).toBe(0);
    expect(await served(2, () => call(token, { gateway: there }))).toBe(0);
    // Six too many take a minute; only then there is room again.
    await later(59);
    expect(await served(1, () => call(token))).toBe(0);
    await later(12);
    expect(await served(2, () => call(token))).toBe(1);
  });

  test('count the time before a limit was lowered at the limit it had', async () => {
    await limit({ member: { requestsPerMinute: 60 } });
    const token = await here.token(acme, ann);
    expect(await served(15, () => call(token))).toBe(15);
    await exchange(here);
    await later(300);
    await here.given.rows('delete from limit_settings');
    await limit({ member: { requestsPerMinute: 1 } });
    expect(await served(2, () => call(token))).toBe(1);
    await here.get(LimitExchange).exchange();
    expect((await call(token)).headers['retry-after']).toBe('60');
    here.clock.forward(60_000);
    expect(await served(2, () => call(token))).toBe(1);
  });

  test('count places together, and forget those of a replica that is gone', async () => {
    await limit({ member: { openStreams: 1 } });
    const token = await here.token(acme, ann);
    const listen = (gateway: RunningGateway) =>
      send(
        gateway.urlOf(crm),
        modern(token, 'subscriptions/listen', { notifications: { toolsListChanged: true } }),
      );
    const open = listen(there);
    await expect.poll(async () => (await here.events('gateway.stream_opened')).length).toBe(1);
    await exchange(there);
    // Asking is what makes a replica want to know.
    await call(token);
    await exchange(here);
    const refused = await listen(here);
    expect(refused.status).toBe(429);
    expect(refused.message.error?.message).toContain('one open stream for you');
    await here.given.rows(`update limit_holds set seen_at = clock_timestamp() - interval '6 seconds'`);
    await exchange(here);
    const second = listen(here);
    await expect.poll(async () => (await here.events('gateway.stream_opened')).length).toBe(2);
    await here.given.rows('update tokens set revoked_at = now()');
    for (const gateway of [here, there]) gateway.clock.forward(60_000);
    await Promise.all([open, second]);
  });

  test('share a limit evenly while the database cannot be asked', async () => {
    await limit({ member: { requestsPerMinute: 40 } });
    const token = await here.token(acme, ann);
    await exchange(there, here);
    await here.given.rows('alter function castellan_exchange_limit_use rename to gone');
    try {
      await here.get(LimitExchange).exchange();
      here.clock.forward(6_000);
      // A burst of ten, shared by two.
      expect(await served(20, () => call(token))).toBe(5);
    } finally {
      await here.given.rows('alter function gone rename to castellan_exchange_limit_use');
    }
    await exchange(here);
    expect(await served(20, () => call(token))).toBe(5);
  });
});
