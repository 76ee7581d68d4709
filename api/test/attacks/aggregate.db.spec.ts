import { encodeHeaderValue } from '../../src/platform/mcp/revisions/header-value.js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startControlledUpstream, text, type ControlledUpstream } from '../gateway/controlled-upstream.js';
import { OpenStream } from '../gateway/open-stream.js';
import { RunningGateway } from '../gateway/running-gateway.js';
import { legacy, modern, openSession, send, type WireAnswer } from '../gateway/wire.js';
import type { GivenConnector, GivenOrganization } from '../given.js';

/** Where what is asked of the aggregated address would be something else than what is decided. */
let gateway: RunningGateway;
let one: ControlledUpstream;
let two: ControlledUpstream;
let acme: GivenOrganization;
let rival: GivenOrganization;
let crm: GivenConnector;
let board: string;
let token: string;

const longName = 'x'.repeat(126);

beforeAll(async () => {
  one = await startControlledUpstream({
    safe: (_call, reply) => reply.result(text('one is safe')),
    b__c: (_call, reply) => reply.result(text('one b__c')),
    delete_all: (_call, reply) => reply.result(text('deleted')),
    unseen: (_call, reply) => reply.result(text('unseen')),
  });
  two = await startControlledUpstream({
    c: (_call, reply) => reply.result(text('two c')),
    safe: (_call, reply) => reply.result(text('two is safe')),
    [longName]: (_call, reply) => reply.result(text('long')),
  });
  gateway = await RunningGateway.start({ sessionsPerToken: 50 });
  acme = await gateway.given.organization('acme');
  rival = await gateway.given.organization('rival');
  crm = await gateway.connect(acme, one, {
    slug: 'a',
    allowed: ['safe', 'b__c'],
    notApproved: ['unseen'],
    classification: { delete_all: 'destructive' },
  });
  await gateway.connect(acme, two, { slug: 'a-b' });
  board = await gateway.given.group(acme, 'Board');
  await gateway.connect(acme, two, { slug: 'hidden', groupId: board });
  await gateway.connect(rival, two, { slug: 'theirs' });
  token = await gateway.token(acme, await gateway.given.member(acme));
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await Promise.all([one.close(), two.close()]);
});
beforeEach(async () => {
  await gateway.forgetEvents();
  one.received.length = two.received.length = 0;
});

const url = () => gateway.aggregateOf(acme);
const call = (name: string, by = token, args: unknown = {}) => {
  const { headers, body } = modern(by, 'tools/call', { name, arguments: args });
  return send(url(), { headers: { ...headers, 'mcp-name': encodeHeaderValue(name) }, body });
};
const reached = () => [...one.received, ...two.received].map(({ params }) => params['name']);

function toolsIn({ message }: WireAnswer): string[] {
  return (message.result?.['tools'] as { name: string }[]).map(({ name }) => name);
}

describe('names that look like others', () => {
  test.each([
    ['a__b__c', 'one b__c'],
    ['a-b__c', 'two c'],
    ['a__safe', 'one is safe'],
    ['a-b__safe', 'two is safe'],
  ])('%s is one tool of one connector', async (name, answer) => {
    expect((await call(name)).message.result?.content?.[0]?.text).toBe(answer);
  });

  test.each([
    'a_b__c',
    'A__safe',
    'a__Safe',
    'а__safe',
    'a__ѕafe',
    'a__safe ',
    ' a__safe',
    'a__safe\u0000',
    'a__safe\u200b',
    'a\uff3f\uff3fsafe',
    'a___safe',
    'a____safe',
    'a/safe',
    'a.safe',
    'safe',
    'b__c',
    '__proto____safe',
    'constructor__safe',
    'a__constructor',
    'a__toString',
    '../a__safe',
    'hidden__safe',
    'theirs__safe',
    'rival/theirs__safe',
    'a__unseen',
    `a-b__${longName}`,
  ])('%j is no tool', async (name) => {
    for (const wrapped of [false, true]) {
      const answer = wrapped ? await call('call_tool', token, { name }) : await call(name);
      expect(answer.status).toBe(200);
      const { error, result } = answer.message;
      expect(error ?? result).toMatchObject(
        error ? { code: -32602, message: `Unknown tool: ${name}` } : { isError: true },
      );
    }
    expect(reached()).toEqual([]);
  });

  test('and one too long for the interfaces of models is not in the list, where it would spoil the rest', async () => {
    expect(toolsIn(await send(url(), modern(token, 'tools/list')))).toEqual([
      'a__b__c',
      'a__safe',
      'a-b__c',
      'a-b__safe',
    ]);
  });
});

