import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { loopbackHttp, readJson, sendJson, startHttpServer } from '../../../../test/mcp/http-server.js';
import type { JsonRpcRequest } from '../jsonrpc.js';
import { metaKeys } from '../revisions/envelope.js';
import { formatSseEvent } from '../sse.js';
import type { EraVerdict, Exchange } from './target.js';
import { UpstreamClient } from './upstream-client.js';

const http = loopbackHttp();
const client = new UpstreamClient(http);
afterEach(() => client.closeSession('alice'));
afterAll(async () => {
  await client.close();
  await http.close();
});

interface Received {
  readonly id: number;
  readonly method: string;
  readonly params: Record<string, unknown>;
  readonly headers: IncomingMessage['headers'];
}
type Answer = (received: Received, response: ServerResponse, request: IncomingMessage) => void;

const verdictOf = (era: 'modern' | 'legacy'): EraVerdict => ({
  era,
  revision: era === 'modern' ? '2026-07-28' : '2025-11-25',
  transport: 'streamable-http',
  serverInfo: {},
  capabilities: {},
  checkedAt: '2026-01-01T00:00:00Z',
});

/** A hand-written server: it greets legacy clients, and answers everything else as the test wants. */
async function exchanging(era: 'modern' | 'legacy', answer: Answer, sessionId?: string) {
  const received: (Received & { readonly http: string })[] = [];
  const server = await startHttpServer((request, response) => {
    void (async () => {
      const body = request.method === 'POST' ? await readJson(request) : {};
      const message = { ...(body as unknown as Received), headers: request.headers };
      received.push({ ...message, http: request.method ?? '' });
      const session: Record<string, string> = sessionId === undefined ? {} : { 'mcp-session-id': sessionId };
      if (message.method === 'initialize') {
        const result = {
          protocolVersion: '2025-11-25',
          capabilities: {},
          serverInfo: { name: 's', version: '1' },
        };
        return sendJson(response, 200, { jsonrpc: '2.0', id: message.id, result }, session);
      }
      if (request.method === 'DELETE' || message.method?.startsWith('notifications/'))
        return response.writeHead(202).end();
      answer(message, response, request);
    })();
  });
  onTestFinished(server.close);
  const target = server.target('/mcp', 'streamable-http', { Authorization: 'Bearer key' });
  const send = (message: JsonRpcRequest, more: Partial<Exchange> = {}) =>
    client.exchange(target, verdictOf(era), { message, sessionKey: 'alice', ...more });
  return { received, send };
}

function call(params: object = {}): JsonRpcRequest {
  return {
    jsonrpc: '2.0',
    id: 'mine',
    method: 'tools/call',
    params: { name: 'größe', arguments: {}, ...params },
  };
}

const reply =
  (result: object): Answer =>
  ({ id }, response) =>
    sendJson(response, 200, { jsonrpc: '2.0', id, result });
const streaming =
  (...messages: ((received: Received) => object)[]): Answer =>
  (received, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(
      messages
        .map((one) => formatSseEvent({ data: JSON.stringify({ jsonrpc: '2.0', ...one(received) }) }))
        .join(''),
    );
  };

