import { describe, expect, test } from 'vitest';
import type { Configuration } from '../../config/configuration.js';
import { GatewayRefusal } from './gateway-refusal.js';
import { acceptsOf, checkMediaType, Door, readMessage } from './receive.js';

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof GatewayRefusal ? error.code : String(error);
  }
}

function knocking(
  publicUrl: string,
  environment: Configuration['environment'],
  headers: Record<string, string>,
  url = '/mcp/a/b',
) {
  const door = new Door({ publicUrl: new URL(publicUrl), environment });
  const rawHeaders = Object.entries(headers).flat();
  return codeOf(() => door.check({ headers, rawHeaders, url } as unknown as Parameters<Door['check']>[0]));
}

describe('the door', () => {
  test('of a production installation knows one name', () => {
    const at = (headers: Record<string, string>) => knocking('https://gw.example.com', 'production', headers);
    expect(at({ host: 'gw.example.com' })).toBeUndefined();
    expect(at({ host: 'GW.example.com' })).toBeUndefined();
    for (const host of [
      'gw.example.com:443',
      'gw.example.com.',
      'gw.example.com.evil.test',
      'localhost',
      '10.0.0.1',
      '',
    ]) {
      expect(at({ host })).toBe('host_refused');
    }
    expect(at({})).toBe('host_refused');
    expect(at({ host: 'gw.example.com', origin: 'https://gw.example.com' })).toBeUndefined();
    for (const origin of [
      'null',
      '',
      'http://gw.example.com',
      'https://gw.example.com.evil.test',
      'https://evil.test',
    ]) {
      expect(at({ host: 'gw.example.com', origin })).toBe('origin_refused');
    }
  });

  test('takes other names of this machine only on the same port, and never in production', () => {
    const at = (host: string, environment: Configuration['environment']) =>
      knocking('http://localhost:4000', environment, { host });
    expect(at('127.0.0.1:4000', 'evaluation')).toBeUndefined();
    expect(at('127.0.0.1:4001', 'evaluation')).toBe('host_refused');
    expect(at('127.0.0.1:4000', 'production')).toBe('host_refused');
  });

  test('refuses a Host header that was given twice', () => {
    const door = new Door({ publicUrl: new URL('https://gw.example.com'), environment: 'production' });
    const request = {
      headers: { host: 'gw.example.com' },
      rawHeaders: ['Host', 'gw.example.com', 'host', 'evil.test'],
      url: '/mcp/a/b',
    };
    expect(codeOf(() => door.check(request as unknown as Parameters<Door['check']>[0]))).toBe('host_refused');
  });

  test.each(['?access_token=x', '?a=1&TOKEN=x', '?api_key=x', '?q=cst_pat_x'])(
    'refuses %s in the address',
    (query) => {
      expect(knocking('http://localhost:4000', 'test', { host: 'localhost:4000' }, `/mcp/a/b${query}`)).toBe(
        'token_in_url',
      );
    },
  );

  test('does not mind a query that holds no credential', () => {
    expect(
      knocking('http://localhost:4000', 'test', { host: 'localhost:4000' }, '/mcp/a/b?q=1'),
    ).toBeUndefined();
  });
});

test.each([
  [undefined, { json: true, stream: true }, false],
  ['*/*', { json: true, stream: true }, false],
  ['application/json, text/event-stream', { json: true, stream: true }, false],
  ['text/event-stream, application/json', { json: true, stream: true }, true],
  ['Application/JSON;q=0.9', { json: true, stream: false }, false],
  ['text/event-stream', { json: false, stream: true }, false],
])('Accept: %s', (header, forms, prefersStream) => {
  const accepts = acceptsOf(header);
  expect(accepts).toMatchObject(forms);
  expect(accepts.prefersStream ?? false).toBe(prefersStream);
});

test('a client that accepts neither form is refused', () => {
  expect(codeOf(() => acceptsOf('text/html'))).toBe('not_acceptable');
});

test.each([
  ['application/json', undefined],
  ['application/json; charset=UTF-8', undefined],
  ['application/json;charset="utf-8"', undefined],
  ['application/json; charset=latin1', 'media_type_refused'],
  ['application/jsonp', 'media_type_refused'],
  ['text/plain', 'media_type_refused'],
  [undefined, 'media_type_refused'],
])('Content-Type: %s', (header, expected) => {
  expect(codeOf(() => checkMediaType(header))).toBe(expected);
});

test.each([
  ['{"jsonrpc":"2.0","id":1,"method":"ping"}', undefined],
  ['{"jsonrpc":"2.0","id":1,"method":"ping","method":"pong"}', 'invalid_json'],
  ['[{"jsonrpc":"2.0","id":1,"method":"ping"}]', 'batch_refused'],
  ['{"id":1,"method":"ping"}', 'invalid_message'],
  ['null', 'invalid_message'],
  ['', 'invalid_json'],
  ['\ufeff{"jsonrpc":"2.0","id":1,"method":"ping"}', 'invalid_json'],
])('the body %s', (body, expected) => {
  expect(codeOf(() => readMessage(Buffer.from(body)))).toBe(expected);
});
