import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Mailbox } from '../../src/gateway/mailbox/mailbox.js';
import { limitFrame } from '../../src/kernel/limits.js';
import { TokensService } from '../../src/tokens/tokens.service.js';
import { startControlledUpstream, text, type ControlledUpstream } from '../gateway/controlled-upstream.js';
import { RunningGateway } from '../gateway/running-gateway.js';
import { legacy, modern, openSession, send } from '../gateway/wire.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { asMember } from '../instance.js';

let gateway: RunningGateway;
let upstream: ControlledUpstream;
let acme: GivenOrganization;
let sample: GivenConnector;
let member: string;
let token: string;

beforeAll(async () => {
  upstream = await startControlledUpstream({
    one: (_call, { result }) => result(text('1')),
    asks: (_call, { result }) =>
      result({ resultType: 'input_required', inputRequests: {}, requestState: { plain: 'state' } }),
  });
  gateway = await RunningGateway.start(
    { sessionsPerToken: 20 },
    { limits: limitFrame({ token: { openStreams: 4, concurrentRequests: 8 } }) },
  );
  acme = await gateway.given.organization('acme');
  sample = await gateway.connect(acme, upstream, { slug: 'sample' });
  member = await gateway.given.member(acme);
  token = await gateway.token(acme, member);
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(async () => {
  await gateway.forgetEvents();
  upstream.received.length = 0;
});

const url = () => gateway.urlOf(sample);

describe('what lasts longer than a message', () => {
  test('a client of today says no more of itself than one of yesterday', async () => {
    const _meta = {
      'io.modelcontextprotocol/clientCapabilities': {
        experimental: { novel: { text: 'x'.repeat(100_000) } },
      },
    };
    for (const method of ['tools/list', 'subscriptions/listen']) {
      const answer = await send(url(), modern(token, method, { notifications: {}, _meta }));
      expect(answer.message.error?.message).toContain('the capabilities are longer than 16 KB');
    }
  });

  test('an id is a name and no book', async () => {
    const long = await send(url(), modern(token, 'tools/list', {}, 'i'.repeat(1_025)));
    expect([long.status, long.message.error?.code]).toEqual([400, -32600]);
    expect(long.text.length).toBeLessThan(1_000);
    const id = 'i'.repeat(1_024);
    expect((await send(url(), modern(token, 'tools/list', {}, id))).message.id).toBe(id);
  });

  test('nobody is written to about a request that cannot be, nor with an answer that nobody asked for', async () => {
    const session = await openSession(url(), token);
    const letters = async () => (await gateway.given.rows('select 1 from gateway_letters')).length;
    const before = await letters();
    const cancel = (requestId: unknown) =>
      send(url(), legacy(token, session, { method: 'notifications/cancelled', params: { requestId } }));
    expect((await cancel('i'.repeat(2_000_000))).status).toBe(202);
    expect(await letters()).toBe(before);
    // As questions are named, to a process that is not there, or that never asked this.
    const made = [randomUUID(), gateway.get(Mailbox).address].flatMap((address) => [
      `castellan-${address}-1`,
      `castellan-${address}-${'0'.repeat(16)}-${'0'.repeat(64)}-test`,
    ]);
    for (const id of made) {
      const answer = { id, result: { action: 'accept', content: { novel: 'x'.repeat(1_000_000) } } };
      expect((await send(url(), legacy(token, session, answer))).status).toBe(202);
    }
    expect(await letters()).toBe(before);
    await cancel('of-another-process');
    expect(await letters()).toBe(before + 1);
  });
});

describe('what a client says of itself when it opens a session', () => {
  const initialize = (capabilities: object, clientInfo: object = { name: 'wire', version: '1' }) =>
    send(
      url(),
      legacy(token, undefined, {
        id: 1,
        method: 'initialize',
        params: { protocolVersion: '2025-11-25', capabilities, clientInfo },
      }),
    );
  const sessions = async () =>
    (
      await gateway.given.rows<{ size: number }>('select length(client::text) as size from gateway_sessions')
    ).map(({ size }) => size);

  test('is not kept when it is as long as a book: one token could fill the memory of every process', async () => {
    const answer = await initialize({ experimental: { novel: { text: 'x'.repeat(1_000_000) } } });
    expect(answer.message.error?.message).toMatch(/capabilities/);
    expect(answer.headers['mcp-session-id']).toBeUndefined();
    expect(Math.max(0, ...(await sessions()))).toBeLessThan(20_000);
  });

  test.each([
    ['NUL in a capability', { experimental: { 'a\0b': { text: '\0' } } }, undefined],
    ['half a character in a capability', { experimental: { x: { text: '\ud83d' } } }, undefined],
    ['NUL in the name', {}, { name: 'wi\0re', version: '1' }],
    ['a character cut in half by the limit of the name', {}, { name: `${'x'.repeat(255)}😀`, version: '1' }],
  ])('opens a session in spite of %s', async (_what, capabilities, clientInfo) => {
    const answer = await initialize(capabilities, clientInfo);
    expect(answer.message.error).toBeUndefined();
    expect(answer.headers['mcp-session-id']).toMatch(/^[\w-]{43}$/);
  });
});

describe('names that no database stores', () => {
  test('are refused and recorded, and spoil no event that shares their commit', async () => {
    const names = [
      'one\0',
      '\ud800',
      `${'x'.repeat(511)}😀`,
      'one',
      '__proto__',
      'constructor',
      'ｏne',
      'ONE',
    ];
    const answers = await Promise.all(
      names.map((name) => {
        const asked = modern(token, 'tools/call', { name, arguments: {} });
        // Not every name fits into a header as it is, and a header must not be why it is refused.
        const encoded = `=?base64?${Buffer.from(name.toWellFormed(), 'utf8').toString('base64')}?=`;
        return send(url(), { ...asked, headers: { ...asked.headers, 'mcp-name': encoded } });
      }),
    );
    expect(answers.map(({ message }) => message.result?.content?.[0]?.text ?? 'refused')).toEqual(
      names.map((name) => (name === 'one' ? '1' : 'refused')),
    );
    expect(upstream.received.map(({ params }) => params['name'])).toEqual(['one']);
    expect(await gateway.events('gateway.called')).toHaveLength(1);
    expect(await gateway.events('gateway.refused')).toHaveLength(names.length - 1);
  });

  test('in the address are as unknown as any other', async () => {
    const answer = await send(
      `${gateway.origin}/mcp/acme%00/sample`,
      modern(token, 'tools/call', { name: 'one', arguments: {} }),
    );
    expect(answer.status).toBe(401);
    expect(gateway.logged.join('\n')).not.toMatch(/invalid byte sequence/);
  });
});

describe('state of an unfinished call', () => {
  test('that is no text passes in neither direction, because only text can be sealed', async () => {
    const asked = await send(url(), modern(token, 'tools/call', { name: 'asks', arguments: {} }));
    expect(asked.text).not.toContain('plain');
    upstream.received.length = 0;
    const params = { name: 'one', arguments: {}, requestState: { of: 'somebody else' }, inputResponses: {} };
    const forged = await send(url(), modern(token, 'tools/call', params));
    expect(forged.message.error?.message).toMatch(/requestState/);
    expect(upstream.received).toEqual([]);
  });

  test('does not get past the seal by way of an older revision', async () => {
    const session = await openSession(url(), token);
    const params = { name: 'one', arguments: {}, requestState: 'of somebody else', inputResponses: {} };
    const answer = await send(url(), legacy(token, session, { id: 1, method: 'tools/call', params }));
    expect(answer.message.error?.message).toMatch(/requestState/);
    expect(upstream.received).toEqual([]);
  });
});

describe('one connection', () => {
  /** Writes bytes as they are and reads until the server closes. */
  function raw(bytes: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(gateway.origin);
      const socket = connect(Number(port), hostname);
      let received = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
      socket.once('error', reject).once('close', () => resolve(received));
      socket.write(bytes);
    });
  }
  const host = () => new URL(gateway.origin).host;
  const path = () => new URL(url()).pathname;

  test('does not carry the standing of one request over to the next', async () => {
    const { headers, body } = modern(token, 'tools/call', { name: 'one', arguments: {} });
    const lines = (all: Record<string, string>) =>
      Object.entries(all)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('');
    const { authorization: _left, ...nameless } = headers;
    const one = (all: Record<string, string>) =>
      `POST ${path()} HTTP/1.1\r\nHost: ${host()}\r\n${lines(all)}Content-Length: ${body.length}\r\n`;
    const received = await raw(
      `${one(headers)}\r\n${body}${one(nameless)}\r\n${body}${one(headers)}Connection: close\r\n\r\n${body}`,
    );
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 401', 'HTTP/1.1 200']);
    expect(upstream.received).toHaveLength(2);
  });

  test('does not read a refused body as another request', async () => {
    const { headers } = modern(token, 'tools/call', { name: 'one', arguments: {} });
    const inner =
      `POST ${path()} HTTP/1.1\r\nHost: ${host()}\r\n` +
      `authorization: ${headers['authorization']}\r\ncontent-length: 2\r\n\r\n{}`;
    const received = await raw(
      `POST ${path()} HTTP/1.1\r\nHost: ${host()}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${inner.length}\r\nConnection: close\r\n\r\n${inner}`,
    );
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401']);
  });

  test('with two lengths, or a length and chunks, is closed', async () => {
    const { headers, body } = modern(token, 'tools/call', { name: 'one', arguments: {} });
    const base = `POST ${path()} HTTP/1.1\r\nHost: ${host()}\r\nauthorization: ${headers['authorization']}\r\n`;
    for (const lengths of [
      `Content-Length: ${body.length}\r\nContent-Length: 0\r\n`,
      `Content-Length: 0\r\nTransfer-Encoding: chunked\r\n`,
    ]) {
      expect(await raw(`${base}${lengths}\r\n${body}`)).toMatch(/^HTTP\/1\.1 400/);
    }
    expect(upstream.received).toEqual([]);
  });
});