describe('a modern request', () => {
  it('carries the envelope, mirrored headers and everything unknown', async () => {
    const { received, send } = await exchanging('modern', reply({ odd: [1], resultType: 'x' }));
    const inputSchema = { properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } };
    const params = {
      arguments: { region: 'eu' },
      odd: true,
      _meta: { traceparent: '00-1', progressToken: 'mine' },
    };
    const response = await send(call(params), { inputSchema, clientCapabilities: { sampling: {} } });
    expect(response).toEqual({ jsonrpc: '2.0', id: 'mine', result: { odd: [1], resultType: 'x' } });
    const [request] = received;
    expect(request).toMatchObject({
      params: {
        name: 'größe',
        odd: true,
        _meta: {
          traceparent: '00-1',
          progressToken: request?.id,
          [metaKeys.protocolVersion]: '2026-07-28',
          [metaKeys.clientCapabilities]: { sampling: {} },
          [metaKeys.clientInfo]: { name: 'castellan' },
        },
      },
      headers: {
        authorization: 'Bearer key',
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': '=?base64?Z3LDtsOfZQ==?=',
        'mcp-param-region': 'eu',
      },
    });
    expect(request?.id).not.toBe('mine');
  });

  it('keeps what a modern caller says of itself', async () => {
    const { received, send } = await exchanging('modern', reply({}));
    const _meta = { [metaKeys.clientInfo]: { name: 'theirs' }, [metaKeys.clientCapabilities]: { roots: {} } };
    await send(call({ _meta }));
    expect(received[0]?.params['_meta']).toMatchObject(_meta);
  });

  it('closes its stream when the caller gives up', async () => {
    const closed = vi.fn();
    const { send } = await exchanging('modern', (_, response) => {
      response.once('close', closed);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': waiting\n\n');
      leaving.abort();
    });
    const leaving = new AbortController();
    await expect(send(call(), { signal: leaving.signal })).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => closed.mock.calls.length).toBe(1);
  });
});

describe('a legacy request', () => {
  it('carries the session and no envelope', async () => {
    const { received, send } = await exchanging('legacy', reply({}), 'session-1');
    const _meta = {
      [metaKeys.protocolVersion]: '2026-07-28',
      [metaKeys.clientCapabilities]: {},
      traceparent: '00-1',
    };
    await send(call({ _meta }));
    await client.closeSession('alice');
    expect(
      received.map(({ http: verb, method, headers }) => [verb, method, headers['mcp-session-id']]),
    ).toEqual([
      ['POST', 'initialize', undefined],
      ['POST', 'notifications/initialized', 'session-1'],
      ['POST', 'tools/call', 'session-1'],
      ['DELETE', undefined, 'session-1'],
    ]);
    expect(received[2]?.headers).toMatchObject({
      'mcp-protocol-version': '2025-11-25',
      authorization: 'Bearer key',
    });
    expect(received[2]?.headers).not.toHaveProperty('mcp-method');
    expect(received[2]?.params['_meta']).toEqual({ traceparent: '00-1' });
  });

  it('resumes a stream that the server closed in between', async () => {
    let id = 0;
    const { received, send } = await exchanging('legacy', (message, response, request) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (request.method === 'POST') {
        id = message.id;
        response.end('id: 41\nretry: 1\ndata:\n\n');
      } else response.end(`id: 42\ndata: {"jsonrpc":"2.0","id":${id},"result":{"late":true}}\n\n`);
    });
    await expect(send(call())).resolves.toMatchObject({ id: 'mine', result: { late: true } });
    expect(received.at(-1)).toMatchObject({ http: 'GET', headers: { 'last-event-id': '41' } });
  });

  it.each([
    ['404', 404, {}],
    [
      '400 in the words of widespread servers',
      400,
      { error: { code: -32000, message: 'Bad Request: No valid session ID provided' } },
    ],
  ])('begins a new session after %s, but only once', async (_, status, error) => {
    const { received, send } = await exchanging(
      'legacy',
      ({ id }, response) => sendJson(response, status, { jsonrpc: '2.0', id, ...error }),
      's',
    );
    await expect(send(call())).rejects.toMatchObject({ code: 'session_lost' });
    expect(received.filter(({ method }) => method === 'tools/call')).toHaveLength(2);
  });

  it('is not repeated when it failed otherwise', async () => {
    const { received, send } = await exchanging(
      'legacy',
      (_, response) => response.writeHead(500).end(),
      's',
    );
    await expect(send(call())).rejects.toMatchObject({ code: 'server_error' });
    expect(received.filter(({ method }) => method === 'tools/call')).toHaveLength(1);
  });

  it('answers pings itself and refuses questions that nobody hears', async () => {
    const { received, send } = await exchanging(
      'legacy',
      streaming(
        () => ({ id: 'p', method: 'ping' }),
        () => ({ id: 'q', method: 'sampling/createMessage', params: {} }),
        ({ id }) => ({ id, result: {} }),
      ),
    );
    // The hand-written server takes the two answers for requests, and replies to them in the same way.
    await expect(send(call())).resolves.toMatchObject({ result: {} });
    expect(received.slice(-2)).toMatchObject([
      { id: 'p', result: {} },
      { id: 'q', error: { code: -32601 } },
    ]);
  });

  it('does not accept a session id that cannot be a header', async () => {
    const { send } = await exchanging('legacy', reply({}), 'a b');
    await expect(send(call())).rejects.toMatchObject({ code: 'protocol_violation' });
  });
});

