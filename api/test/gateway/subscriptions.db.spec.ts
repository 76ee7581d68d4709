import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { TokensService } from '../../src/tokens/tokens.service.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { asMember } from '../instance.js';
import { OpenStream } from './open-stream.js';
import { RunningGateway } from './running-gateway.js';
import { startWatchedUpstream, type WatchedUpstream } from './watched-upstream.js';
import { legacy, modern, openSession, send } from './wire.js';

const eras = ['legacy', 'modern'] as const;
type Era = (typeof eras)[number];

let gateway: RunningGateway;
let acme: GivenOrganization;
let member: string;
let token: string;
const upstreams = new Map<Era, WatchedUpstream>();
const connectors = new Map<Era, GivenConnector>();

beforeAll(async () => {
  gateway = await RunningGateway.start({ reopenMs: 20, subscriptionsPerToken: 3, lingerMs: 0 });
  acme = await gateway.given.organization('acme');
  for (const era of eras) {
    const upstream = await startWatchedUpstream(era);
    upstreams.set(era, upstream);
    const allowed = ['look', 'note://one', 'note://two', 'page://{id}', 'page://{id}/{part}'];
    connectors.set(era, await gateway.connect(acme, upstream, { slug: `${era}-notes`, allowed }));
  }
  member = await gateway.given.member(acme);
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  for (const upstream of upstreams.values()) await upstream.close();
});
beforeEach(async () => {
  await gateway.forgetEvents();
  token = await gateway.token(acme, member);
});

const open: OpenStream[] = [];

/** Waits as long as a busy machine may need. */
const poll = <Value>(look: () => Value | Promise<Value>) => expect.poll(look, { timeout: 15_000 });

afterEach(async () => {
  for (const stream of open.splice(0)) stream.leave();
  // Whatever is held open for somebody ends with them.
  for (const upstream of upstreams.values()) await poll(() => upstream.streams.length).toBe(0);
});

function opened(...given: ConstructorParameters<typeof OpenStream>): OpenStream {
  const stream = new OpenStream(...given);
  open.push(stream);
  return stream;
}

const of = (era: Era) => ({
  upstream: upstreams.get(era) as WatchedUpstream,
  url: gateway.urlOf(connectors.get(era) as GivenConnector),
});

/** A client of an era that watches resources, and how it asks for more or fewer. */
interface Watcher {
  readonly stream: OpenStream;
  readonly ask: (method: 'resources/subscribe' | 'resources/unsubscribe', uri: string) => Promise<unknown>;
}

async function watch(client: Era, url: string, uris: readonly string[], as = token): Promise<Watcher> {
  if (client === 'modern') {
    const { headers, body } = modern(
      as,
      'subscriptions/listen',
      { notifications: { resourceSubscriptions: uris } },
      'w',
    );
    const stream = opened(url, 'POST', headers, body);
    await poll(() => stream.messages.length).toBeGreaterThan(0);
    return { stream, ask: () => Promise.reject(new Error('There is no such request.')) };
  }
  const session = await openSession(url, as);
  const ask: Watcher['ask'] = async (method, uri) =>
    (await send(url, legacy(as, session, { id: method + uri, method, params: { uri } }))).message;
  for (const uri of uris) expect(await ask('resources/subscribe', uri)).toMatchObject({ result: {} });
  const { 'content-type': _type, ...headers } = legacy(as, session, {}).headers;
  const stream = opened(url, 'GET', headers as Record<string, string>);
  await poll(() => stream.status).toBe(200);
  return { stream, ask };
}

/** What the upstream was asked to tell of, by stream; one more may be for its lists alone. */
function watchedBy(upstream: WatchedUpstream): unknown[] {
  return upstream.streams
    .map(({ session, wanted }) =>
      session === undefined
        ? ((wanted['resourceSubscriptions'] as string[] | undefined) ?? [])
        : [...(upstream.subscribed.get(session) ?? [])],
    )
    .filter(({ length }) => length > 0);
}