test('nothing of the caller reaches the upstream but what was asked', async () => {
  const asked = modern(token, 'tools/call', { name: 'one', arguments: {} });
  await send(url(), {
    ...asked,
    headers: {
      ...asked.headers,
      cookie: 'castellan=stolen; other=1',
      'x-forwarded-for': '10.0.0.1',
      'x-user': 'somebody',
      'proxy-authorization': 'Basic stolen',
      'x-castellan-organization': 'other',
    },
  });
  const all = JSON.stringify(upstream.received);
  expect(upstream.received).toHaveLength(1);
  for (const mine of [token, 'stolen', '10.0.0.1', 'somebody', 'x-castellan', member, 'acme']) {
    expect(all).not.toContain(mine);
  }
});

test('arguments with names of prototypes are held against the schema like any other', async () => {
  const definition = {
    name: 'strict',
    inputSchema: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
  };
  await gateway.given.rule(sample, await gateway.given.offering(sample, 'strict', { definition }), 'allow');
  await gateway.policyChanged(acme);
  for (const given of [
    '{"__proto__":{"a":"x"}}',
    '{"constructor":"x"}',
    '{"a":"x","a":"y"}',
    '{"toString":1}',
  ]) {
    const { headers, body } = modern(token, 'tools/call', { name: 'strict', arguments: 'HERE' });
    const answer = await send(url(), { headers, body: body.replace('"HERE"', given) });
    expect(answer.message.error ?? answer.message.result?.isError).toBeTruthy();
  }
  expect(upstream.received).toEqual([]);
  expect(({} as { a?: string }).a).toBeUndefined();
});

test('a token that is revoked while it is looked up is not let in afterwards', async () => {
  const secret = await gateway.token(acme, member);
  const [row] = await gateway.given.rows<{ id: string }>(
    'select id from tokens where organization_id = $1 order by created_at desc, id desc limit 1',
    [acme.id],
  );
  const call = () => send(url(), modern(secret, 'tools/call', { name: 'one', arguments: {} }));
  const under = [call(), call(), call(), call()];
  await gateway.get(TokensService).revoke(asMember(acme.id, member), row!.id);
  expect((await call()).status).toBe(401);
  await Promise.all(under);
  expect((await call()).status).toBe(401);
});
