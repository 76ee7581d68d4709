import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/json-value.js';
import type { JsonRpcRequest } from '../jsonrpc.js';
import { metaKeys } from './envelope.js';
import { decodeHeaderValue, encodeHeaderValue } from './header-value.js';
import { checkMirroredHeaders, mirroredHeaders, type RequestHeaders } from './mirrored-headers.js';
import { parameterHeadersOf } from './parameter-headers.js';

const REVISION = '2026-07-28';

function call(name: string, args: unknown = {}, method = 'tools/call'): JsonRpcRequest {
  const _meta = { [metaKeys.protocolVersion]: REVISION, [metaKeys.clientCapabilities]: {} };
  return { jsonrpc: '2.0', id: 1, method, params: { name, uri: name, arguments: args, _meta } };
}

const schema: JsonObject = {
  type: 'object',
  properties: {
    region: { type: 'string', 'x-mcp-header': 'Region' },
    count: { type: 'integer', 'x-mcp-header': 'Count' },
    nested: { type: 'object', properties: { dry: { type: 'boolean', 'x-mcp-header': 'Dry-Run' } } },
    'x-mcp-header': { type: 'string' },
  },
};

describe('a header value', () => {
  it.each([
    ['us-west1', 'us-west1'],
    ['two words', 'two words'],
    ['Hello, 世界', '=?base64?SGVsbG8sIOS4lueVjA==?='],
    [' padded ', '=?base64?IHBhZGRlZCA=?='],
    ['line1\nline2', '=?base64?bGluZTEKbGluZTI=?='],
    ['=?base64?literal?=', '=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?='],
  ])('carries %j as %s', (text, value) => {
    expect(encodeHeaderValue(text)).toBe(value);
    expect(decodeHeaderValue(value)).toBe(text);
  });

  it('carries every text, in characters that a header may have', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
        (text) => {
          const value = encodeHeaderValue(text);
          expect(value).toMatch(/^[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?$/);
          expect(decodeHeaderValue(value)).toBe(text);
        },
      ),
    );
  });

  it.each(['=?base64?not base64?=', '=?base64?/w==?=', '=?base64?YQ?=', 'caf\u00e9', 'a\u0000b'])(
    'is refused: %j',
    (value) => {
      expect(decodeHeaderValue(value)).toBeUndefined();
    },
  );
});

describe('headers and body agree', () => {
  it('whenever the headers were made from the body', () => {
    const args = fc.record(
      {
        region: fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
        count: fc.integer(),
        nested: fc.record({ dry: fc.boolean() }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.string(), args, (name, given) => {
        const message = call(name, given);
        expect(
          checkMirroredHeaders(mirroredHeaders(message, REVISION, schema), message, schema),
        ).toBeUndefined();
      }),
    );
  });

  it.each<[string, JsonRpcRequest, RequestHeaders]>([
    ['a name that must be encoded', call('größe'), { 'mcp-name': '=?base64?Z3LDtsOfZQ==?=' }],
    ['a name that need not be encoded', call('safe'), { 'mcp-name': '=?base64?c2FmZQ==?=' }],
    ['the address of a resource', call('note://1', {}, 'resources/read'), { 'mcp-name': 'note://1' }],
    ['a method without a name', call('x', {}, 'tools/list'), {}],
    [
      'an integer written differently',
      call('t', { count: 42 }),
      { 'mcp-name': 't', 'mcp-param-count': '42.0' },
    ],
    ['a parameter that is null', call('t', { region: null }), { 'mcp-name': 't' }],
    ['headers that nobody asked for', call('t'), { 'mcp-name': 't', 'mcp-param-other': 'x' }],
  ])('for %s', (_, message, headers) => {
    const all = { 'mcp-protocol-version': REVISION, 'mcp-method': message.method, ...headers };
    expect(checkMirroredHeaders(all, message, schema)).toBeUndefined();
  });
});

describe('headers and body disagree', () => {
  const message = call('delete_all', { region: 'eu', nested: { dry: true } });
  const right = mirroredHeaders(message, REVISION, schema);

  it.each<[string, RequestHeaders]>([
    ['another name', { 'mcp-name': 'safe_tool' }],
    ['a name in another case', { 'mcp-name': 'Delete_all' }],
    ['no name', { 'mcp-name': undefined }],
    ['two names', { 'mcp-name': ['delete_all', 'safe_tool'] }],
    ['two names in one', { 'mcp-name': 'delete_all, safe_tool' }],
    ['another encoded name', { 'mcp-name': encodeHeaderValue('größe') }],
    ['a name that looks the same', { 'mcp-name': encodeHeaderValue('dеlete_all') }],
    ['a broken encoding', { 'mcp-name': '=?base64?!?=' }],
    ['another method', { 'mcp-method': 'tools/list' }],
    ['a method in another case', { 'mcp-method': 'Tools/Call' }],
    ['no method', { 'mcp-method': undefined }],
    ['another revision', { 'mcp-protocol-version': '2025-11-25' }],
    ['no revision', { 'mcp-protocol-version': undefined }],
    ['another parameter', { 'mcp-param-region': 'us' }],
    ['no parameter', { 'mcp-param-region': undefined }],
    ['another switch', { 'mcp-param-dry-run': 'false' }],
    ['a parameter that is not there', { 'mcp-param-count': '1' }],
  ])('because of %s', (_, wrong) => {
    expect(checkMirroredHeaders({ ...right, ...wrong }, message, schema)).toMatchObject({
      status: 400,
      error: { code: -32020 },
    });
  });

  it('even where an older revision is claimed in the header only', () => {
    const { params: _, ...bare } = message;
    expect(checkMirroredHeaders(right, bare as JsonRpcRequest)).toMatchObject({ error: { code: -32020 } });
  });
});

describe('the annotations of a tool', () => {
  const properties = (property: unknown, rest: object = {}): JsonObject => ({
    properties: { p: property, ...rest },
  });
  const marked = (name: unknown, type: unknown = 'string') => ({ type, 'x-mcp-header': name });

  it('are found with their path', () => {
    expect(parameterHeadersOf(schema)).toEqual(
      expect.arrayContaining([
        { header: 'mcp-param-region', path: ['region'] },
        { header: 'mcp-param-dry-run', path: ['nested', 'dry'] },
      ]),
    );
  });

  it('may be absent', () => {
    expect(parameterHeadersOf(properties({ default: { 'x-mcp-header': 'A' } }))).toEqual([]);
  });

  it.each<[string, JsonObject]>([
    ['an empty name', properties(marked(''))],
    ['no name', properties(marked(7))],
    ['a line break', properties(marked('a\r\nx: y'))],
    ['a space', properties(marked('a b'))],
    ['a number', properties(marked('a', 'number'))],
    ['an object', properties(marked('a', 'object'))],
    ['several types', properties(marked('a', ['string', 'null']))],
    ['the same name twice, by case', properties(marked('Region'), { q: marked('region') })],
    ['the items of a list', properties({ type: 'array', items: marked('a') })],
    ['a choice', properties({ anyOf: [marked('a')] })],
    ['a condition', { if: properties(marked('a')) }],
    ['a definition', { $defs: { d: marked('a') } }],
    ['the root', marked('a')],
  ])('are invalid with %s', (_, inputSchema) => {
    expect(parameterHeadersOf(inputSchema)).toEqual(expect.stringContaining('x-mcp-header'));
  });
});
