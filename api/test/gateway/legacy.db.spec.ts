import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import type { TestServer } from '../mcp/http-server.js';
import {
  startEventStreamServer,
  startLegacyServer,
  startModernServer,
  type ServerLog,
} from '../mcp/sdk-servers.js';
import { RunningGateway } from './running-gateway.js';
import { legacy, messagesOf, openSession, send } from './wire.js';

let gateway: RunningGateway;
let upstream: TestServer & { log: ServerLog };
let acme: GivenOrganization;
let sample: GivenConnector;
let member: string;
let token: string;

beforeAll(async () => {
  [gateway, upstream] = await Promise.all([RunningGateway.start(), startLegacyServer()]);
  acme = await gateway.given.organization('acme');
  sample = await gateway.connect(acme, upstream, {
    slug: 'sample',
    allowed: ['echo', 'ask', 'wait', 'note://one', 'greet'],
  });
  member = await gateway.given.member(acme);
  token = await gateway.token(acme, member);
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(() => gateway.forgetEvents());

const url = () => gateway.urlOf(sample);

async function connect(to = sample, capabilities = {}): Promise<Client> {
  const client = new Client({ name: 'spec', version: '1.0.0' }, { capabilities });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(gateway.urlOf(to)), { requestInit }));
  return client;
}

describe('the official client of the older revisions', () => {
  test('is offered exactly what is allowed, and gets the real answer', async () => {
    const client = await connect();
    expect(client.getServerVersion()).toMatchObject({ name: 'sample', version: '3.2.1' });
    expect(client.getInstructions()).toBe('Be kind.');
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['ask', 'echo', 'wait']);
    const result = await client.callTool({ name: 'echo', arguments: { text: 'hello' } });
    expect(result).toEqual({ content: [{ type: 'text', text: 'hello' }] });
    expect((await client.readResource({ uri: 'note://one' })).contents).toMatchObject([{ text: 'noted' }]);
    await expect(client.readResource({ uri: 'note://two' })).rejects.toMatchObject({ code: -32002 });
    const refused = await client.callTool({ name: 'count', arguments: { to: 1 } });
    expect(refused.isError).toBe(true);
    await client.ping();
    await client.close();
  });

  test('can be asked by the upstream in the middle of a call', async () => {
    const client = await connect(sample, { elicitation: {} });
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => ({
      action: 'accept' as const,
      content: { colour: `${params.message} Green.` },
    }));
    const result = await client.callTool({ name: 'ask' });
    expect(result.content).toEqual([{ type: 'text', text: 'Which colour? Green.' }]);
    await client.close();
    expect((await gateway.events()).map(({ type }) => type)).toContain('gateway.call_started');
  });

  test('reaches servers of every era and transport', async () => {
    const streams = await startEventStreamServer();
    const current = await startModernServer();
    for (const [slug, server, options] of [
      ['streams', streams, { path: '/sse', transport: 'http-sse' }],
      ['current', current, {}],
    ] as const) {
      const connector = await gateway.connect(acme, server, { slug, ...options });
      const client = await connect(connector);
      const result = await client.callTool({ name: 'echo', arguments: { text: slug } });
      expect(result.content).toEqual([{ type: 'text', text: slug }]);
      const progress: number[] = [];
      const counted = await client.callTool({ name: 'count', arguments: { to: 3 } }, undefined, {
        onprogress: (step) => void progress.push(step.progress),
      });
      expect(counted.content).toEqual([{ type: 'text', text: 'counted to 3' }]);
      expect(progress).toEqual([1, 2, 3]);
      await client.close();
    }
    await Promise.all([streams.close(), current.close()]);
  });
});

test('a client that cancels stops the upstream, and gets no answer to what it does not want any more', async () => {
  const session = await openSession(url(), token);
  const started = upstream.log.started.length;
  const cancelled = upstream.log.cancelled.length;
  const call = send(url(), legacy(token, session, { id: 7, method: 'tools/call', params: { name: 'wait' } }));
  await expect.poll(() => upstream.log.started.length).toBe(started + 1);
  const strangers = await openSession(url(), token);
  for (const other of [strangers, session]) {
    expect(upstream.log.cancelled.length).toBe(cancelled);
    await send(url(), legacy(token, other, { method: 'notifications/cancelled', params: { requestId: 7 } }));
  }
  expect(messagesOf((await call).text)).toEqual([]);
  await expect.poll(() => upstream.log.cancelled.length).toBe(cancelled + 1);
  expect(await gateway.events('gateway.called')).toMatchObject([
    { outcome: 'failure', details: { code: 'cancelled' } },
  ]);
});

