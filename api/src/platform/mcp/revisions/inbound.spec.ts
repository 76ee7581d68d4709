import { describe, expect, test } from 'vitest';
import type { JsonRpcRequest } from '../jsonrpc.js';
import { isProtocolRefusal } from './envelope.js';
import {
  claimsModern,
  isSevereEnough,
  legacyRevisionOf,
  negotiateLegacy,
  revisionOfRequest,
  unknownMethod,
} from './inbound.js';

const _meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' };

function request(params?: Record<string, unknown>, method = 'tools/list'): JsonRpcRequest {
  return { jsonrpc: '2.0', id: 1, method, ...(params ? { params } : {}) };
}

function outcome(given: Record<string, string>, message: JsonRpcRequest): unknown {
  const spoken = revisionOfRequest(given, message);
  return isProtocolRefusal(spoken) ? [spoken.status, spoken.error.code] : [spoken.era, spoken.revision];
}

const otherRevision = { ..._meta, 'io.modelcontextprotocol/protocolVersion': '2027-01-01' };

describe('the revision of a request', () => {
  test.each<[string, Record<string, string>, JsonRpcRequest, unknown]>([
    ['modern in header and body', headers, request({ _meta }), ['modern', '2026-07-28']],
    ['modern in the header alone', headers, request(), [400, -32602]],
    ['modern in the body alone', {}, request({ _meta }), [400, -32020]],
    [
      'an older revision in the header',
      { ...headers, 'mcp-protocol-version': '2025-11-25' },
      request({ _meta }),
      [400, -32020],
    ],
    ['another method in the header', { ...headers, 'mcp-method': 'ping' }, request({ _meta }), [400, -32020]],
    [
      'a revision to come',
      { ...headers, 'mcp-protocol-version': '2027-01-01' },
      request({ _meta: otherRevision }),
      [400, -32022],
    ],
    ['a revision to come in the body alone', headers, request({ _meta: otherRevision }), [400, -32020]],
    [
      'no capabilities',
      headers,
      request({ _meta: { ..._meta, 'io.modelcontextprotocol/clientCapabilities': 1 } }),
      [400, -32602],
    ],
    ['older', { 'mcp-protocol-version': '2025-06-18' }, request(), ['legacy', '2025-06-18']],
    ['older without a header', {}, request(), ['legacy', '2025-03-26']],
    ['unknown without an envelope', { 'mcp-protocol-version': '2099-01-01' }, request(), [400, -32000]],
    [
      'a handshake',
      { 'mcp-protocol-version': '1999-01-01' },
      request({}, 'initialize'),
      ['legacy', '2025-11-25'],
    ],
  ])('%s', (_what, given, message, expected) => {
    expect(outcome(given, message)).toEqual(expected);
  });

  test('is never guessed from two headers', () => {
    expect(claimsModern({ 'mcp-protocol-version': ['2026-07-28'] }, undefined)).toBe(false);
    expect(
      isProtocolRefusal(legacyRevisionOf({ 'mcp-protocol-version': ['2025-11-25', '2025-06-18'] })),
    ).toBe(true);
  });
});

test('a method is known in the era that has it', () => {
  expect(unknownMethod('modern', 'tools/call')).toBeUndefined();
  expect(unknownMethod('modern', 'initialize')).toMatchObject({ status: 404, error: { code: -32601 } });
  expect(unknownMethod('legacy', 'server/discover')).toMatchObject({ status: 200, error: { code: -32601 } });
});

test('a handshake ends in the revision that was asked for, or in the newest one of its era', () => {
  expect(negotiateLegacy('2025-03-26')).toBe('2025-03-26');
  expect(negotiateLegacy('2026-07-28')).toBe('2025-11-25');
  expect(negotiateLegacy(undefined)).toBe('2025-11-25');
});

test('log messages below the wanted level, or of no known level, are not severe enough', () => {
  expect(isSevereEnough('error', 'warning')).toBe(true);
  expect(isSevereEnough('warning', 'warning')).toBe(true);
  expect(isSevereEnough('info', 'warning')).toBe(false);
  expect(isSevereEnough('loud', 'debug')).toBe(false);
});
