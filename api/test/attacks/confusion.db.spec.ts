import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  argumentsOf,
  startControlledUpstream,
  text,
  type ControlledUpstream,
} from '../gateway/controlled-upstream.js';
import { RunningGateway } from '../gateway/running-gateway.js';
import { modern, send } from '../gateway/wire.js';
import type { GivenConnector, GivenOrganization } from '../given.js';

const region = { type: 'string', 'x-mcp-header': 'Region' };
const secret = { type: 'string', 'x-mcp-header': 'Authorization' };
const wide = { pattern: '(?:(?:a|b|ab){0,30}c?){0,30}d$' };
const tree = { type: 'object', properties: { next: { $ref: '#' } } };
const circle = { $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } };

let gateway: RunningGateway;
let acme: GivenOrganization;
let upstream: ControlledUpstream;
let sample: GivenConnector;
let token: string;

beforeAll(async () => {
  upstream = await startControlledUpstream(
    {
      safe: (call, { result }) => result(text(`safe ${String(argumentsOf(call)['region'] ?? '')}`)),
      delete_all: (_call, { result }) => result(text('deleted')),
      mirrors: (_call, { result }) => result(text('mirrored')),
      searches: (_call, { result }) => result(text('found')),
      tree: (_call, { result }) => result(text('climbed')),
      circles: (_call, { result }) => result(text('turned')),
    },
    {
      definitions: {
        safe: { inputSchema: { type: 'object', properties: { region } } },
        mirrors: { inputSchema: { type: 'object', properties: { region, secret } } },
        searches: { inputSchema: { type: 'object', properties: { a: wide } } },
        tree: { inputSchema: tree },
        circles: { inputSchema: { type: 'object', properties: { a: { $ref: '#/$defs/a' } }, ...circle } },
      },
    },
  );
  gateway = await RunningGateway.start();
  acme = await gateway.given.organization('acme');
  const allowed = ['safe', 'mirrors', 'searches', 'tree', 'circles'];
  sample = await gateway.connect(acme, upstream, { slug: 'sample', allowed });
  token = await gateway.token(acme, await gateway.given.member(acme));
}, 60_000);
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(() => (upstream.received.length = 0));

const url = () => gateway.urlOf(sample);
const call = (name: string, args: object = {}) => modern(token, 'tools/call', { name, arguments: args });
const wrapped = (value: string) => `=?base64?${Buffer.from(value, 'utf8').toString('base64')}?=`;

test('what is asked for in one way reaches the upstream', async () => {
  const answer = await send(url(), call('safe'));
  expect([answer.status, answer.message.result?.content?.[0]?.text]).toEqual([200, 'safe ']);
});

describe('a header that may be read as another name', () => {
  test.each<[string, string | string[]]>([
    ['wrapped, with another name in it', wrapped('delete_all')],
    ['wrapped, with the name and a line break', wrapped('safe\n')],
    ['wrapped twice', wrapped(wrapped('safe'))],
    ['wrapped without its padding', wrapped('safe').replace('==', '')],
    ['wrapped in upper case', wrapped('safe').replace('base64', 'BASE64')],
    ['wrapped in the alphabet of addresses', '=?base64?_-__?='],
    ['wrapped and not closed', wrapped('safe').slice(0, -2)],
    ['half wrapped', `safe${wrapped('')}`],
    ['in another case', 'Safe'],
    ['with a quote', '"safe"'],
    ['with a comma', 'safe,safe'],
    ['percent-encoded', '%73afe'],
    ['twice, once wrapped', ['safe', wrapped('safe')]],
    ['empty', ''],
  ])('%s', async (_what, name) => {
    const request = call('safe');
    const answer = await send(url(), { ...request, headers: { ...request.headers, 'mcp-name': name } });
    expect([answer.status, answer.message.error?.code]).toEqual([400, -32020]);
    expect(upstream.received).toEqual([]);
  });

  test.each<[string, Record<string, string | string[]>]>([
    ['two methods', { 'mcp-method': ['tools/call', 'tools/list'] }],
    ['a method in another case', { 'mcp-method': 'Tools/Call' }],
    ['two revisions', { 'mcp-protocol-version': ['2026-07-28', '2025-11-25'] }],
    ['two values of a parameter', { 'mcp-param-region': ['eu', 'us'] }],
    ['a parameter that is not in the body', { 'mcp-param-region': 'eu' }],
  ])('%s', async (_what, headers) => {
    const request = call('safe');
    const answer = await send(url(), { ...request, headers: { ...request.headers, ...headers } });
    expect([answer.status, answer.message.error?.code]).toEqual([400, -32020]);
    expect(upstream.received).toEqual([]);
  });
});

describe('a name that looks like an allowed one', () => {
  test.each([
    ['Cyrillic', 's\u0430fe'],
    ['full width', 'ｓafe'],
    ['a combining mark', 'safe\u0301'],
    ['a letter that nobody sees', 'sa\u200bfe'],
    ['the other direction', '\u202esafe'],
    ['a tag character', 'safe\u{e0041}'],
    ['a blank', 'safe '],
    ['another case', 'SAFE'],
    ['NUL', 'safe\0'],
    ['a path', './safe'],
    ['a prototype', '__proto__'],
    ['a prefix', 'sample__safe'],
  ])('by %s is another one, and unknown', async (_what, name) => {
    const { headers, body } = call(name);
    const answer = await send(url(), { headers: { ...headers, 'mcp-name': wrapped(name) }, body });
    expect(answer.message.error).toEqual({ code: -32602, message: `Unknown tool: ${name}` });
    expect(upstream.received).toEqual([]);
  });
});