describe.each(eras)('a %s client', (client) => {
  test.each(eras)('hears of the resources it watches on a %s upstream, and of no others', async (era) => {
    const { upstream, url } = of(era);
    const { stream } = await watch(client, url, ['note://one', 'page://7']);
    await poll(() => watchedBy(upstream)).toEqual([['note://one', 'page://7']]);
    upstream.update('note://two');
    upstream.update('note://one');
    upstream.update('page://7/part');
    upstream.update('page://70');
    upstream.say('notifications/message', { level: 'error', data: 'unasked' });
    upstream.update('page://7');
    await poll(() => stream.updates.length).toBe(3);
    expect(stream.updates).toEqual(['note://one', 'page://7/part', 'page://7']);
    const told = stream.messages.find(({ method }) => method === 'notifications/resources/updated');
    const _meta = { 'io.modelcontextprotocol/subscriptionId': 'w' };
    expect(told?.params).toEqual(client === 'modern' ? { uri: 'note://one', _meta } : { uri: 'note://one' });
    stream.leave();
    await poll(() => gateway.events('gateway.stream_closed')).toHaveLength(1);
    const types = (await gateway.events()).map(({ type }) => type);
    expect(types.filter((type) => type === 'gateway.subscribed')).toHaveLength(2);
  });

  test.each(eras)('goes on hearing when a %s upstream ends its stream', async (era) => {
    const { upstream, url } = of(era);
    const { stream } = await watch(client, url, ['note://one']);
    await poll(() => watchedBy(upstream)).toEqual([['note://one']]);
    const { opened } = upstream;
    upstream.drop();
    await poll(() => upstream.opened).toBeGreaterThan(opened);
    await poll(() => watchedBy(upstream)).toEqual([['note://one']]);
    upstream.update('note://one');
    await poll(() => stream.updates).toEqual(['note://one']);
  });

  test('is told nothing any more of what a rule takes away, and nothing at all once its token ends', async () => {
    const { upstream, url } = of('legacy');
    const { stream } = await watch(client, url, ['note://one', 'note://two']);
    await poll(() => watchedBy(upstream)).toEqual([['note://one', 'note://two']]);
    await setRule('note://one', 'block');
    await poll(() => watchedBy(upstream)).toEqual([['note://two']]);
    upstream.update('note://one');
    upstream.update('note://two');
    await poll(() => stream.updates).toEqual(['note://two']);
    expect(await gateway.events('gateway.unsubscribed')).toMatchObject([
      { offering: { name: 'note://one' }, decision: { effect: 'deny' }, details: { reason: 'policy' } },
    ]);
    await setRule('note://one', 'allow');
    const [row] = await gateway.given.rows<{ id: string }>(
      'select id from tokens where member_id = $1 order by created_at desc limit 1',
      [member],
    );
    await gateway.get(TokensService).revoke(asMember(acme.id, member), row?.id ?? '');
    await poll(() => stream.hasEnded).toBe(true);
    await poll(() => upstream.streams.length).toBe(0);
  });
});

async function setRule(name: string, effect: 'allow' | 'block'): Promise<void> {
  const connector = connectors.get('legacy') as GivenConnector;
  const [offering] = await gateway.given.rows<{ id: string }>(
    'select id from offerings where connector_id = $1 and name = $2',
    [connector.id, name],
  );
  await gateway.given.rows('delete from rules where offering_id = $1', [offering?.id]);
  await gateway.given.rule(connector, offering?.id ?? '', effect);
  await gateway.policyChanged(acme);
}

/** What this test's token has subscribed to. */
async function subscriptions(): Promise<string[]> {
  const rows = await gateway.given.rows<{ uri: string }>(
    `select subscription.uri from gateway_subscriptions subscription
       join gateway_sessions session on session.id = subscription.session_id
      where session.token_id = (select id from tokens order by created_at desc limit 1)`,
  );
  return rows.map(({ uri }) => uri);
}

