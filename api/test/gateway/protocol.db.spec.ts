import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { startAnsweringServer } from '../mcp/hostile-server.js';
import type { TestServer } from '../mcp/http-server.js';
import { RunningGateway } from './running-gateway.js';
import { modern, send } from './wire.js';

const called: string[] = [];
let gateway: RunningGateway;
let upstream: TestServer;
let acme: GivenOrganization;
let sample: GivenConnector;
let token: string;

const region = { type: 'string', 'x-mcp-header': 'Region' };
const tools = [
  { name: 'safe', inputSchema: { type: 'object', properties: { region, count: { type: 'integer' } } } },
  { name: 'delete_all', inputSchema: { type: 'object' } },
  { name: 'Safe', inputSchema: { type: 'object' } },
];

beforeAll(async () => {
  [gateway, upstream] = await Promise.all([
    RunningGateway.start(),
    startAnsweringServer({
      'tools/list': () => ({ result: { resultType: 'complete', tools, ttlMs: 0, cacheScope: 'public' } }),
      'resources/list': () => ({
        result: { resultType: 'complete', resources: [], ttlMs: 0, cacheScope: 'public' },
      }),
      'resources/templates/list': () => ({
        result: { resultType: 'complete', resourceTemplates: [], ttlMs: 0, cacheScope: 'public' },
      }),
      'prompts/list': () => ({
        result: { resultType: 'complete', prompts: [], ttlMs: 0, cacheScope: 'public' },
      }),
      'tools/call': ({ name }) => {
        called.push(String(name));
        const _meta = { 'example.com/kept': { deep: [1] } };
        const content = [{ type: 'text', text: 'done', 'example.com/field': true }];
        return {
          result: { resultType: 'complete', content, structuredContent: [1, { two: null }], extra: 7, _meta },
        };
      },
    }),
  ]);
  acme = await gateway.given.organization('acme');
  sample = await gateway.connect(acme, upstream, { slug: 'sample', allowed: ['safe'] });
  token = await gateway.token(acme, await gateway.given.member(acme));
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(async () => {
  called.length = 0;
  await gateway.forgetEvents();
});

const url = () => gateway.urlOf(sample);

async function refusal(): Promise<unknown> {
  return (await gateway.events('gateway.refused')).map(({ details }) => details['code']);
}

describe('a body and headers that disagree', () => {
  test.each<[string, Record<string, string | string[]>]>([
    ['another tool', { 'mcp-name': 'delete_all' }],
    ['the same name in another case', { 'mcp-name': 'SAFE' }],
    ['another encoded tool', { 'mcp-name': '=?base64?ZGVsZXRlX2FsbA==?=' }],
    ['two names', { 'mcp-name': ['safe', 'delete_all'] }],
    ['another method', { 'mcp-method': 'tools/list' }],
    ['another revision', { 'mcp-protocol-version': '2025-11-25' }],
    ['another parameter', { 'mcp-param-region': 'us' }],
  ])('%s', async (_what, headers) => {
    const request = modern(token, 'tools/call', { name: 'safe', arguments: { region: 'eu' } });
    const answer = await send(url(), {
      ...request,
      headers: { ...request.headers, 'mcp-param-region': 'eu', ...headers },
    });
    expect(answer.status).toBe(400);
    expect(answer.message).toMatchObject({ id: 1, error: { code: -32020 } });
    expect(called).toEqual([]);
    expect(await refusal()).toEqual(['protocol_violation']);
  });

  test.each(['mcp-name', 'mcp-method', 'mcp-protocol-version', 'mcp-param-region'])(
    '%s is missing',
    async (name) => {
      const request = modern(token, 'tools/call', { name: 'safe', arguments: { region: 'eu' } });
      const given: Record<string, string> = { ...request.headers, 'mcp-param-region': 'eu' };
      const { [name]: _left, ...headers } = given;
      const answer = await send(url(), { ...request, headers });
      expect([answer.status, answer.message.error?.code]).toEqual([400, -32020]);
      expect(called).toEqual([]);
    },
  );

  test('an encoded name that agrees is the same name', async () => {
    const request = modern(token, 'tools/call', { name: 'safe', arguments: {} });
    const answer = await send(url(), {
      ...request,
      headers: { ...request.headers, 'mcp-name': '=?base64?c2FmZQ==?=' },
    });
    expect(answer.status).toBe(200);
    expect(called).toEqual(['safe']);
  });
});

describe('a body that could be read in two ways', () => {
  test.each([
    ['a key twice', (body: string) => body.replace('"name":"safe"', '"name":"safe","name":"delete_all"')],
    [
      'a key twice in other letters',
      (body: string) => body.replace('"name":"safe"', '"name":"safe","n\\u0061me":"delete_all"'),
    ],
    ['no JSON', (body: string) => body.slice(0, -1)],
    [
      'deep nesting',
      (body: string) =>
        body.replace('"arguments":{}', `"arguments":{"a":${'['.repeat(100)}${']'.repeat(100)}}`),
    ],
  ])('%s is refused', async (_what, change) => {
    const request = modern(token, 'tools/call', { name: 'safe', arguments: {} });
    const answer = await send(url(), { ...request, body: change(request.body) });
    expect([answer.status, answer.message.error?.code]).toEqual([400, -32700]);
    expect(called).toEqual([]);
  });

  test('a batch is refused', async () => {
    const request = modern(token, 'tools/call', { name: 'safe', arguments: {} });
    const answer = await send(url(), { ...request, body: `[${request.body}]` });
    expect([answer.status, answer.message.error?.code]).toEqual([400, -32600]);
    expect(called).toEqual([]);
  });

  test('arguments named like inherited members are only arguments', async () => {
    const request = modern(token, 'tools/call', { name: 'safe', arguments: {} });
    const body = request.body.replace(
      '"arguments":{}',
      '"arguments":{"__proto__":{"count":"x"},"constructor":1}',
    );
    expect((await send(url(), { ...request, body })).status).toBe(200);
  });

  test('a body over the limit is refused before it is read', async () => {
    const request = modern(token, 'tools/call', {
      name: 'safe',
      arguments: { text: 'x'.repeat(4 * 1024 * 1024) },
    });
    const answer = await send(url(), request);
    expect(answer.status).toBe(413);
    expect(called).toEqual([]);
  });
});

describe('the envelope', () => {
  test('without capabilities a request is refused', async () => {
    const request = modern(token, 'tools/list');
    const body = request.body.replace('"io.modelcontextprotocol/clientCapabilities":{},', '');
    const answer = await send(url(), { ...request, body });
    expect([answer.status, answer.message.error?.code]).toEqual([400, -32602]);
  });

  test('a revision that is not spoken is answered with those that are', async () => {
    const request = modern(token, 'tools/list');
    const answer = await send(url(), {
      headers: { ...request.headers, 'mcp-protocol-version': '2027-01-01' },
      body: request.body.replaceAll('2026-07-28', '2027-01-01'),
    });
    expect(answer.status).toBe(400);
    expect(answer.message.error).toMatchObject({ code: -32022, data: { supported: ['2026-07-28'] } });
  });

  test('an unknown method is not found', async () => {
    const answer = await send(url(), modern(token, 'tools/delete'));
    expect([answer.status, answer.message.error?.code]).toEqual([404, -32601]);
  });

  test.each(['GET', 'DELETE', 'PUT'])('%s is not allowed', async (method) => {
    const { headers } = modern(token, 'tools/list');
    const answer = await send(url(), { method, headers: { ...headers, accept: 'text/event-stream' } });
    expect(answer.status).toBe(405);
  });
});

describe('content negotiation', () => {
  test('another media type is refused', async () => {
    const request = modern(token, 'tools/list');
    for (const type of ['text/plain', 'application/json; charset=utf-16', '']) {
      const answer = await send(url(), { ...request, headers: { ...request.headers, 'content-type': type } });
      expect(answer.status).toBe(415);
    }
  });

  test('a client that accepts no form of an answer is refused', async () => {
    const request = modern(token, 'tools/list');
    expect(
      (await send(url(), { ...request, headers: { ...request.headers, accept: 'text/html' } })).status,
    ).toBe(406);
  });

  test('a client that accepts streams alone gets one', async () => {
    const request = modern(token, 'tools/list');
    const answer = await send(url(), {
      ...request,
      headers: { ...request.headers, accept: 'text/event-stream' },
    });
    expect(answer.headers['content-type']).toBe('text/event-stream');
    expect(answer.message.result).toBeDefined();
  });
});

describe('what is relayed', () => {
  test('keeps every field of the result, known or not, and belongs to this caller alone', async () => {
    const answer = await send(url(), modern(token, 'tools/call', { name: 'safe', arguments: {} }));
    expect(answer.message.result).toMatchObject({
      content: [{ type: 'text', text: 'done', 'example.com/field': true }],
      structuredContent: [1, { two: null }],
      extra: 7,
      _meta: { 'example.com/kept': { deep: [1] } },
    });
    const list = await send(url(), modern(token, 'tools/list'));
    expect(list.message.result).toMatchObject({ cacheScope: 'private', tools: [tools[0]] });
    expect(list.headers['cache-control']).toBe('no-store');
  });

  test('another spelling of a tool is another tool', async () => {
    const answers = await Promise.all(
      ['SAFE', 'safe ', 'ѕafe', 'safe\u0000'].map((name) =>
        send(url(), {
          ...modern(token, 'tools/call', { name, arguments: {} }),
          headers: {
            ...modern(token, 'tools/call').headers,
            'mcp-name': `=?base64?${Buffer.from(name).toString('base64')}?=`,
          },
        }),
      ),
    );
    for (const { message } of answers) expect(message.error?.code).toBe(-32602);
    expect(called).toEqual([]);
  });

  test('arguments that do not fit the approved schema go nowhere, and the answer says why', async () => {
    const answer = await send(
      url(),
      modern(token, 'tools/call', { name: 'safe', arguments: { count: 'many' } }),
    );
    expect(answer.message.result).toMatchObject({ isError: true });
    expect(answer.message.result?.content?.[0]?.text).toContain(
      'The argument "count" is text, and a whole number is expected.',
    );
    expect(called).toEqual([]);
    expect(await refusal()).toEqual(['arguments_invalid']);
    const [event] = await gateway.events('gateway.refused');
    expect(event?.decision).toMatchObject({
      effect: 'deny',
      rule: 'Gateway: arguments invalid.',
      reason: 'The policy allows this. It was refused all the same: its arguments do not fit.',
    });
    expect(event?.decision?.contractHash).toMatch(/^[0-9a-f]{64}$/);
    expect(event?.details['allowedBy']).toBe('Rule: allowed for everyone.');
  });
});

test('pages are complete, in order, and good for one policy only', async () => {
  const many = Array.from({ length: 250 }, (_, index) => ({
    name: `tool_${String(index).padStart(3, '0')}`,
    inputSchema: { type: 'object' },
  }));
  const big = await startAnsweringServer({
    'tools/list': () => ({
      result: { resultType: 'complete', tools: [...many].reverse(), ttlMs: 0, cacheScope: 'private' },
    }),
    'resources/list': () => ({
      result: { resultType: 'complete', resources: [], ttlMs: 0, cacheScope: 'private' },
    }),
    'resources/templates/list': () => ({
      result: { resultType: 'complete', resourceTemplates: [], ttlMs: 0, cacheScope: 'private' },
    }),
    'prompts/list': () => ({
      result: { resultType: 'complete', prompts: [], ttlMs: 0, cacheScope: 'private' },
    }),
  });
  const connector = await gateway.connect(acme, big, { slug: 'big' });
  const names: string[] = [];
  let cursor: unknown = '';
  const cursors: unknown[] = [];
  while (cursor !== undefined) {
    const { message } = await send(gateway.urlOf(connector), modern(token, 'tools/list', { cursor }));
    names.push(...(message.result?.['tools'] as { name: string }[]).map(({ name }) => name));
    cursor = message.result?.['nextCursor'];
    cursors.push(cursor);
  }
  expect(names).toEqual(many.map(({ name }) => name));
  await gateway.policyChanged(acme);
  const stale = await send(gateway.urlOf(connector), modern(token, 'tools/list', { cursor: cursors[0] }));
  expect(stale.message.error).toMatchObject({ code: -32602 });
  const forged = await send(gateway.urlOf(connector), modern(token, 'tools/list', { cursor: 'x' }));
  expect(forged.message.error).toMatchObject({ code: -32602 });
  await big.close();
});
