import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { startControlledUpstream, text, type ControlledUpstream } from './controlled-upstream.js';
import { OpenStream } from './open-stream.js';
import { RunningGateway } from './running-gateway.js';
import { startWatchedUpstream, type WatchedUpstream } from './watched-upstream.js';
import { legacy, modern, openSession, send, type WireAnswer } from './wire.js';

const eras = ['legacy', 'modern'] as const;
type Era = (typeof eras)[number];

let one: RunningGateway;
let other: RunningGateway;
let acme: GivenOrganization;
/** Has `note://one` and pages. */
let first: WatchedUpstream;
/** Has `note://two`. */
let second: WatchedUpstream;
/** Has `note://secret`, and is not well. */
let third: WatchedUpstream;
/** Has nothing that can be watched. */
let plain: ControlledUpstream;
let secondConnector: GivenConnector;
let member: string;
let token: string;
const open: OpenStream[] = [];

/** Waits as long as a busy machine may need. */
const poll = <Value>(look: () => Value | Promise<Value>) => expect.poll(look, { timeout: 15_000 });

beforeAll(async () => {
  const limits = { reopenMs: 20, lingerMs: 0 };
  one = await RunningGateway.start(limits);
  other = await RunningGateway.beside(one, limits);
  acme = await one.given.organization('acme');
  [first, second, third] = [
    await startWatchedUpstream('legacy'),
    await startWatchedUpstream('modern'),
    await startWatchedUpstream('modern'),
  ];
  plain = await startControlledUpstream({ look: (_call, reply) => reply.result(text('seen')) });
  await one.connect(acme, first, { slug: 'first', allowed: ['look', 'note://one', 'page://{id}'] });
  secondConnector = await one.connect(acme, second, { slug: 'second', allowed: ['note://two'] });
  await one.connect(acme, third, { slug: 'third', allowed: ['note://secret'] });
  await one.connect(acme, plain, { slug: 'plain' });
  await other.policyChanged(acme);
  member = await one.given.member(acme);
}, 60_000);
afterAll(async () => {
  await other?.stop();
  await one?.[Symbol.asyncDispose]();
  for (const upstream of [first, second, third, plain]) await upstream?.close();
});
beforeEach(async () => {
  token = await one.token(acme, member);
  await one.forgetEvents();
});
afterEach(async () => {
  for (const stream of open.splice(0)) stream.leave();
  // Whatever is held open for somebody ends with them.
  for (const upstream of [first, second, third]) await poll(() => upstream.streams.length).toBe(0);
});

/** A client of an era that watches resources at the address of all connectors. */
interface Watcher {
  readonly stream: OpenStream;
  readonly ask: (method: string, uri: string) => Promise<WireAnswer['message']>;
}

function opened(...given: ConstructorParameters<typeof OpenStream>): OpenStream {
  const stream = new OpenStream(...given);
  open.push(stream);
  return stream;
}

async function watch(era: Era, uris: readonly string[], as = token, streamAt = one): Promise<Watcher> {
  const url = one.aggregateOf(acme);
  if (era === 'modern') {
    const notifications = { resourceSubscriptions: uris };
    const { headers, body } = modern(as, 'subscriptions/listen', { notifications }, 1);
    const stream = opened(streamAt.aggregateOf(acme), 'POST', headers, body);
    await poll(() => stream.messages.length).toBeGreaterThan(0);
    return { stream, ask: () => Promise.reject(new Error('There is no such request.')) };
  }
  const session = await openSession(url, as);
  const ask: Watcher['ask'] = async (method, uri) =>
    (await send(url, legacy(as, session, { id: 1, method, params: { uri } }))).message;
  for (const uri of uris) expect(await ask('resources/subscribe', uri)).toMatchObject({ result: {} });
  const { 'content-type': _type, ...headers } = legacy(as, session, {}).headers;
  const stream = opened(streamAt.aggregateOf(acme), 'GET', headers as Record<string, string>);
  await poll(() => stream.status).toBe(200);
  return { stream, ask };
}

/** What an upstream was asked to tell of, by stream. */
function watchedBy(upstream: WatchedUpstream): unknown[] {
  return upstream.streams
    .map(({ session, wanted }) =>
      session === undefined
        ? ((wanted['resourceSubscriptions'] as string[] | undefined) ?? [])
        : [...(upstream.subscribed.get(session) ?? [])],
    )
    .filter(({ length }) => length > 0);
}