describe('headers that say something else than the body', () => {
  test.each([
    ['the own name', { 'mcp-name': 'safe' }],
    ['another connector', { 'mcp-name': 'a-b__safe' }],
    ['an allowed tool', { 'mcp-name': 'a__b__c' }],
    ['a wrapper', { 'mcp-name': 'call_tool' }],
    ['another method', { 'mcp-method': 'tools/list' }],
  ])('are refused: %s', async (_, headers) => {
    const request = modern(token, 'tools/call', { name: 'a__safe', arguments: {} });
    const answer = await send(url(), { ...request, headers: { ...request.headers, ...headers } });
    expect([answer.status, answer.message.error?.code]).toEqual([400, -32020]);
    expect(reached()).toEqual([]);
  });

  test('are refused for call_tool that names the wrapped tool', async () => {
    const params = { name: 'call_tool', arguments: { name: 'a__delete_all' } };
    const request = modern(token, 'tools/call', params);
    const headers = { ...request.headers, 'mcp-name': 'a__safe' };
    expect((await send(url(), { ...request, headers })).status).toBe(400);
  });

  test('and two values of one name in a body are refused too', async () => {
    const { headers, body } = modern(token, 'tools/call', { name: 'a__safe', arguments: {} });
    const doubled = body.replace('"name":"a__safe"', '"name":"a__safe","name":"a__delete_all"');
    expect((await send(url(), { headers, body: doubled })).status).toBe(400);
    expect(reached()).toEqual([]);
  });
});

describe('what is blocked', () => {
  test('stays so through call_tool, whoever wraps it how often', async () => {
    const blocked = await call('call_tool', token, { name: 'a__delete_all', arguments: {} });
    expect(blocked.message.result?.isError).toBe(true);
    const twice = { name: 'call_tool', arguments: { name: 'a__delete_all' } };
    expect((await call('call_tool', token, twice)).message.error?.message).toBe('Unknown tool: call_tool');
    expect(reached()).toEqual([]);
    expect((await gateway.events()).map(({ type }) => type)).toEqual(['gateway.refused', 'gateway.refused']);
  });

  test('is not found by searching, and neither is what is hidden', async () => {
    for (const query of ['delete all', 'hidden', 'theirs', 'unseen']) {
      const { text: found } = await call('find_tools', token, { query });
      expect(found, query).not.toMatch(/delete_all|hidden__|theirs|unseen__|__unseen/);
    }
    const { text: words } = await send(url(), modern(token, 'server/discover'));
    expect(words).not.toMatch(/hidden|theirs/i);
    expect((await call('find_tools', token, { query: 'c', connector: 'hidden' })).text).not.toContain(
      'hidden',
    );
  });

  test('answers as what does not exist, to whom it is not published, and stands in the trail as what it is', async () => {
    const real = await call('hidden__c');
    const imagined = await call('hidden__d');
    expect(real.message.error?.message).toBe('Unknown tool: hidden__c');
    expect(imagined.message.error?.message).toBe('Unknown tool: hidden__d');
    const [event] = await gateway.events('gateway.refused');
    expect(event).toMatchObject({ offering: { name: 'c' }, decision: { effect: 'deny' } });
  });
});

