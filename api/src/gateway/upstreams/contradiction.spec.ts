import { describe, expect, test } from 'vitest';
import { McpUpstreamError, type McpUpstreamErrorCode } from '../../platform/mcp/upstream-error.js';
import type { EraVerdict } from '../../platform/mcp/upstream/target.js';
import { maySendAgain, outcomeOf } from './call-outcome.js';
import { contradicts, type Ending } from './contradiction.js';

const spoken = (era: 'modern' | 'legacy'): EraVerdict => ({
  era,
  revision: era === 'modern' ? '2026-07-28' : '2025-11-25',
  transport: 'streamable-http',
  serverInfo: {},
  capabilities: {},
  checkedAt: '2026-11-01T00:00:00Z',
});
const refusal = (status: number, code: number): Ending => ({
  status,
  response: { jsonrpc: '2.0', id: 1, error: { code, message: 'no' } },
});
const error = (code: McpUpstreamErrorCode, delivery: 'unsent' | 'stale' | 'sent' = 'sent') =>
  new McpUpstreamError(code, 'It failed.', 'Try again.', { delivery });

describe('how a server refuses', () => {
  test.each<[string, 'modern' | 'legacy', Ending, boolean]>([
    ['a version it does not support', 'modern', refusal(400, -32022), true],
    ['a message outside of a session', 'modern', refusal(400, -32000), true],
    ['a missing envelope', 'legacy', refusal(400, -32602), true],
    ['a session it does not know', 'legacy', { error: error('refused_by_server', 'unsent') }, true],
    ['posts', 'modern', { status: 405, error: error('not_mcp') }, true],
    ['the address', 'legacy', { status: 404, error: error('web_page') }, true],
    ['headers that differ from the body', 'modern', refusal(400, -32020), false],
    ['a client that can do too little', 'modern', refusal(400, -32021), false],
    ['a method it does not have', 'modern', refusal(404, -32601), false],
    ['arguments, after it began', 'modern', refusal(200, -32602), false],
    ['the caller', 'modern', { status: 401, error: error('unauthorized') }, false],
    ['access', 'legacy', { status: 403, error: error('forbidden') }, false],
    ['so much at once', 'modern', { status: 429, error: error('rate_limited') }, false],
    ['everything, being unwell', 'legacy', { error: error('server_error', 'unsent') }, false],
    ['nothing, and breaks off', 'modern', { error: error('connection_lost') }, false],
    ['nothing', 'modern', { status: 200, response: { jsonrpc: '2.0', id: 1, result: {} } }, false],
  ])('%s is evidence of another revision, or not: %s', (_what, era, ending, isEvidence) => {
    expect(contradicts(spoken(era), ending)).toBe(isEvidence);
  });
});

test.each<[McpUpstreamErrorCode, string]>([
  ['connection_refused', 'failed'],
  ['server_error', 'failed'],
  ['no_answer', 'failed'],
  ['timeout', 'timeout'],
  ['cancelled', 'abandoned'],
  ['unauthorized', 'unusable'],
  ['protocol_violation', 'unusable'],
  ['rate_limited', 'answered'],
  ['answer_too_large', 'answered'],
])('%s says of the upstream: %s', (code, outcome) => {
  expect(outcomeOf(error(code))).toBe(outcome);
});

test('a fault of our own says nothing of the upstream', () => {
  expect(outcomeOf(new TypeError('oops'))).toBe('abandoned');
});

test('only what had no effect is sent again', () => {
  expect(maySendAgain(error('connection_refused', 'unsent'), false)).toBe(true);
  expect(maySendAgain(error('connection_lost', 'stale'), true)).toBe(true);
  expect(maySendAgain(error('connection_lost', 'stale'), false)).toBe(false);
  expect(maySendAgain(error('connection_lost', 'sent'), true)).toBe(false);
  expect(maySendAgain(error('timeout', 'unsent'), true)).toBe(false);
  expect(maySendAgain(error('server_error'), true)).toBe(false);
});
