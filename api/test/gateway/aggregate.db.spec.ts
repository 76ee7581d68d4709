import { Client as PreviousClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as PreviousTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { startLegacyServer, startModernServer } from '../mcp/sdk-servers.js';
import type { TestServer } from '../mcp/http-server.js';
import {
  argumentsOf,
  startControlledUpstream,
  text,
  type ControlledUpstream,
} from './controlled-upstream.js';
import { RunningGateway } from './running-gateway.js';
import { legacy, messagesOf, modern, openSession, send, type WireAnswer } from './wire.js';

let gateway: RunningGateway;
let servers: TestServer[];
let crm: ControlledUpstream;
let acme: GivenOrganization;
let crmConnector: GivenConnector;
let member: string;
let token: string;
let finish: () => void = () => undefined;

beforeAll(async () => {
  gateway = await RunningGateway.start();
  crm = await startControlledUpstream({
    search: (call, reply) => reply.result(text(`found ${String(argumentsOf(call)['text'])}`)),
    update_record: (_call, reply) => reply.result(text('updated')),
    pick: (call, reply) =>
      call.params['requestState'] === undefined
        ? reply.result({ resultType: 'input_required', requestState: 'upstream-state' })
        : reply.result(text(`continued ${String(call.params['requestState'])}`)),
    slow: (_call, reply) => void (finish = () => reply.result(text('finished'))),
  });
  const desk = await startModernServer('both');
  const notes = await startLegacyServer();
  const gone = await startControlledUpstream({ lost: () => undefined });
  servers = [crm, desk, notes];
  acme = await gateway.given.organization('acme');
  crmConnector = await gateway.connect(acme, crm, {
    slug: 'crm',
    allowed: ['search', 'pick', 'slow'],
    classification: { update_record: 'write' },
  });
  await gateway.connect(acme, desk, { slug: 'desk', allowed: ['echo', 'count', 'greet'] });
  await gateway.connect(acme, notes, { slug: 'notes', allowed: ['echo', 'ask', 'note://one', 'greet'] });
  await gateway.connect(acme, gone, { slug: 'gone' });
  await gone.close();
  member = await gateway.given.member(acme);
  token = await gateway.token(acme, member);
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await Promise.all(servers.map((server) => server.close()));
});
beforeEach(() => gateway.forgetEvents());

const url = () => gateway.aggregateOf(acme);
const ask = (method: string, params: Record<string, unknown> = {}, id?: number): Promise<WireAnswer> =>
  send(url(), modern(token, method, params, id));
const allTools = [
  'crm__pick',
  'crm__search',
  'crm__slow',
  'desk__count',
  'desk__echo',
  'gone__lost',
  'notes__ask',
  'notes__echo',
];

function namesIn(answer: WireAnswer, list: string): unknown[] {
  return (answer.message.result?.[list] as { name?: string; uri?: string }[]).map(
    ({ name, uri }) => uri ?? name,
  );
}

describe('both official clients', () => {
  test('of the older revisions are offered everything, prefixed, and are answered by the right connector', async () => {
    const client = new PreviousClient({ name: 'spec', version: '1' }, { capabilities: { elicitation: {} } });
    client.setRequestHandler(ElicitRequestSchema, () => ({
      action: 'accept' as const,
      content: { colour: 'green' },
    }));
    const requestInit = { headers: { authorization: `Bearer ${token}` } };
    await client.connect(new PreviousTransport(new URL(url()), { requestInit }));
    expect(client.getServerVersion()).toMatchObject({ name: 'castellan' });
    expect(client.getInstructions()).toContain('crm (Crm), desk (Desk)');
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(allTools);
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual([
      'desk__greet',
      'notes__greet',
    ]);
    expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual(['note://one']);
    const said = await client.callTool({ name: 'notes__echo', arguments: { text: 'hello' } });
    expect(said).toEqual({ content: [{ type: 'text', text: 'hello' }] });
    const asked = await client.callTool({ name: 'notes__ask' });
    expect(asked.content).toEqual([{ type: 'text', text: 'green' }]);
    expect((await client.getPrompt({ name: 'notes__greet' })).messages).toHaveLength(1);
    expect((await client.readResource({ uri: 'note://one' })).contents).toMatchObject([{ text: 'noted' }]);
    await client.ping();
    await client.close();
  });

  test('of the present revision too', async () => {
    const client = new Client(
      { name: 'spec', version: '1' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    const requestInit = { headers: { authorization: `Bearer ${token}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(url()), { requestInit }));
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(allTools);
    const steps: number[] = [];
    const counted = await client.callTool(
      { name: 'desk__count', arguments: { to: 2 } },
      { onprogress: ({ progress }) => void steps.push(progress) },
    );
    expect(counted.content).toEqual([{ type: 'text', text: 'counted to 2' }]);
    expect(steps).toEqual([1, 2]);
    expect((await client.getPrompt({ name: 'desk__greet' })).messages).toHaveLength(1);
    await client.close();
  });
});

test('server/discover says in words of Castellan which connectors are there', async () => {
  const { message } = await ask('server/discover');
  expect(message.result).toMatchObject({
    resultType: 'complete',
    cacheScope: 'private',
    capabilities: { tools: { listChanged: true }, prompts: { listChanged: true } },
    _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'castellan' } },
  });
  expect(message.result?.['instructions']).toContain('gone (Gone), notes (Notes).');
  const stranger = await gateway.token(acme, await gateway.given.member(acme), {
    connectors: [{ slug: 'crm', tools: ['search'] }],
  });
  const narrow = await send(url(), modern(stranger, 'server/discover'));
  expect(narrow.message.result?.['instructions']).toContain('Connectors: crm (Crm).');
});

test('definitions leave as they were approved, apart from the prefix, in the same order each time', async () => {
  const first = await ask('tools/list');
  const own = await send(gateway.urlOf(crmConnector), modern(token, 'tools/list'));
  const prefixed = (own.message.result?.['tools'] as { name: string }[]).map((tool) => ({
    ...tool,
    name: `crm__${tool.name}`,
  }));
  expect(first.message.result?.['tools']).toEqual(expect.arrayContaining(prefixed));
  expect((await ask('tools/list')).text).toBe(first.text);
});

test('a call is decided, forwarded under the own name with headers of its own, and recorded where it belongs', async () => {
  const { status, message } = await ask('tools/call', { name: 'crm__search', arguments: { text: 'x' } });
  expect([status, message.result?.content?.[0]?.text]).toEqual([200, 'found x']);
  expect(message.result?.['_meta']).toMatchObject({
    'io.modelcontextprotocol/serverInfo': { name: 'castellan' },
  });
  const received = crm.received.at(-1);
  expect(received?.params['name']).toBe('search');
  expect(received?.headers['mcp-name']).toBe('search');
  const [event] = await gateway.events('gateway.called');
  expect(event).toMatchObject({
    offering: { kind: 'tool', name: 'search' },
    connectorId: crmConnector.id,
    decision: { effect: 'allow' },
  });
});

test('what the policy refuses is said with its reason, under the name the client used', async () => {
  const blocked = await ask('tools/call', { name: 'crm__update_record', arguments: {} });
  expect(blocked.message.result?.isError).toBe(true);
  expect(blocked.message.result?.content?.[0]?.text).toContain('update_record');
  const unknown = await ask('tools/call', { name: 'crm__nothing', arguments: {} });
  expect(unknown.message.error).toEqual({ code: -32602, message: 'Unknown tool: crm__nothing' });
  const wrong = await ask('tools/call', { name: 'crm__search', arguments: [] });
  expect(wrong.message.result?.isError ?? wrong.message.error).toBeTruthy();
  expect(crm.received.filter(({ params }) => params['name'] === 'update_record')).toEqual([]);
});

test('a connector that is down answers in words a model can pass on, and takes nothing from the others', async () => {
  const { status, message } = await ask('tools/call', { name: 'gone__lost', arguments: {} });
  expect([status, message.result?.isError]).toEqual([200, true]);
  expect(message.result?.content?.[0]?.text).toContain('Gone cannot be reached at the moment');
  expect(namesIn(await ask('tools/list'), 'tools')).toEqual(allTools);
  const [event] = await gateway.events('gateway.called');
  expect(event).toMatchObject({ outcome: 'failure', details: { code: 'connection_refused' } });
});

test('a connector that hangs holds up nothing but its own call', async () => {
  const hanging = send(url(), modern(token, 'tools/call', { name: 'crm__slow', arguments: {} }, 7));
  await expect.poll(() => crm.received.some(({ params }) => params['name'] === 'slow')).toBe(true);
  expect(namesIn(await ask('tools/list'), 'tools')).toEqual(allTools);
  const other = await ask('tools/call', { name: 'desk__echo', arguments: { text: 'hi' } });
  expect(other.message.result?.content?.[0]?.text).toBe('hi');
  await gateway.given.rows(`update connectors set state = 'suspended' where slug = 'crm'`);
  await gateway.policyChanged(acme);
  const suspended = await ask('tools/call', { name: 'crm__search', arguments: {} });
  expect(suspended.message.result?.content?.[0]?.text).toContain('suspended');
  expect(namesIn(await ask('tools/list'), 'tools')).not.toContain('crm__search');
  await gateway.given.rows(`update connectors set state = 'published' where slug = 'crm'`);
  await gateway.policyChanged(acme);
  finish();
  expect((await hanging).message.result?.content?.[0]?.text).toBe('finished');
});

test('an answer that asks for more is continued with a state that is good for this connector and call alone', async () => {
  const first = await ask('tools/call', { name: 'crm__pick', arguments: {} });
  const requestState = first.message.result?.['requestState'];
  expect(first.message.result?.['resultType']).toBe('input_required');
  const continued = await ask('tools/call', { name: 'crm__pick', arguments: {}, requestState });
  expect(continued.message.result?.content?.[0]?.text).toBe('continued upstream-state');
  const elsewhere = await ask('tools/call', { name: 'crm__search', arguments: {}, requestState });
  expect(elsewhere.message.error?.code).toBe(-32602);
});

test('a notification cancels a call of an older client', async () => {
  const before = crm.received.length;
  const session = await openSession(url(), token);
  const call = send(
    url(),
    legacy(token, session, { id: 5, method: 'tools/call', params: { name: 'crm__slow', arguments: {} } }),
  );
  await expect.poll(() => crm.received.length).toBe(before + 1);
  await send(url(), legacy(token, session, { method: 'notifications/cancelled', params: { requestId: 5 } }));
  expect(messagesOf((await call).text)).toEqual([]);
  await expect.poll(() => crm.received.at(-1)?.isAbandoned).toBe(true);
});

test('a session of the aggregated address is good there alone, and ends', async () => {
  const session = await openSession(url(), token);
  const ping = { id: 1, method: 'ping' };
  expect((await send(url(), legacy(token, session, ping))).status).toBe(200);
  expect((await send(gateway.urlOf(crmConnector), legacy(token, session, ping))).status).toBe(404);
  const ownSession = await openSession(gateway.urlOf(crmConnector), token);
  expect((await send(url(), legacy(token, ownSession, ping))).status).toBe(404);
  const level = { id: 2, method: 'logging/setLevel', params: { level: 'error' } };
  expect((await send(url(), legacy(token, session, level))).message.result).toEqual({});
  const { headers } = legacy(token, session, {});
  expect((await send(url(), { method: 'DELETE', headers })).status).toBe(204);
  expect((await send(url(), legacy(token, session, ping))).status).toBe(404);
});
