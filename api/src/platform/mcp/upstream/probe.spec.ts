import type { RequestListener } from 'node:http';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { readJson, sendJson, startHttpServer, loopbackHttp } from '../../../../test/mcp/http-server.js';
import {
  startEventStreamServer,
  startLegacyServer,
  startModernServer,
} from '../../../../test/mcp/sdk-servers.js';
import type { UpstreamStep, UpstreamTransport } from './target.js';
import { UpstreamClient } from './upstream-client.js';

const http = loopbackHttp();
const client = new UpstreamClient(http);
afterAll(async () => {
  await client.close();
  await http.close();
});

async function probing(
  listener: RequestListener,
  transport: UpstreamTransport = 'streamable-http',
  options: { headers?: Record<string, string>; timeoutMs?: number } = {},
) {
  const server = await startHttpServer(listener);
  onTestFinished(server.close);
  const { timeoutMs = 5_000 } = options;
  return client.probe(server.target('/mcp', transport, options.headers), { timeoutMs });
}

/** Those that never answer are waited for as briefly as possible. */
const patience = (code: string) => (code === 'timeout' ? { timeoutMs: 100 } : {});

const html: RequestListener = (_, response) =>
  void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Hello</title>');
const status =
  (code: number): RequestListener =>
  (_, response) =>
    void response.writeHead(code).end();
