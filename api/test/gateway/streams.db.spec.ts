import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { limitFrame } from '../../src/kernel/limits.js';
import { Announcements } from '../../src/gateway/streams/announcements.js';
import { TokensService } from '../../src/tokens/tokens.service.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { asMember } from '../instance.js';
import { startControlledUpstream, text, type ControlledUpstream } from './controlled-upstream.js';
import { OpenStream } from './open-stream.js';
import { RunningGateway } from './running-gateway.js';
import { legacy, modern, openSession, send } from './wire.js';

let gateway: RunningGateway;
let upstream: ControlledUpstream;
let acme: GivenOrganization;
let sample: GivenConnector;
let member: string;
let token: string;

beforeAll(async () => {
  upstream = await startControlledUpstream({
    one: (_call, { result }) => result(text('1')),
    two: () => undefined,
  });
  gateway = await RunningGateway.start(
    { sessionsPerToken: 2 },
    { limits: limitFrame({ token: { openStreams: 1, concurrentRequests: 1 } }) },
  );
  acme = await gateway.given.organization('acme');
  sample = await gateway.connect(acme, upstream, { slug: 'sample', allowed: ['one'] });
  member = await gateway.given.member(acme);
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(async () => {
  await gateway.forgetEvents();
  token = await gateway.token(acme, member);
});

const url = () => gateway.urlOf(sample);

function listen(notifications: Record<string, boolean>): OpenStream {
  const { headers, body } = modern(token, 'subscriptions/listen', { notifications }, 'sub-1');
  return new OpenStream(url(), 'POST', headers, body);
}

async function changeTools(effect: 'allow' | 'block'): Promise<void> {
  const [two] = await gateway.given.rows<{ id: string }>(
    `select id from offerings where connector_id = $1 and name = 'two'`,
    [sample.id],
  );
  await gateway.given.rows('delete from rules where offering_id = $1', [two?.id]);
  await gateway.given.rule(sample, two?.id ?? '', effect);
  await gateway.policyChanged(acme);
  await gateway.get(Announcements).look();
}

describe('subscriptions/listen', () => {
  test('says first what it will announce, then announces what changes for this caller', async () => {
    const stream = listen({ toolsListChanged: true, resourcesListChanged: false });
    await expect.poll(() => stream.messages.length).toBe(1);
    const _meta = { 'io.modelcontextprotocol/subscriptionId': 'sub-1' };
    expect(stream.messages[0]).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/subscriptions/acknowledged',
      params: { notifications: { toolsListChanged: true }, _meta },
    });
    await gateway.policyChanged(acme);
    await gateway.get(Announcements).look();
    await changeTools('allow');
    await expect
      .poll(() => stream.messages.slice(1))
      .toEqual([{ jsonrpc: '2.0', method: 'notifications/tools/list_changed', params: { _meta } }]);
    await changeTools('block');
    stream.leave();
    await expect
      .poll(async () => (await gateway.events()).map(({ type }) => type))
      .toEqual(['gateway.stream_opened', 'gateway.stream_closed']);
  });

  test('does not promise what it does not relay', async () => {
    const { headers, body } = modern(token, 'subscriptions/listen', {
      notifications: { resourceSubscriptions: ['note://one'] },
    });
    const stream = new OpenStream(url(), 'POST', headers, body);
    await expect.poll(() => stream.messages[0]?.params?.['notifications']).toEqual({});
    stream.leave();
    const { message } = await send(url(), modern(token, 'server/discover'));
    expect(message.result?.['capabilities']).toEqual({ tools: { listChanged: true } });
  });

  test('ends with its token', async () => {
    const service = gateway.get(TokensService);
    const stream = listen({ toolsListChanged: true });
    await expect.poll(() => stream.messages.length).toBe(1);
    const context = asMember(acme.id, member);
    const [row] = await gateway.given.rows<{ id: string }>(
      'select id from tokens where member_id = $1 order by created_at desc limit 1',
      [member],
    );
    await service.revoke(context, row?.id ?? '');
    gateway.clock.forward(5_000);
    await gateway.get(Announcements).look();
    await expect.poll(() => stream.hasEnded).toBe(true);
    expect(stream.messages.at(-1)).toMatchObject({ id: 'sub-1', result: { resultType: 'complete' } });
  });
});

