import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { startPollingUpstream, type PollingUpstream } from './polling-upstream.js';
import { RunningGateway } from './running-gateway.js';
import { legacy, openSession, send, type WireAnswer } from './wire.js';

let gateway: RunningGateway;
let upstream: PollingUpstream;
let acme: GivenOrganization;
let sample: GivenConnector;
let member: string;
let token: string;
let session: string;

beforeAll(async () => {
  [gateway, upstream] = await Promise.all([RunningGateway.start(), startPollingUpstream()]);
  acme = await gateway.given.organization('acme');
  sample = await gateway.connect(acme, upstream, { slug: 'sample' });
  member = await gateway.given.member(acme);
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(async () => {
  upstream.finish('');
  token = await gateway.token(acme, member);
  session = await openSession(url(), token);
  await gateway.forgetEvents();
});

const url = () => gateway.urlOf(sample);
const call = () =>
  send(
    url(),
    legacy(token, session, { id: 1, method: 'tools/call', params: { name: 'poll', arguments: {} } }),
  );

function comeBack(lastEventId: string, as = token, within = session): Promise<WireAnswer> {
  const { 'content-type': _type, ...headers } = legacy(as, within, {}).headers;
  return send(url(), {
    method: 'GET',
    headers: { ...headers, 'last-event-id': lastEventId } as Record<string, string>,
  });
}

const eventIdOf = ({ text }: WireAnswer) => /^id: (\S+)$/m.exec(text)?.[1] ?? '';

test('a client is sent away when the upstream sends the gateway away, and gets its answer when it comes back', async () => {
  const sentAway = await call();
  expect(sentAway.text).toMatch(/^id: [A-Za-z0-9_-]{22}\.0\nretry: 100\ndata: \n\n$/);
  const back = comeBack(eventIdOf(sentAway));
  upstream.finish('at last');
  expect((await back).message).toMatchObject({ id: 1, result: { content: [{ text: 'at last' }] } });
  const types = (await gateway.events()).map(({ type }) => type);
  expect(types.filter((type) => type === 'gateway.called')).toHaveLength(1);
  // What was taken is kept no longer.
  expect((await comeBack(eventIdOf(sentAway))).status).toBe(400);
});

test('an answer stays while it cannot be found out whether its client may have it', async () => {
  const lastEventId = eventIdOf(await call());
  const back = comeBack(lastEventId);
  await expect.poll(() => gateway.events('gateway.stream_opened')).toHaveLength(1);
  // Longer than a token is believed without a look.
  gateway.clock.forward(6_000);
  await gateway.without('tokens', async () => {
    upstream.finish('at last');
    expect((await back).text).toBe('');
  });
  expect((await comeBack(lastEventId)).text).toContain('at last');
});

test('an answer waits for its own session and token, whoever else knows the event', async () => {
  const before = upstream.resumed;
  const lastEventId = eventIdOf(await call());
  upstream.finish('for one alone');
  await expect.poll(() => gateway.events('gateway.called')).toHaveLength(1);
  expect(upstream.resumed).toBeGreaterThan(before);
  const others = await gateway.token(acme, await gateway.given.member(acme));
  const sameMember = await gateway.token(acme, member);
  for (const [as, within, status] of [
    [others, await openSession(url(), others), 400],
    [sameMember, await openSession(url(), sameMember), 400],
    [token, await openSession(url(), token), 400],
    [others, session, 404],
    ['cst_nobody', session, 401],
  ] as const) {
    const answer = await comeBack(lastEventId, as, within);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('for one alone');
  }
  for (const wrong of [`${'A'.repeat(22)}.0`, 'x', '1', `${lastEventId}9999999999`]) {
    expect((await comeBack(wrong)).status).toBe(400);
  }
  expect((await comeBack(lastEventId)).text).toContain('for one alone');
});

test('a list comes as a stream to an older client that would rather have one', async () => {
  const { headers, body } = legacy(token, session, { id: 2, method: 'tools/list' });
  const streamed = await send(url(), {
    headers: { ...headers, accept: 'text/event-stream, application/json' },
    body,
  });
  expect(streamed.headers['content-type']).toBe('text/event-stream');
  expect(streamed.message).toMatchObject({ id: 2, result: { tools: [{ name: 'poll' }] } });
  expect((await send(url(), { headers, body })).headers['content-type']).toBe('application/json');
});