describe('a token', () => {
  test('of another organization, or for no connector, opens nothing', async () => {
    const theirs = await gateway.token(rival, await gateway.given.member(rival));
    const member = await gateway.given.member(acme, { role: 'owner' });
    const forApi = await gateway.token(acme, member, {
      access: null,
      connectors: null,
      apiScopes: ['catalog.use'],
    });
    for (const wrong of [theirs, forApi, 'cst_pat_0000000000_nonsense']) {
      const answer = await send(url(), modern(wrong, 'tools/list'));
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toContain(
        `resource_metadata="${gateway.origin}/.well-known/oauth-protected-resource/mcp/acme"`,
      );
      const { headers } = legacy(wrong, 'x'.repeat(43), {});
      expect((await send(url(), { method: 'GET', headers })).status).toBe(401);
      expect((await send(url(), { method: 'DELETE', headers })).status).toBe(401);
    }
  });

  test('for one connector reaches that one alone, and for one tool that one', async () => {
    const member = await gateway.given.member(acme, { groups: [board] });
    const narrow = await gateway.token(acme, member, { connectors: [{ slug: 'a-b', tools: ['c'] }] });
    expect(toolsIn(await send(url(), modern(narrow, 'tools/list')))).toEqual(['a-b__c']);
    expect((await call('a-b__c', narrow)).message.result?.content?.[0]?.text).toBe('two c');
    for (const name of ['a__safe', 'hidden__c']) {
      expect((await call(name, narrow)).message.error?.message).toBe(`Unknown tool: ${name}`);
      expect((await call('call_tool', narrow, { name })).message.error).toBeDefined();
    }
    expect((await call('a-b__safe', narrow)).message.result?.isError).toBe(true);
    expect(reached()).toEqual(['c']);
  });

  test('that only reads calls nothing that writes, wrapped or not', async () => {
    const reading = await gateway.token(acme, await gateway.given.member(acme), { access: 'read' });
    expect((await call('a__delete_all', reading)).message.result?.isError).toBe(true);
    const wrapped = await call('call_tool', reading, { name: 'a__delete_all' });
    expect(wrapped.message.result?.isError).toBe(true);
    expect(reached()).toEqual([]);
  });
});

describe('what belongs to somebody else', () => {
  test('a session of another member, or of a connector, is as unknown as none', async () => {
    const session = await openSession(url(), token);
    const own = await openSession(gateway.urlOf(crm), token);
    const other = await gateway.token(acme, await gateway.given.member(acme));
    const list = { id: 1, method: 'tools/list' };
    expect((await send(url(), legacy(other, session, list))).status).toBe(404);
    expect((await send(url(), legacy(token, own, list))).status).toBe(404);
    expect((await send(gateway.urlOf(crm), legacy(token, session, list))).status).toBe(404);
    const { headers } = legacy(other, session, {});
    expect((await send(url(), { method: 'DELETE', headers })).status).toBe(404);
    expect((await send(url(), legacy(token, session, list))).status).toBe(200);
  });
});

test('metadata says that the aggregated address is a resource of its own, and whose does not matter', async () => {
  const at = (path: string) =>
    send(`${gateway.origin}/.well-known/oauth-protected-resource/mcp/${path}`, { method: 'GET' });
  expect(JSON.parse((await at('acme')).text)).toMatchObject({ resource: `${gateway.origin}/mcp/acme` });
  expect(JSON.parse((await at('acme/a')).text)).toMatchObject({ resource: `${gateway.origin}/mcp/acme/a` });
  expect((await at('nobody')).status).toBe(200);
  expect((await at('a_b')).status).toBe(404);
});

describe('changes are announced', () => {
  async function publish(groupId: string | null, isOn: boolean): Promise<void> {
    await gateway.given.rows('delete from publications where connector_id = $1', [crm.id]);
    if (isOn) await gateway.given.publication(crm, groupId);
    await gateway.policyChanged(acme);
  }

  test('of any connector, on streams of both eras, and only what concerns the caller', async () => {
    const session = await openSession(url(), token);
    const { 'content-type': _type, ...asked } = legacy(token, session, {}).headers;
    const older = new OpenStream(url(), 'GET', asked as Record<string, string>);
    const listen = modern(token, 'subscriptions/listen', { notifications: { toolsListChanged: true } }, 's');
    const present = new OpenStream(url(), 'POST', listen.headers, listen.body);
    const narrowed = { connectors: [{ slug: 'a-b', tools: null }] };
    const narrow = await gateway.token(acme, await gateway.given.member(acme), narrowed);
    const other = modern(narrow, 'subscriptions/listen', { notifications: { toolsListChanged: true } }, 't');
    const unconcerned = new OpenStream(url(), 'POST', other.headers, other.body);
    await expect
      .poll(() => [older.status, present.messages.length, unconcerned.messages.length])
      .toEqual([200, 1, 1]);
    await publish(null, false);
    const changed = 'notifications/tools/list_changed';
    await expect.poll(() => present.messages.map(({ method }) => method)).toContain(changed);
    await expect.poll(() => older.messages.map(({ method }) => method)).toContain(changed);
    await publish(null, true);
    await expect.poll(() => present.messages.filter(({ method }) => method === changed)).toHaveLength(2);
    expect(unconcerned.messages).toHaveLength(1);
    for (const stream of [older, present, unconcerned]) stream.leave();
  });
});
