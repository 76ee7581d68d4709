import { describe, expect, it } from 'vitest';
import { hasEnvelope, metaKeys, readEnvelope, withEnvelope, withoutEnvelope } from './envelope.js';
import {
  isModernError,
  resultTypeOf,
  statusOfError,
  toLegacyResult,
  toModernError,
  toModernResult,
} from './results.js';
import { eraOf, hasMethod, hasVersionHeader, supportedRevisions } from './revisions.js';

const envelope = {
  [metaKeys.protocolVersion]: '2026-07-28',
  [metaKeys.clientCapabilities]: { sampling: {} },
};

describe('revisions', () => {
  it.each([
    ['2024-11-05', 'legacy', false],
    ['2025-03-26', 'legacy', false],
    ['2025-06-18', 'legacy', true],
    ['2025-11-25', 'legacy', true],
    ['2026-07-28', 'modern', true],
    ['2024-10-07', undefined, false],
    ['2027-01-01', undefined, true],
  ])('%s is %s', (revision, era, versionHeader) => {
    expect(eraOf(revision)).toBe(era);
    expect(hasVersionHeader(revision)).toBe(versionHeader);
  });

  it('are offered newest first', () => {
    expect(supportedRevisions).toEqual([...supportedRevisions].sort().reverse());
  });

  it.each([
    ['tools/call', true, true],
    ['resources/templates/list', true, true],
    ['initialize', true, false],
    ['ping', true, false],
    ['logging/setLevel', true, false],
    ['resources/subscribe', true, false],
    ['server/discover', false, true],
    ['subscriptions/listen', false, true],
    ['constructor', false, false],
  ])('%s exists: legacy %s, modern %s', (method, legacy, modern) => {
    expect([hasMethod('legacy', method), hasMethod('modern', method)]).toEqual([legacy, modern]);
  });
});

describe('the envelope', () => {
  it('is read', () => {
    const _meta = {
      ...envelope,
      [metaKeys.clientInfo]: { name: 'c' },
      [metaKeys.logLevel]: 'debug',
      other: 1,
    };
    expect(hasEnvelope({ _meta })).toBe(true);
    expect(readEnvelope({ _meta })).toEqual({
      protocolVersion: '2026-07-28',
      clientCapabilities: { sampling: {} },
      clientInfo: { name: 'c' },
      logLevel: 'debug',
    });
  });

  it.each<[string, object | undefined, number, object]>([
    ['no params', undefined, -32602, {}],
    ['no _meta', {}, -32602, {}],
    ['no version', { _meta: { ...envelope, [metaKeys.protocolVersion]: undefined } }, -32602, {}],
    ['no capabilities', { _meta: { [metaKeys.protocolVersion]: '2026-07-28' } }, -32602, {}],
    ['capabilities that are none', { _meta: { ...envelope, [metaKeys.clientCapabilities]: [] } }, -32602, {}],
    ['client info that is none', { _meta: { ...envelope, [metaKeys.clientInfo]: 'me' } }, -32602, {}],
    [
      'an unknown version',
      { _meta: { ...envelope, [metaKeys.protocolVersion]: '1900-01-01' } },
      -32022,
      { supported: ['2026-07-28'], requested: '1900-01-01' },
    ],
    [
      'a legacy version',
      { _meta: { ...envelope, [metaKeys.protocolVersion]: '2025-11-25' } },
      -32022,
      { requested: '2025-11-25' },
    ],
  ])('is refused with %s', (_, params, code, data) => {
    const refusal = readEnvelope(params as Record<string, unknown> | undefined);
    expect(refusal).toMatchObject({ status: 400, error: { code } });
    expect(refusal).toMatchObject(Object.keys(data).length === 0 ? {} : { error: { data } });
  });

  it('is put over what the caller sent, and taken off again', () => {
    const params = { name: 'x', _meta: { traceparent: '00-1', [metaKeys.protocolVersion]: 'forged' } };
    const full = withEnvelope(params, { protocolVersion: '2026-07-28', clientCapabilities: {} });
    expect(full).toEqual({
      name: 'x',
      _meta: {
        traceparent: '00-1',
        [metaKeys.protocolVersion]: '2026-07-28',
        [metaKeys.clientCapabilities]: {},
      },
    });
    expect(withoutEnvelope(full)).toEqual({ name: 'x', _meta: { traceparent: '00-1' } });
    expect(
      withoutEnvelope(withEnvelope(undefined, { protocolVersion: '2026-07-28', clientCapabilities: {} })),
    ).toEqual({});
    expect(withoutEnvelope(undefined)).toBeUndefined();
  });
});

describe('results towards a modern client', () => {
  it.each([
    ['a call', 'tools/call', { content: [], x: 1 }, { content: [], x: 1, resultType: 'complete' }],
    [
      'a list',
      'tools/list',
      { tools: [] },
      { tools: [], resultType: 'complete', ttlMs: 0, cacheScope: 'private' },
    ],
    [
      'a public list',
      'tools/list',
      { ttlMs: 9, cacheScope: 'public' },
      { resultType: 'complete', ttlMs: 9, cacheScope: 'private' },
    ],
    [
      'a question',
      'tools/call',
      { resultType: 'input_required', inputRequests: {} },
      { resultType: 'input_required', inputRequests: {} },
    ],
  ])('are completed: %s', (_, method, result, expected) => {
    expect(toModernResult(method, result)).toEqual(expected);
  });

  it('name the server beside whatever _meta holds', () => {
    expect(toModernResult('tools/call', { _meta: { a: 1 } }, { name: 's' })).toEqual({
      resultType: 'complete',
      _meta: { a: 1, [metaKeys.serverInfo]: { name: 's' } },
    });
  });

  it('have no error code that the revision took back', () => {
    expect(toModernError({ code: -32002, message: 'm', data: 1 })).toEqual({
      code: -32602,
      message: 'm',
      data: 1,
    });
    expect(toModernError({ code: -32603, message: 'm' })).toEqual({ code: -32603, message: 'm' });
  });
});

describe('results towards a legacy client', () => {
  it.each([
    [
      'a call',
      'tools/call',
      { resultType: 'complete', content: [], ttlMs: 'own' },
      { content: [], ttlMs: 'own' },
    ],
    [
      'a list',
      'tools/list',
      { resultType: 'complete', tools: [], ttlMs: 0, cacheScope: 'private' },
      { tools: [] },
    ],
    ['the server', 'ping', { _meta: { [metaKeys.serverInfo]: {} } }, {}],
    ['other _meta', 'ping', { _meta: { [metaKeys.serverInfo]: {}, a: 1 } }, { _meta: { a: 1 } }],
  ])('are stripped: %s', (_, method, result, expected) => {
    expect(toLegacyResult(method, result)).toEqual(expected);
  });
});

describe('errors', () => {
  it.each([
    [-32601, 404, false],
    [-32020, 400, true],
    [-32021, 400, true],
    [-32022, 400, true],
    [-32700, 400, false],
    [-32602, 200, false],
    [-32603, 200, false],
  ])('%i travels with %i', (code, status, isModern) => {
    expect(statusOfError(code)).toBe(status);
    expect(isModernError({ code, message: '' })).toBe(isModern);
  });

  it('and results without a type are complete', () => {
    expect([resultTypeOf({}), resultTypeOf({ resultType: 'task' })]).toEqual(['complete', 'task']);
  });
});