async function setRule(slug: string, name: string, effect: 'allow' | 'block' | 'none'): Promise<void> {
  const [row] = await one.given.rows<{ id: string; connector: string }>(
    `select offering.id, connector.id as connector from offerings offering
       join connectors connector on connector.id = offering.connector_id
      where connector.slug = $1 and offering.name = $2`,
    [slug, name],
  );
  await one.given.rows('delete from rules where offering_id = $1', [row?.id]);
  const connector = { ...secondConnector, id: row?.connector ?? '', slug };
  if (effect !== 'none') await one.given.rule(connector, row?.id ?? '', effect);
  await one.policyChanged(acme);
}

describe('watching is offered at the address of all connectors', () => {
  const resourcesFor = async (as: string) => {
    const { message } = await send(one.aggregateOf(acme), modern(as, 'server/discover'));
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'w', version: '1' },
    };
    const old = await send(
      one.aggregateOf(acme),
      legacy(as, undefined, { id: 1, method: 'initialize', params }),
    );
    return [message, old.message].map(
      ({ result }) => (result?.['capabilities'] as { resources?: object }).resources,
    );
  };

  test('to whoever may read something that can be watched, and to nobody else', async () => {
    expect(await resourcesFor(token)).toEqual(Array(2).fill({ subscribe: true, listChanged: true }));
    const narrow = await one.token(acme, member, { connectors: [{ slug: 'plain', tools: ['look'] }] });
    expect(await resourcesFor(narrow)).toEqual(Array(2).fill({ listChanged: true }));
  });
});

describe.each(eras)('a %s client', (era) => {
  test('hears of the resources it watches, of whichever connectors, under the address it knows', async () => {
    const { stream } = await watch(era, ['note://one', 'note://two', 'page://7']);
    await poll(() => [watchedBy(first), watchedBy(second)]).toEqual([
      [['note://one', 'page://7']],
      [['note://two']],
    ]);
    // What an upstream says of another one's resources is nobody's word.
    second.update('note://one');
    first.update('note://two');
    second.update('note://two');
    await poll(() => stream.updates).toEqual(['note://two']);
    first.update('note://one');
    first.update('page://7');
    await poll(() => stream.updates).toEqual(['note://two', 'note://one', 'page://7']);
    const events = await one.events('gateway.subscribed');
    expect(events.map(({ connectorId }) => connectorId).sort()).toHaveLength(3);
    expect(new Set(events.map(({ connectorId }) => connectorId)).size).toBe(2);
  });

  test.each(['is unwell', 'is silent', 'ends its streams'] as const)(
    'hears of the others while one connector %s',
    async (how) => {
      const { stream } = await watch(era, ['note://secret', 'note://one']);
      await poll(() => [watchedBy(first), watchedBy(third)]).toEqual([[['note://one']], [['note://secret']]]);
      stream.leave();
      if (how === 'is unwell') third.isUnwell = true;
      if (how === 'is silent') third.isSilent = true;
      try {
        const again = await watch(era, ['note://secret', 'note://one']);
        if (how === 'ends its streams') third.drop();
        await poll(() => watchedBy(first)).toEqual([['note://one']]);
        first.update('note://one');
        await poll(() => again.stream.updates).toEqual(['note://one']);
      } finally {
        third.isUnwell = third.isSilent = false;
      }
    },
  );

  test('is told nothing any more of a connector that is suspended, and goes on with the others', async () => {
    const { stream } = await watch(era, ['note://one', 'note://two']);
    await poll(() => watchedBy(second)).toEqual([['note://two']]);
    const setState = async (state: string) => {
      await one.given.rows(`update connectors set state = $1 where slug = 'second'`, [state]);
      await one.policyChanged(acme);
    };
    await setState('suspended');
    onTestFinished(() => setState('published'));
    await poll(() => watchedBy(second)).toEqual([]);
    await poll(() => one.events('gateway.unsubscribed')).toMatchObject([
      { connectorId: secondConnector.id, offering: { name: 'note://two' }, details: { reason: 'policy' } },
    ]);
    second.update('note://two');
    first.update('note://one');
    await poll(() => stream.updates).toEqual(['note://one']);
  });

  test('is told nothing any more of what two connectors offer by now', async () => {
    const { stream } = await watch(era, ['note://one', 'note://two']);
    await poll(() => watchedBy(first)).toEqual([['note://one']]);
    await setRule('second', 'note://one', 'allow');
    onTestFinished(() => setRule('second', 'note://one', 'none'));
    await poll(() => watchedBy(first)).toEqual([]);
    first.update('note://one');
    second.update('note://one');
    second.update('note://two');
    await poll(() => stream.updates).toEqual(['note://two']);
  });
});