test('the GET stream of an older client announces changes, and needs its session', async () => {
  const session = await openSession(url(), token);
  const { 'content-type': _type, ...headers } = legacy(token, session, {}).headers;
  const { 'mcp-session-id': _session, ...without } = headers as Record<string, string>;
  expect((await send(url(), { method: 'GET', headers: without })).status).toBe(400);
  const stream = new OpenStream(url(), 'GET', headers as Record<string, string>);
  await expect.poll(() => stream.status).toBe(200);
  await changeTools('allow');
  await expect
    .poll(() => stream.messages)
    .toEqual([{ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }]);
  await changeTools('block');
  stream.leave();
});

test('a stream that fails after it was opened is closed in the trail, which says so', async () => {
  const session = await openSession(url(), token);
  await gateway.forgetEvents();
  const { 'content-type': _type, ...headers } = legacy(token, session, {}).headers;
  await gateway.without('gateway_subscriptions', async () => {
    const { status, headers: told, message } = await send(url(), { method: 'GET', headers });
    expect([status, told['retry-after']]).toEqual([503, '1']);
    expect(message.error?.message).toContain('of the database cannot be had at the moment');
  });
  const events = await gateway.events();
  expect(events.map(({ type, outcome, details }) => [type, outcome, details['reason']])).toEqual([
    ['gateway.stream_opened', 'success', undefined],
    ['gateway.stream_closed', 'failure', 'failed'],
    ['gateway.refused', 'denied', undefined],
  ]);
});

test('a token has so many streams and calls at once, and is told when it wants more', async () => {
  const stream = listen({ toolsListChanged: true });
  await expect.poll(() => stream.messages.length).toBe(1);
  const { headers, body } = modern(token, 'subscriptions/listen', { notifications: {} });
  const second = await send(url(), { headers, body });
  expect([second.status, second.headers['retry-after']]).toEqual([429, '1']);
  const others = await gateway.token(acme, member);
  const theirs = new OpenStream(url(), 'POST', { ...headers, authorization: `Bearer ${others}` }, body);
  await expect.poll(() => theirs.status).toBe(200);
  theirs.leave();
  stream.leave();

  await changeTools('allow');
  const hanging = new OpenStream(
    url(),
    'POST',
    ...(Object.values(modern(token, 'tools/call', { name: 'two', arguments: {} })) as [
      Record<string, string>,
      string,
    ]),
  );
  await expect.poll(() => upstream.received.length).toBeGreaterThan(0);
  const refused = await send(url(), modern(token, 'tools/call', { name: 'one', arguments: {} }));
  // A model reads this; an HTTP error would end somewhere in its client.
  expect([refused.status, refused.headers['retry-after']]).toEqual([200, '1']);
  expect(refused.message.result).toMatchObject({
    isError: true,
    content: [
      { text: expect.stringContaining('the limit of one request at a time for your token "laptop"') },
    ],
  });
  const list = await send(url(), modern(token, 'tools/list'));
  expect([list.status, list.headers['retry-after']]).toEqual([429, '1']);
  hanging.leave();
  await expect
    .poll(
      async () => (await send(url(), modern(token, 'tools/call', { name: 'one', arguments: {} }))).message,
    )
    .not.toMatchObject({ result: { content: [{ text: expect.stringContaining('limit of one request') }] } });
  await changeTools('block');
});

test('a token has so many sessions, until they end or expire', async () => {
  await openSession(url(), token);
  const second = await openSession(url(), token);
  await expect(openSession(url(), token)).rejects.toThrow('has 2 sessions open');
  await send(url(), { method: 'DELETE', headers: legacy(token, second, {}).headers });
  const third = await openSession(url(), token);
  await gateway.given.rows(`update gateway_sessions set expires_at = now() - interval '1 second'`);
  gateway.clock.forward(5_000);
  expect((await send(url(), legacy(token, third, { id: 1, method: 'ping' }))).status).toBe(404);
  await openSession(url(), token);
  expect(
    await gateway.given.rows(
      'select 1 from gateway_sessions where token_id = (select id from tokens order by created_at desc limit 1)',
    ),
  ).toHaveLength(1);
});