describe('a session', () => {
  const listTools = { id: 1, method: 'tools/list' };

  test('is needed for everything but its own beginning', async () => {
    expect((await send(url(), legacy(token, undefined, listTools))).status).toBe(400);
    expect((await send(url(), legacy(token, 'A'.repeat(43), listTools))).status).toBe(404);
    const none = legacy(token, undefined, { method: 'notifications/initialized' });
    expect((await send(url(), none)).status).toBe(400);
  });

  test('has an id of 256 random bits', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => openSession(url(), token)));
    expect(new Set(ids).size).toBe(20);
    for (const id of ids) expect(Buffer.from(id, 'base64url')).toHaveLength(32);
  });

  test('is of no use to anybody else, and not ended by them', async () => {
    const session = await openSession(url(), token);
    const stranger = await gateway.token(acme, await gateway.given.member(acme));
    const again = await gateway.token(acme, member);
    for (const other of [stranger, again]) {
      expect((await send(url(), legacy(other, session, listTools))).status).toBe(404);
      for (const method of ['GET', 'DELETE']) {
        const { headers } = legacy(other, session, {});
        const answer = await send(url(), { method, headers: { ...headers, 'last-event-id': '1' } });
        expect(answer.status).toBe(404);
      }
    }
    expect((await send(url(), legacy(token, session, listTools))).status).toBe(200);
  });

  test('is of no use at another connector', async () => {
    const session = await openSession(url(), token);
    const second = await gateway.connect(acme, upstream, { slug: 'second' });
    expect((await send(gateway.urlOf(second), legacy(token, session, listTools))).status).toBe(404);
  });

  test('proves nothing by itself', async () => {
    const session = await openSession(url(), token);
    const { headers, body } = legacy(token, session, listTools);
    const { authorization: _authorization, ...without } = headers;
    expect((await send(url(), { headers: without, body })).status).toBe(401);
  });

  test('ends when its client says so', async () => {
    const session = await openSession(url(), token);
    const closed = upstream.log.sessionsClosed;
    await send(
      url(),
      legacy(token, session, {
        id: 2,
        method: 'tools/call',
        params: { name: 'echo', arguments: { text: 'x' } },
      }),
    );
    const { headers } = legacy(token, session, {});
    expect((await send(url(), { method: 'DELETE', headers })).status).toBe(204);
    expect((await send(url(), legacy(token, session, listTools))).status).toBe(404);
    await expect.poll(() => upstream.log.sessionsClosed).toBe(closed + 1);
    expect(
      await gateway.given.rows('select 1 from locators where kind = $1 and hash = $2', [
        'gateway_session',
        session,
      ]),
    ).toEqual([]);
  });

  test('is stored without its id', async () => {
    const session = await openSession(url(), token);
    const rows = await gateway.given.rows('select s::text, l::text from gateway_sessions s, locators l');
    expect(JSON.stringify(rows)).not.toContain(session);
  });

  test('speaks a revision that both know', async () => {
    for (const [asked, agreed] of [
      ['2025-06-18', '2025-06-18'],
      ['1999-01-01', '2025-11-25'],
    ]) {
      const params = { protocolVersion: asked, capabilities: {}, clientInfo: { name: 'x', version: '1' } };
      const answer = await send(url(), legacy(token, undefined, { id: 1, method: 'initialize', params }));
      expect(answer.message.result?.['protocolVersion']).toBe(agreed);
    }
    const session = await openSession(url(), token);
    const { headers, body } = legacy(token, session, listTools);
    const answer = await send(url(), { headers: { ...headers, 'mcp-protocol-version': '1999-01-01' }, body });
    expect(answer.status).toBe(400);
  });

  test('answers what it does not have, and does not promise it', async () => {
    const session = await openSession(url(), token);
    for (const method of ['resources/subscribe', 'tasks/list', 'server/discover']) {
      const answer = await send(
        url(),
        legacy(token, session, { id: 1, method, params: { uri: 'note://one' } }),
      );
      expect([method, answer.message.error?.code]).toEqual([method, -32601]);
    }
  });

  test('does not take one id for two requests at once', async () => {
    const session = await openSession(url(), token);
    const call = legacy(token, session, { id: 1, method: 'tools/call', params: { name: 'wait' } });
    const cancel = legacy(token, session, { method: 'notifications/cancelled', params: { requestId: 1 } });
    const both = [send(url(), call), send(url(), call)];
    const first = await Promise.race(both);
    expect(first.message.error).toMatchObject({ code: -32600 });
    await send(url(), cancel);
    await Promise.all(both);
  });
});
