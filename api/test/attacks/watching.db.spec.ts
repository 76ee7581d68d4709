import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Announcements } from '../../src/gateway/streams/announcements.js';
import { newId } from '../../src/kernel/ids.js';
import type { LimitChoices } from '../../src/kernel/limits.js';
import { OpenStream } from '../gateway/open-stream.js';
import { RunningGateway } from '../gateway/running-gateway.js';
import { startWatchedUpstream, type WatchedUpstream } from '../gateway/watched-upstream.js';
import { legacy, modern, openSession, send } from '../gateway/wire.js';
import type { GivenConnector, GivenOrganization } from '../given.js';

let gateway: RunningGateway;
let upstream: WatchedUpstream;
let acme: GivenOrganization;
let notes: GivenConnector;
let member: string;
let token: string;
let session: string;

beforeAll(async () => {
  upstream = await startWatchedUpstream('legacy');
  // Nothing here is about replicas, and clocks that stand still do not go with exchanges by the real time.
  gateway = await RunningGateway.start({ lingerMs: 0, exchangeEveryMs: 2 ** 31 - 1 });
  acme = await gateway.given.organization('acme');
  notes = await gateway.connect(acme, upstream, {
    slug: 'notes',
    allowed: ['note://one', 'note://two'],
  });
  member = await gateway.given.member(acme);
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(async () => {
  token = await gateway.token(acme, member);
  session = await openSession(url(), token);
  asked = upstream.asked.length;
  await gateway.forgetEvents();
});
afterEach(async () => {
  await gateway.given.rows('delete from limit_settings');
  await setRule('note://one', 'allow');
  gateway.clock.forward(60_000);
});

let asked = 0;
const url = () => gateway.urlOf(notes);
const reached = () => upstream.asked.slice(asked);
const ask = (method: string, params: object) =>
  send(url(), legacy(token, session, { id: 1, method, params }));
const subscribe = (uri: string) => ask('resources/subscribe', { uri });
const unsubscribe = (uri: string) => ask('resources/unsubscribe', { uri });

async function offeringId(name: string): Promise<string> {
  const [row] = await gateway.given.rows<{ id: string }>(
    'select id from offerings where connector_id = $1 and name = $2',
    [notes.id, name],
  );
  return row?.id ?? '';
}

async function setRule(name: string, effect: 'allow' | 'block'): Promise<void> {
  const id = await offeringId(name);
  await gateway.given.rows('delete from rules where offering_id = $1', [id]);
  await gateway.given.rule(notes, id, effect);
  await gateway.policyChanged(acme);
}

async function limit(
  limits: LimitChoices,
  offering?: string,
  connectorId: string | null = notes.id,
): Promise<void> {
  await gateway.given.rows(
    `insert into limit_settings (organization_id, id, connector_id, offering_id, limits, changed_by)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      acme.id,
      newId(),
      connectorId,
      offering ? await offeringId(offering) : null,
      JSON.stringify(limits),
      member,
    ],
  );
  await gateway.policyChanged(acme);
  gateway.clock.hold();
}

describe('what reaches a server beside calls is counted like a call', () => {
  test('for its connector: subscribing, taking it back, and asking for logs', async () => {
    await limit({ connector: { requestsPerMinute: 3 } });
    const answers = [
      await subscribe('note://one'),
      await unsubscribe('note://one'),
      await ask('logging/setLevel', { level: 'error' }),
      await subscribe('note://two'),
      await unsubscribe('note://one'),
      await ask('logging/setLevel', { level: 'debug' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429, 429]);
    expect(answers.at(-1)?.message.error?.data).toMatchObject({ of: 'connector', allowed: 3 });
    expect(reached()).toEqual(['+ note://one', '- note://one']);
  });

  test('for the resource itself', async () => {
    await limit({ tool: { requestsPerMinute: 1 } }, 'note://one');
    expect((await subscribe('note://one')).status).toBe(200);
    expect((await unsubscribe('note://one')).status).toBe(429);
    expect((await subscribe('note://two')).status).toBe(200);
  });
});

test('one request that asks to watch many things is counted as many', async () => {
  await limit({ token: { requestsPerMinute: 12 } }, undefined, null);
  const resourceSubscriptions = Array.from({ length: 12 }, (_none, at) => `note://${at}`);
  const { headers, body } = modern(token, 'subscriptions/listen', {
    notifications: { resourceSubscriptions },
  });
  const stream = new OpenStream(url(), 'POST', headers, body);
  await expect.poll(() => stream.messages.length).toBe(1);
  const refused = await send(url(), modern(token, 'tools/list'));
  expect([refused.status, refused.message.error?.data]).toMatchObject([429, { of: 'token', allowed: 12 }]);
  stream.leave();
});

test('what may not be read is not to be asked about by taking back a subscription either', async () => {
  await subscribe('note://one');
  await setRule('note://one', 'block');
  expect((await unsubscribe('note://one')).message).toMatchObject({ result: {} });
  const [event] = await gateway.events('gateway.unsubscribed');
  expect(event).toMatchObject({ offering: { name: 'note://one' }, decision: { effect: 'deny' } });
  for (const uri of ['note://one', 'note://secret', 'note://none']) {
    const [refused, same] = [await unsubscribe(uri), await subscribe(uri)];
    expect(refused.message.error).toBeDefined();
    expect(refused.message).toEqual(same.message);
  }
  expect(reached()).toEqual(['+ note://one']);
});

test('what a server says of an update passes the same rules as its results', async () => {
  const { headers, body } = modern(token, 'subscriptions/listen', {
    notifications: { resourceSubscriptions: ['note://one'] },
  });
  const stream = new OpenStream(url(), 'POST', headers, body);
  await expect.poll(() => stream.messages.length).toBe(1);
  await gateway.given.rows(
    `insert into limit_settings (organization_id, id, connector_id, results, changed_by) values ($1, $2, $3, $4, $5)`,
    [acme.id, newId(), notes.id, JSON.stringify({ redactSecrets: true }), member],
  );
  await gateway.policyChanged(acme);
  await expect.poll(() => upstream.streams.length).toBeGreaterThan(0);
  const secret = `ghp_${'a1B2'.repeat(9)}`;
  upstream.say('notifications/resources/updated', { uri: 'note://one', note: `use ${secret}` });
  await expect.poll(() => stream.updates, { timeout: 10_000 }).toEqual(['note://one']);
  expect(stream.messages.at(-1)?.params).toMatchObject({ note: 'use [redacted: secret]' });
  expect(stream.received).not.toContain(secret);
  stream.leave();
});

test('a caller who is let in no more is told nothing more, not even that something changed', async () => {
  const { headers, body } = modern(token, 'subscriptions/listen', {
    notifications: { resourcesListChanged: true, toolsListChanged: true, promptsListChanged: true },
  });
  const stream = new OpenStream(url(), 'POST', headers, body);
  await expect.poll(() => stream.messages.length).toBe(1);
  const id = await offeringId('note://two');
  await gateway.given.rows('delete from rules where offering_id = $1', [id]);
  // Both at once, behind the application's back, so that one look finds the two.
  gateway.clock.forward(5_000);
  await gateway.given.rows('update tokens set revoked_at = now() where member_id = $1', [member]);
  await gateway.policyChanged(acme);
  await gateway.get(Announcements).look();
  await expect.poll(() => stream.hasEnded).toBe(true);
  expect(stream.messages.slice(1)).toMatchObject([{ id: 1, result: { resultType: 'complete' } }]);
  await gateway.given.rule(notes, id, 'allow');
  await gateway.policyChanged(acme);
});