const json =
  (text: string): RequestListener =>
  (_, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(text);
const rpc =
  (code: number, body: object): RequestListener =>
  (request, response) =>
    void readJson(request).then(({ id }) => sendJson(response, code, { jsonrpc: '2.0', id, ...body }));
const result = { result: { supportedVersions: ['2026-07-28'] } };

describe('a server that cannot be used', () => {
  it.each<[string, RequestListener, string, RegExp]>([
    ['is a web page', html, 'web_page', /often ends with \/mcp/],
    [
      'is a web page that takes no messages',
      (request, response) => (request.method === 'GET' ? html : status(405))(request, response),
      'web_page',
      /mcp/,
    ],
    ['speaks something else', json('{"hello":"world"}'), 'not_mcp', /path of the address/],
    ['knows no such page', status(404), 'not_mcp', /path of the address/],
    ['hangs', () => undefined, 'timeout', /running and not overloaded/],
    [
      'hangs in the middle',
      (_, response) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).write('{"jsonrpc"'),
      'timeout',
      /running/,
    ],
    ['wants a key', status(401), 'unauthorized', /Add the header and the key/],
    [
      'wants a sign-in',
      (_, response) =>
        void response
          .writeHead(401, { 'www-authenticate': 'Bearer resource_metadata="https://example.com/"' })
          .end(),
      'unauthorized',
      /can be sent in a header/,
    ],
    ['refuses access', status(403), 'forbidden', /let Castellan in/],
    ['is overrun', status(429), 'rate_limited', /Wait a minute/],
    ['is broken', status(502), 'server_error', /own log/],
    [
      'redirects',
      (_, response) => void response.writeHead(302, { location: 'https://example.com/' }).end(),
      'redirect_refused',
      /enter the final address/,
    ],
    ['answers no JSON', json('{"jsonrpc":'), 'invalid_json', /whoever runs the server/],
    [
      'answers a key twice',
      json('{"jsonrpc":"2.0","id":1,"result":{},"result":{}}'),
      'duplicate_key',
      /more than one way/,
    ],
    [
      'answers too deep',
      json(`{"a":${'['.repeat(100)}${']'.repeat(100)}}`),
      'too_deep',
      /whoever runs the server/,
    ],
    [
      'answers 10 MB',
      json(JSON.stringify({ a: 'x'.repeat(10_000_000) })),
      'answer_too_large',
      /smaller parts/,
    ],
    [
      'answers 10 MB without saying so',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: ${'x'.repeat(10_000_000)}`);
      },
      'answer_too_large',
      /smaller parts/,
    ],
    [
      'speaks only a revision of the future',
      rpc(400, { error: { code: -32022, message: 'No', data: { supported: ['2031-01-01'] } } }),
      'unsupported_revision',
      /2026-07-28/,
    ],
    [
      'offers only a revision of the future',
      rpc(200, { result: { supportedVersions: ['2031-01-01'] } }),
      'unsupported_revision',
      /2026-07-28/,
    ],
    [
      'greets in an unknown revision',
      rpc(200, { result: { protocolVersion: '2019-01-01', capabilities: {} } }),
      'unsupported_revision',
      /2025-11-25/,
    ],
    [
      'refuses to describe itself',
      rpc(400, { error: { code: -32020, message: 'Header mismatch' } }),
      'refused_by_server',
      /own log/,
    ],
    [
      'refuses to begin a session',
      rpc(200, { error: { code: -32603, message: 'No' } }),
      'refused_by_server',
      /own log/,
    ],
  ])('because it %s', async (_, listener, code, nextStep) => {
    await expect(probing(listener, 'streamable-http', patience(code))).rejects.toMatchObject({
      code,
      explanation: expect.stringMatching(/^.{20,}\.$/),
      nextStep: expect.stringMatching(nextStep),
    });
  });

  it('because its key is wrong', async () => {
    await expect(
      probing(status(401), 'streamable-http', { headers: { authorization: 'Bearer x' } }),
    ).rejects.toMatchObject({
      code: 'unauthorized',
      nextStep: expect.stringContaining('valid key'),
    });
  });

  it('because nobody listens', async () => {
    const server = await startHttpServer(status(200));
    await server.close();
    await expect(client.probe(server.target())).rejects.toMatchObject({ code: 'connection_refused' });
  });
});

describe('the era of a server', () => {
  it('is modern although it answers with another status than 200', async () => {
    await expect(probing(rpc(202, result))).resolves.toMatchObject({ era: 'modern' });
  });

  it.each([
    ['answers 400 with an error of its own', 400, { error: { code: -32000, message: 'Bad Request' } }],
    ['answers 200 with an unknown method', 200, { error: { code: -32601, message: 'Method not found' } }],
    ['answers 404 with an unknown method', 404, { error: { code: -32601, message: 'Method not found' } }],
    [
      'names older revisions',
      400,
      { error: { code: -32022, message: 'No', data: { supported: ['2025-06-18'] } } },
    ],
    ['answers anything at all', 200, { result: { ok: true } }],
  ])('is legacy when it %s', async (_, code, toDiscover) => {
    const greeting = {
      result: { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name: 'old' } },
    };
    const verdict = await probing((request, response) => {
      void readJson(request).then(({ id, method }) => {
        if (method === 'initialize') sendJson(response, 200, { jsonrpc: '2.0', id, ...greeting });
        else if (method === 'server/discover')
          sendJson(response, code, { jsonrpc: '2.0', id, ...toDiscover });
        else response.writeHead(202).end();
      });
    });
    expect(verdict).toMatchObject({ era: 'legacy', revision: '2025-06-18', serverInfo: { name: 'old' } });
  });

  it('is not guessed from a refusal that says nothing about it', async () => {
    const asked: unknown[] = [];
    const listener: RequestListener = (request, response) => {
      void readJson(request).then(({ method }) => {
        asked.push(method);
        sendJson(response, 503, {});
      });
    };
    await expect(probing(listener)).rejects.toMatchObject({ code: 'server_error' });
    expect(asked).toEqual(['server/discover']);
  });
});

describe('the other transport is suggested', () => {
  it('for an HTTP+SSE server', async () => {
    const server = await startEventStreamServer();
    onTestFinished(server.close);
    await expect(client.probe(server.target('/sse'))).rejects.toMatchObject({
      code: 'other_transport',
      nextStep: expect.stringContaining('HTTP+SSE'),
    });
  });

  it.each([
    ['legacy', () => startLegacyServer()],
    ['modern', () => startModernServer()],
  ])('for a %s server over streamable HTTP', async (_, start) => {
    const server = await start();
    onTestFinished(server.close);
    await expect(client.probe(server.target('/mcp', 'http-sse'))).rejects.toMatchObject({
      code: 'other_transport',
      nextStep: expect.stringContaining('streamable HTTP'),
    });
  });
});

describe('an HTTP+SSE server', () => {
  const stream =
    (...events: string[]): RequestListener =>
    (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(events.join(''));
    };

  it.each<[string, RequestListener, string]>([
    [
      'may not send the credential elsewhere',
      stream('event: endpoint\ndata: https://example.com/messages\n\n'),
      'protocol_violation',
    ],
    [
      'may not name a place with a user in it',
      stream('event: endpoint\ndata: //user@127.0.0.1/messages\n\n'),
      'protocol_violation',
    ],
    [
      'may not name a place that fills the memory',
      stream(`event: endpoint\ndata: /${'a'.repeat(4_096)}\n\n`),
      'protocol_violation',
    ],
    ['must name a place first', stream('data: {}\n\n'), 'protocol_violation'],
    ['must name a place in time', stream(': hello\n\n'), 'timeout'],
    ['must be an event stream', html, 'web_page'],
  ])('%s', async (_, listener, code) => {
    await expect(probing(listener, 'http-sse', patience(code))).rejects.toMatchObject({ code });
  });
});

describe('the steps of a probe', () => {
  async function stepsOf(url: string): Promise<string[]> {
    const steps: string[] = [];
    const onStep = ({ name, status: at, detail }: UpstreamStep) =>
      steps.push([name, at, detail].join(' ').trim());
    await client.probe({ url, transport: 'streamable-http', headers: {} }, { onStep }).catch(() => undefined);
    return steps;
  }
  const upTo = (...last: string[]) => ['address running', ...last];

  it('are told as they happen', async () => {
    const server = await startModernServer();
    onTestFinished(server.close);
    expect(await stepsOf(server.target().url)).toEqual(
      upTo('address done', 'connect done', 'protocol running', 'protocol done MCP 2026-07-28'),
    );
  });

  it('end where it went wrong', async () => {
    const server = await startHttpServer(html);
    expect(await stepsOf(server.target().url)).toEqual(
      upTo('address done', 'connect done', 'protocol running', 'protocol failed'),
    );
    onTestFinished(server.close);
    const gone = await startHttpServer(html);
    await gone.close();
    expect(await stepsOf(gone.target().url)).toEqual(upTo('address done', 'connect failed'));
    expect(await stepsOf('http://169.254.169.254/mcp')).toEqual(upTo('address failed'));
  });
});

it('a server that refuses the revision and then names it is asked once more', async () => {
  let asked = 0;
  const refusal = { error: { code: -32022, message: 'No', data: { supported: ['2026-07-28'] } } };
  const verdict = await probing((request, response) =>
    (asked++ === 0 ? rpc(400, refusal) : rpc(200, result))(request, response),
  );
  expect(verdict).toMatchObject({ era: 'modern', revision: '2026-07-28' });
  expect(asked).toBe(2);
});
