import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Announcements } from '../../src/gateway/streams/announcements.js';
import { TokensService } from '../../src/tokens/tokens.service.js';
import { PoliciesService } from '../../src/policies/policies.service.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { asMember } from '../instance.js';
import { OpenStream } from './open-stream.js';
import { RunningGateway } from './running-gateway.js';
import { startWatchedUpstream, type WatchedUpstream } from './watched-upstream.js';
import { legacy, modern, openSession, send } from './wire.js';

let one: RunningGateway;
let other: RunningGateway;
let upstream: WatchedUpstream;
let acme: GivenOrganization;
let sample: GivenConnector;
let member: string;
let admin: string;
let token: string;
const open: OpenStream[] = [];

beforeAll(async () => {
  upstream = await startWatchedUpstream('legacy');
  one = await RunningGateway.start({ reopenMs: 20, lingerMs: 0 });
  other = await RunningGateway.beside(one, { reopenMs: 20, lingerMs: 0 });
  acme = await one.given.organization('acme');
  sample = await one.connect(acme, upstream, { slug: 'sample', allowed: ['look', 'note://one'] });
  await other.policyChanged(acme);
  member = await one.given.member(acme);
  admin = await one.given.member(acme, { role: 'admin' });
});
afterAll(async () => {
  await other?.stop();
  await one?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(async () => {
  token = await one.token(acme, member);
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.leave();
});

/** Waits as long as a busy machine may need. */
const poll = <Value>(look: () => Value | Promise<Value>) => expect.poll(look, { timeout: 15_000 });

async function listenAt(gateway: RunningGateway): Promise<OpenStream> {
  const { headers, body } = modern(token, 'subscriptions/listen', {
    notifications: { toolsListChanged: true },
  });
  const stream = new OpenStream(gateway.urlOf(sample), 'POST', headers, body);
  open.push(stream);
  await poll(() => stream.messages.length).toBe(1);
  return stream;
}

test('a rule that is changed at one process is heard of at every process, and by itself', async () => {
  const streams = [await listenAt(one), await listenAt(other)];
  const [offering] = await one.given.rows<{ id: string }>(
    `select id from offerings where connector_id = $1 and name = 'change'`,
    [sample.id],
  );
  const [connector] = await one.given.rows<{ version: number }>(
    'select version from connectors where id = $1',
    [sample.id],
  );
  await one.get(PoliciesService).setRules(asMember(acme.id, admin, 'admin'), {
    connectorId: sample.id,
    version: connector?.version ?? 0,
    changes: [{ offeringId: offering?.id ?? '', groupId: null, effect: 'allow' }],
  });
  for (const stream of streams) {
    await poll(() => stream.messages.at(-1)?.method).toBe('notifications/tools/list_changed');
  }
});

test('a token that is revoked at one process ends its streams at every process, notified or not', async () => {
  const streams = [await listenAt(one), await listenAt(other)];
  const [row] = await one.given.rows<{ id: string }>(
    'select id from tokens where member_id = $1 order by created_at desc limit 1',
    [member],
  );
  await one.get(TokensService).revoke(asMember(acme.id, member), row?.id ?? '');
  for (const stream of streams) await poll(() => stream.hasEnded).toBe(true);

  token = await one.token(acme, member);
  const unnotified = await listenAt(other);
  await one.given.rows(
    `update tokens set revoked_at = now() where id = (select id from tokens order by created_at desc limit 1)`,
  );
  // Nothing was said, and what is remembered of tokens has run out: the question of each second finds it.
  other.clock.forward(5_000);
  await other.get(Announcements).look();
  await poll(() => unnotified.hasEnded).toBe(true);
});

test('a session subscribes at one process and hears at another, which holds its stream', async () => {
  const session = await openSession(one.urlOf(sample), token);
  const { 'content-type': _type, ...headers } = legacy(token, session, {}).headers;
  const stream = new OpenStream(other.urlOf(sample), 'GET', headers as Record<string, string>);
  open.push(stream);
  await poll(() => stream.status).toBe(200);
  const ask = (method: string) =>
    send(one.urlOf(sample), legacy(token, session, { id: 7, method, params: { uri: 'note://one' } }));
  const heldBy = () =>
    upstream.streams.flatMap(({ session: held }) => [...(upstream.subscribed.get(held ?? '') ?? [])]);
  expect((await ask('resources/subscribe')).message).toMatchObject({ result: {} });
  await poll(heldBy).toEqual(['note://one']);
  upstream.update('note://one');
  await poll(() => stream.updates).toEqual(['note://one']);
  await ask('resources/unsubscribe');
  await poll(heldBy).toEqual([]);
});