describe.each(['modern', 'legacy'] as const)('a hostile %s server', (era) => {
  const answers: [string, Answer, string][] = [
    [
      'answers another request',
      ({ id }, response) => sendJson(response, 200, { jsonrpc: '2.0', id: id + 1, result: {} }),
      'protocol_violation',
    ],
    [
      'answers only other requests',
      streaming(
        ({ id }) => ({ id: id + 1, result: {} }),
        () => ({ id: 'mine', result: {} }),
      ),
      'no_answer',
    ],
    [
      'answers with a batch',
      ({ id }, response) => sendJson(response, 200, [{ jsonrpc: '2.0', id, result: {} }]),
      'protocol_violation',
    ],
    ['sends what is no message', streaming(() => ({ hello: 1 })), 'protocol_violation'],
    [
      'sends a key twice',
      (_, response) =>
        void response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {"a":1,"a":2}\n\n'),
      'duplicate_key',
    ],
    ['closes without an answer', streaming(), 'no_answer'],
    ['has nothing to say', (_, response) => void response.writeHead(202).end(), 'no_answer'],
    ['breaks the connection', (_, response) => void response.destroy(), 'connection_lost'],
    [
      'redirects',
      (_, response) => void response.writeHead(307, { location: '/elsewhere' }).end(),
      'redirect_refused',
    ],
    ['sends too much', reply({ text: 'x'.repeat(20_000) }), 'answer_too_large'],
    [
      'streams too much',
      streaming(() => ({ method: 'notifications/message', params: { data: 'x'.repeat(20_000) } })),
      'answer_too_large',
    ],
    ['asks for a key', (_, response) => void response.writeHead(401).end(), 'unauthorized'],
  ];

  it.each(answers)('%s', async (_, answer, code) => {
    const { send } = await exchanging(era, answer);
    await expect(send(call(), { maxBytes: 10_000 })).rejects.toMatchObject({
      code,
      nextStep: expect.any(String),
    });
  });

  it("reports progress of somebody else's request to nobody", async () => {
    const heard: unknown[] = [];
    const progress = (progressToken: unknown) => ({
      method: 'notifications/progress',
      params: { progressToken, progress: 1 },
    });
    const { send } = await exchanging(
      era,
      streaming(
        ({ id }) => progress(id + 1),
        () => progress('mine'),
        ({ id }) => progress(id),
        ({ id }) => ({ id, result: {} }),
      ),
    );
    await send(call({ _meta: { progressToken: 'mine' } }), {
      onMessage: ({ params }) => void heard.push(params),
    });
    expect(heard).toEqual([{ progressToken: 'mine', progress: 1 }]);
  });

  it('cannot answer with errors that look like success', async () => {
    const error = { code: -32603, message: 'm', data: { odd: 1 } };
    const { send } = await exchanging(era, ({ id }, response) =>
      sendJson(response, 500, { jsonrpc: '2.0', id, error }),
    );
    await expect(send(call())).rejects.toMatchObject({ code: 'server_error' });
    const { send: sendAgain } = await exchanging(era, ({ id }, response) =>
      sendJson(response, 400, { jsonrpc: '2.0', id, error }),
    );
    await client.closeSession('alice');
    await expect(sendAgain(call())).resolves.toEqual({ jsonrpc: '2.0', id: 'mine', error });
  });
});

it('a modern server may not ask questions of its own', async () => {
  const { send } = await exchanging(
    'modern',
    streaming(() => ({ id: 1, method: 'sampling/createMessage', params: {} })),
  );
  await expect(send(call())).rejects.toMatchObject({ code: 'protocol_violation' });
});