describe('a body that may be read as another one', () => {
  const { body } = call('safe');
  const utf16 = Buffer.from(`\ufeff${body}`, 'utf16le');
  const broken = Buffer.concat([
    Buffer.from(body.slice(0, -2)),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('}}'),
  ]);

  test.each<[string, string | Buffer]>([
    ['a key twice', body.replace('"name"', '"name":"delete_all","name"')],
    ['a key twice, escaped', body.replace('"name"', '"\\u006eame":"delete_all","name"')],
    ['two sets of parameters', body.replace('"params"', '"params":{"name":"delete_all"},"params"')],
    ['two methods', body.replace('"method"', '"method":"tools/list","method"')],
    ['a key twice, deep inside', body.replace('"arguments":{}', '"arguments":{"a":{"b":1,"b":2}}')],
    ['UTF-16', utf16],
    ['a byte-order mark', `\ufeff${body}`],
    ['broken UTF-8', broken],
    ['half a character', body.replace('"safe"', '"safe\\ud800"')],
    ['a comment', body.replace('{', '{/* */')],
    ['a comma too many', body.replace('"arguments":{}', '"arguments":{},')],
    ['NaN', body.replace('"arguments":{}', '"arguments":{"a":NaN}')],
    ['two values', `${body}${body}`],
    ['two values, one a line', `${body}\n${body}`],
    ['a compressed body', gzipSync(body)],
    ['a list of one', `[${body}]`],
    ['a list of many', `[${body},${body.replaceAll('safe', 'delete_all')}]`],
    ['an empty list', '[]'],
    ['nothing', ''],
    ['null', 'null'],
    ['parameters in a list', body.replace(/"params":\{.*\}\}$/, '"params":["delete_all"]}')],
    ['an id that is no name', body.replace('"id":1', '"id":{"a":1}')],
    ['an id beyond numbers', body.replace('"id":1', '"id":1e999')],
    ['another version of the protocol below', body.replace('"2.0"', '"1.0"')],
    [
      'a thousand levels',
      body.replace('"arguments":{}', `"arguments":{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`),
    ],
  ])('%s', async (_what, changed) => {
    const { headers } = call('safe');
    const answer = await send(url(), { headers, body: changed });
    expect(answer.status).toBe(400);
    expect(answer.message.error?.code).toSatisfy((code: number) =>
      [-32700, -32600, -32602, -32020].includes(code),
    );
    expect(upstream.received).toEqual([]);
  });

  test.each(['gzip', 'br', 'identity, gzip'])('compressed as %s, whatever is in it', async (encoding) => {
    const { headers } = call('safe');
    const answer = await send(url(), {
      headers: { ...headers, 'content-encoding': encoding },
      body: gzipSync(body),
    });
    expect(answer.status).toBe(400);
    expect(upstream.received).toEqual([]);
  });

  test('`__proto__` beside the name changes nothing', async () => {
    const changed = body.replace(
      '"name":"safe"',
      '"name":"safe","__proto__":{"name":"delete_all","isAdmin":true}',
    );
    const answer = await send(url(), { headers: call('safe').headers, body: changed });
    expect(answer.message.result?.content?.[0]?.text).toBe('safe ');
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe('a value that is repeated in a header', () => {
  test.each([
    'eu\r\nX-Injected: yes',
    'eu\nx-injected: yes',
    '\u0000',
    ' eu ',
    'ü',
    '=?base64?ZXU=?=',
    '\u{1f600}',
  ])('cannot leave it: %j', async (value) => {
    const { headers, body } = call('safe', { region: value });
    const answer = await send(url(), { headers: { ...headers, 'mcp-param-region': wrapped(value) }, body });
    expect(answer.message.result?.content?.[0]?.text).toBe(`safe ${value}`);
    const [heard] = upstream.received;
    expect(heard?.headers['mcp-param-region']).toBe(wrapped(value));
    expect(heard?.headers).not.toHaveProperty('x-injected');
  });

  test('cannot become a header of another kind', async () => {
    const { headers, body } = call('mirrors', { region: 'eu', secret: 'Bearer forged' });
    const mirrored = { 'mcp-param-region': 'eu', 'mcp-param-authorization': 'Bearer forged' };
    expect((await send(url(), { headers: { ...headers, ...mirrored }, body })).status).toBe(200);
    expect(upstream.received[0]?.headers).toMatchObject(mirrored);
    expect(upstream.received[0]?.headers).not.toHaveProperty('authorization');
  });
});

describe('arguments that are hard to check', () => {
  test('do not hold up anybody: a pattern and a text of great length', async () => {
    const hard = send(url(), call('searches', { a: 'ab'.repeat(1_000_000) }));
    const [answer, other] = await Promise.all([hard, send(url(), call('safe'))]);
    expect(answer.message.result).toMatchObject({ isError: true });
    expect(answer.message.result?.content?.[0]?.text).toContain('reasonable effort');
    expect(other.message.result?.content?.[0]?.text).toBe('safe ');
    expect((await send(url(), call('searches', { a: 'abd' }))).message.result?.content?.[0]?.text).toBe(
      'found',
    );
  });

  test('may refer to themselves, and not in circles', async () => {
    const climbed = await send(url(), call('tree', { next: { next: { next: {} } } }));
    expect(climbed.message.result?.content?.[0]?.text).toBe('climbed');
    expect((await send(url(), call('circles', {}))).message.result?.content?.[0]?.text).toBe('turned');
    expect((await send(url(), call('circles', { a: 1 }))).message.result).toMatchObject({ isError: true });
    expect(upstream.received).toHaveLength(2);
  });
});