describe('two members whose clients use the same ids', () => {
  test.each(eras)('hear what they watch and nothing else, as %s clients', async (era) => {
    const tokenOfBob = await one.token(acme, await one.given.member(acme));
    const ann = await watch(era, ['note://one']);
    const bob = await watch(era, ['note://two'], tokenOfBob);
    await poll(() => [watchedBy(first), watchedBy(second)]).toEqual([[['note://one']], [['note://two']]]);
    for (const upstream of [first, second])
      for (const uri of ['note://one', 'note://two']) upstream.update(uri);
    await poll(() => [ann.stream.updates, bob.stream.updates]).toEqual([['note://one'], ['note://two']]);
  });
});

describe('an older client', () => {
  test('subscribes at one replica and hears at another, and takes it back', async () => {
    const { stream, ask } = await watch('legacy', ['note://two'], token, other);
    await poll(() => watchedBy(second)).toEqual([['note://two']]);
    expect(await ask('resources/subscribe', 'note://one')).toMatchObject({ result: {} });
    await poll(() => watchedBy(first)).toEqual([['note://one']]);
    first.update('note://one');
    second.update('note://two');
    await poll(() => [...stream.updates].sort()).toEqual(['note://one', 'note://two']);
    expect(await ask('resources/unsubscribe', 'note://one')).toMatchObject({ result: {} });
    await poll(() => watchedBy(first)).toEqual([]);
  });

  test('is refused as it is when it reads: what is nobody’s, and what is not clear whose', async () => {
    const { ask } = await watch('legacy', []);
    const before = first.asked.length;
    const method = 'resources/subscribe';
    for (const uri of ['note://none', 'note://SECRET', '']) {
      expect(await ask(method, uri)).toEqual(
        expect.objectContaining({ error: (await ask('resources/read', uri)).error }),
      );
    }
    await setRule('second', 'note://one', 'allow');
    onTestFinished(() => setRule('second', 'note://one', 'none'));
    expect((await ask(method, 'note://one')).error?.message).toContain('(first, second)');
    expect(first.asked.slice(before)).toEqual([]);
    expect(watchedBy(first)).toEqual([]);
  });

  test('takes back what is not clear whose it is by now, which the trail says', async () => {
    const { ask, stream } = await watch('legacy', ['note://one']);
    stream.leave();
    await poll(() => first.streams.length).toBe(0);
    await setRule('second', 'note://one', 'allow');
    onTestFinished(() => setRule('second', 'note://one', 'none'));
    expect(await ask('resources/unsubscribe', 'note://one')).toMatchObject({ result: {} });
    expect(await one.events('gateway.unsubscribed')).toMatchObject([
      { offering: { kind: 'resource', name: 'note://one' }, details: { reason: 'asked' } },
    ]);
    expect(await ask('resources/unsubscribe', 'note://one')).toHaveProperty('error');
  });

  test('takes back what is nobody’s by now', async () => {
    const session = await openSession(one.aggregateOf(acme), token);
    const ask = async (method: string) => {
      const message = { id: 1, method, params: { uri: 'note://one' } };
      return (await send(one.aggregateOf(acme), legacy(token, session, message))).message;
    };
    expect(await ask('resources/subscribe')).toMatchObject({ result: {} });
    await setRule('first', 'note://one', 'none');
    onTestFinished(() => setRule('first', 'note://one', 'allow'));
    expect(await ask('resources/unsubscribe')).toMatchObject({ result: {} });
    expect(await ask('resources/unsubscribe')).toHaveProperty('error');
  });
});

test('a current client is told which of the resources it asked for are watched, and the trail why not', async () => {
  const { stream } = await watch('modern', ['note://none', 'note://two']);
  expect(stream.messages[0]?.params?.['notifications']).toEqual({ resourceSubscriptions: ['note://two'] });
  expect(await one.events('gateway.refused')).toMatchObject([{ details: { code: 'offering_unknown' } }]);
});