describe('an older client', () => {
  test.each(eras)('subscribes and unsubscribes while its stream is open, on a %s upstream', async (era) => {
    const { upstream, url } = of(era);
    const { stream, ask } = await watch('legacy', url, ['note://one']);
    expect(await ask('resources/subscribe', 'note://two')).toMatchObject({ result: {} });
    await poll(() => watchedBy(upstream)).toEqual([['note://one', 'note://two']]);
    expect(await ask('resources/unsubscribe', 'note://one')).toMatchObject({ result: {} });
    await poll(() => watchedBy(upstream)).toEqual([['note://two']]);
    upstream.update('note://one');
    upstream.update('note://two');
    await poll(() => stream.updates).toEqual(['note://two']);
  });

  test('is refused what it may not read, in every spelling, and the upstream hears nothing of it', async () => {
    const { upstream, url } = of('legacy');
    const before = upstream.asked.length;
    const { ask, stream } = await watch('legacy', url, []);
    for (const uri of [
      'note://secret',
      'note://SECRET',
      'note://%73ecret',
      'note://%2573ecret',
      'note://none',
      '',
    ]) {
      expect(await ask('resources/subscribe', uri)).toHaveProperty('error');
    }
    await ask('resources/unsubscribe', 'note://secret');
    expect(upstream.asked.slice(before)).toEqual([]);
    upstream.update('note://secret');
    expect(stream.updates).toEqual([]);
  });

  test('may watch so many resources with one token, in however many sessions', async () => {
    const { url } = of('legacy');
    const first = await watch('legacy', url, ['note://one', 'note://two']);
    const second = await watch('legacy', url, ['note://one']);
    const refused = await second.ask('resources/subscribe', 'page://1');
    expect(refused).toMatchObject({ error: { message: expect.stringContaining('3 resources') as string } });
    expect(await second.ask('resources/subscribe', 'note://one')).toMatchObject({ result: {} });
    await first.ask('resources/unsubscribe', 'note://two');
    expect(await second.ask('resources/subscribe', 'page://1')).toMatchObject({ result: {} });
  });

  test('watches nothing that cannot be recorded, and the upstream hears nothing of it', async () => {
    const { upstream, url } = of('legacy');
    const { ask } = await watch('legacy', url, []);
    const before = upstream.asked.length;
    await gateway.without('audit_events', async () => {
      expect(await ask('resources/subscribe', 'note://one')).toHaveProperty('error');
    });
    expect(await subscriptions()).toEqual([]);
    await ask('resources/subscribe', 'note://two');
    await gateway.without('audit_events', async () => {
      expect(await ask('resources/unsubscribe', 'note://two')).toHaveProperty('error');
    });
    expect(await subscriptions()).toEqual(['note://two']);
    const heard = () => new Set(upstream.asked.slice(before));
    expect(heard()).toEqual(new Set(['+ note://two']));
    expect(await ask('resources/unsubscribe', 'note://two')).toMatchObject({ result: {} });
    expect(heard()).toEqual(new Set(['+ note://two', '- note://two']));
  });

  test('takes back what its server does not let anybody watch any more', async () => {
    const { upstream, url } = of('legacy');
    const { ask } = await watch('legacy', url, ['note://one']);
    const before = upstream.asked.length;
    const offer = async (offered: object) => {
      await gateway.given.rows(
        `update connectors set verdict = jsonb_set(verdict, '{capabilities,resources}', $1) where id = $2`,
        [JSON.stringify(offered), connectors.get('legacy')?.id],
      );
      await gateway.policyChanged(acme);
    };
    await offer({});
    onTestFinished(() => offer({ subscribe: true, listChanged: true }));
    expect(await ask('resources/unsubscribe', 'note://two')).toMatchObject({ error: { code: -32601 } });
    expect(await ask('resources/unsubscribe', 'note://one')).toMatchObject({ result: {} });
    expect(await subscriptions()).toEqual([]);
    expect(await gateway.events('gateway.unsubscribed')).toMatchObject([
      { offering: { name: 'note://one' }, details: { reason: 'asked' } },
    ]);
    expect(upstream.asked.slice(before)).toEqual([]);
  });

  test('has one stream in a session: a new one takes the place of the one before', async () => {
    const { url } = of('legacy');
    const session = await openSession(url, token);
    const { 'content-type': _type, ...headers } = legacy(token, session, {}).headers;
    const first = opened(url, 'GET', headers as Record<string, string>);
    await poll(() => first.status).toBe(200);
    const second = opened(url, 'GET', headers as Record<string, string>);
    await poll(() => first.hasEnded).toBe(true);
    expect(second.hasEnded).toBe(false);
    await send(url, { method: 'DELETE', headers: legacy(token, session, {}).headers });
    await poll(() => second.hasEnded).toBe(true);
  });
});

describe('a current client', () => {
  test('is told which of the resources it asked for are watched', async () => {
    const { upstream, url } = of('modern');
    const { stream } = await watch('modern', url, ['note://secret', 'note://one', 'note://SECRET']);
    expect(stream.messages[0]?.params?.['notifications']).toEqual({ resourceSubscriptions: ['note://one'] });
    await poll(() => watchedBy(upstream)).toEqual([['note://one']]);
    expect(await gateway.events('gateway.refused')).toHaveLength(2);
  });

  test('may ask for so many resources with one token, and for addresses only', async () => {
    const { url } = of('modern');
    const first = await watch('modern', url, ['note://one', 'note://two']);
    for (const [uris, status] of [
      [['note://one', 'page://1'], 429],
      ['note://one', 200],
      [[7], 200],
    ] as const) {
      const notifications = { resourceSubscriptions: uris };
      const answer = await send(url, modern(token, 'subscriptions/listen', { notifications }));
      expect([answer.status, answer.message.error?.code]).toEqual([status, status === 429 ? -32000 : -32602]);
    }
    first.stream.leave();
    await poll(() => gateway.events('gateway.stream_closed')).toHaveLength(1);
    await watch('modern', url, ['note://one', 'page://1', 'page://2']);
  });
});

test('watching is offered only where the upstream has it', async () => {
  for (const era of eras) {
    const { message } = await send(of(era).url, modern(token, 'server/discover'));
    expect(message.result?.['capabilities']).toMatchObject({
      resources: { subscribe: true, listChanged: true },
    });
  }
});
