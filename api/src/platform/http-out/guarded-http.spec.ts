import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CountingServer } from '../../../test/counting-server.js';
import { selfSigned } from '../../../test/self-signed.js';
import { GuardedHttp, type GuardedHttpOptions } from './guarded-http.js';

const policy = { allowLoopback: true, allowedRanges: [], allowHttp: 'loopback' } as const;

let cleanup: AsyncDisposableStack;

beforeEach(() => {
  cleanup = new AsyncDisposableStack();
});

afterEach(() => cleanup.disposeAsync());

async function serve(listener: RequestListener): Promise<CountingServer> {
  return cleanup.use(await CountingServer.http(listener));
}

function client(options: Partial<GuardedHttpOptions> = {}): GuardedHttp {
  return cleanup.adopt(new GuardedHttp({ policy, ...options }), (http) => http.close());
}

describe('a request', () => {
  it('reuses the connections of its origin', async () => {
    const server = await serve((_request, response) => response.end('hello'));
    const http = client();
    for (let i = 0; i < 10; i++) {
      const response = await http.request({ url: server.origin, method: 'GET' });
      expect([response.status, await response.text()]).toEqual([200, 'hello']);
    }
    // A connection rests for a turn of the event loop after an answer, so a second one may be opened meanwhile.
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  it('sends method, path, query, headers and body as given', async () => {
    const server = await serve(async (request, response) => {
      const body = (await request.toArray()).join('');
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ line: `${request.method} ${request.url}`, body, headers: request.headers }),
      );
    });
    const http = client();
    const url = `${server.origin}/mcp/a%20b?x=1&y=%26`;
    const headers = { 'Content-Type': 'text/x', 'MCP-Protocol-Version': '2026-07-28' };
    for (const body of ['héllo', Buffer.from('héllo')]) {
      const response = await http.request({ url, method: 'POST', headers, body });
      expect(response.headers['content-type']).toBe('application/json');
      expect(JSON.parse(await response.text())).toMatchObject({
        line: 'POST /mcp/a%20b?x=1&y=%26',
        body: 'héllo',
        headers: { 'content-type': 'text/x', 'mcp-protocol-version': '2026-07-28', 'content-length': '6' },
      });
    }
    const deleted = await http.request({ url: new URL(url), method: 'DELETE' });
    expect(JSON.parse(await deleted.text())).toMatchObject({ line: 'DELETE /mcp/a%20b?x=1&y=%26', body: '' });
  });

  it('does not let its headers choose another host or ask for compression', async () => {
    const server = await serve((request, response) => response.end(JSON.stringify(request.headers)));
    const headers = { Host: 'evil.example', 'Accept-Encoding': 'gzip', 'Transfer-Encoding': 'chunked' };
    const response = await client().request({ url: server.origin, method: 'GET', headers });
    expect(JSON.parse(await response.text())).toEqual({
      host: `127.0.0.1:${server.port}`,
      connection: 'keep-alive',
      'user-agent': 'castellan',
      'accept-encoding': 'identity',
    });
  });

  it('refuses header values that would start another header', async () => {
    const server = await serve((_request, response) => response.end());
    const headers = { 'x-note': 'a\r\nauthorization: b' };
    const sent = client().request({ url: server.origin, method: 'GET', headers });
    await expect(sent).rejects.toMatchObject({ code: 'invalid_url' });
    expect(server.connections).toBe(0);
  });

  it('does not fill in ${placeholders}', async () => {
    const server = await serve((request, response) => response.end(request.url));
    const response = await client().request({ url: `${server.origin}/\${HOME}`, method: 'GET' });
    expect(await response.text()).toBe('/$%7BHOME%7D');
  });

  it('hands out a body piece by piece while the server is still sending', async () => {
    let next = () => {};
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('one');
      next = () => response.end('two');
    });
    const response = await client().request({ url: server.origin, method: 'GET', bodyTimeoutMs: 0 });
    const seen: string[] = [];
    for await (const chunk of response.body) {
      seen.push(Buffer.from(chunk).toString());
      next();
    }
    expect(seen).toEqual(['one', 'two']);
  });

  it('holds the server back while nobody reads, and does not take that for silence', async () => {
    const chunk = Buffer.alloc(64 * 1024);
    const total = 1024;
    let written = 0;
    const server = await serve((request, response) => {
      if (request.url === '/hang') return;
      const more = () => {
        while (written < total) {
          written += 1;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    const http = client();
    const limits = { maxResponseBytes: Infinity, bodyTimeoutMs: 50 };
    const response = await http.request({ url: server.origin, method: 'GET', ...limits });
    const hanging = http.request({ url: `${server.origin}/hang`, method: 'GET', headersTimeoutMs: 250 });
    await expect(hanging).rejects.toMatchObject({ code: 'timeout' });
    expect(written).toBeLessThan(total);
    expect((await response.bytes()).length).toBe(total * chunk.length);
  });

  it('gives the same bytes however often they are asked for', async () => {
    const server = await serve((_request, response) => response.end('once'));
    const response = await client().request({ url: server.origin, method: 'GET' });
    expect([await response.text(), await response.text()]).toEqual(['once', 'once']);
  });

  it('passes errors of the server on as answers', async () => {
    const server = await serve((_request, response) => response.writeHead(503).end('busy'));
    const response = await client().request({ url: server.origin, method: 'GET' });
    expect([response.status, await response.text()]).toEqual([503, 'busy']);
  });
});

describe('giving up', () => {
  const hanging = () => serve(() => undefined);

  it('before sending opens no connection', async () => {
    const server = await hanging();
    const sent = client().request({ url: server.origin, method: 'GET', signal: AbortSignal.abort() });
    await expect(sent).rejects.toMatchObject({ code: 'aborted' });
    expect(server.connections).toBe(0);
  });

  it('while waiting ends the connection', async () => {
    const abort = new AbortController();
    const reason = new Error('no longer needed');
    const closed = Promise.withResolvers<void>();
    const server = await serve((request) => {
      request.socket.once('close', closed.resolve);
      abort.abort(reason);
    });
    const sent = client().request({ url: server.origin, method: 'POST', body: '{}', signal: abort.signal });
    await expect(sent).rejects.toMatchObject({ code: 'aborted', cause: reason });
    await closed.promise;
  });

  it('while queued does not wait for its turn, and is never sent', async () => {
    const seen: (string | undefined)[] = [];
    const firstArrived = Promise.withResolvers<() => void>();
    const server = await serve((request, response) => {
      seen.push(request.url);
      if (request.url === '/first') firstArrived.resolve(() => response.end());
      else response.end();
    });
    const http = client({ connectionsPerOrigin: 1 });
    const abort = new AbortController();
    const first = http.request({ url: `${server.origin}/first`, method: 'GET' });
    const answerFirst = await firstArrived.promise;
    const second = http.request({ url: `${server.origin}/second`, method: 'GET', signal: abort.signal });
    const third = http.request({ url: `${server.origin}/third`, method: 'GET' });
    abort.abort();
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
    answerFirst();
    await (await first).bytes();
    await (await third).bytes();
    expect(seen).toEqual(['/first', '/third']);
  });

  it('in the middle of a body ends the body', async () => {
    const abort = new AbortController();
    const server = await serve((_request, response) => void response.write('half'));
    const response = await client().request({ url: server.origin, method: 'GET', signal: abort.signal });
    const whole = response.text();
    abort.abort();
    await expect(whole).rejects.toMatchObject({ code: 'aborted' });
  });

  it('by a signal that timed out is a timeout', async () => {
    const server = await hanging();
    const sent = client().request({ url: server.origin, method: 'GET', signal: AbortSignal.timeout(20) });
    await expect(sent).rejects.toMatchObject({ code: 'timeout' });
  });

  it('on the body releases the server, and a later read says so', async () => {
    const closed = Promise.withResolvers<void>();
    const server = await serve((_request, response) => {
      response.once('close', closed.resolve).write('half');
    });
    const response = await client().request({ url: server.origin, method: 'GET' });
    response.body.destroy();
    await closed.promise;
    await expect(response.bytes()).rejects.toMatchObject({ code: 'aborted' });
  });

  it('on everything ends what is under way', async () => {
    const server = await serve((_request, response) => void response.write('half'));
    const http = client();
    const response = await http.request({ url: server.origin, method: 'GET' });
    await http.close();
    await expect(response.text()).rejects.toMatchObject({ code: 'aborted' });
    await expect(http.request({ url: server.origin, method: 'GET' })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});

describe('https', () => {
  const byName = { resolver: { resolve: async () => [{ address: '127.0.0.1', family: 4 as const }] } };

  it('refuses a certificate that no trusted authority has signed', async () => {
    let requests = 0;
    const server = cleanup.use(await CountingServer.https(selfSigned, () => (requests += 1)));
    const sent = client().request({ url: `https://127.0.0.1:${server.port}/`, method: 'GET' });
    await expect(sent).rejects.toMatchObject({
      code: 'tls_failure',
      explanation: expect.stringContaining('not signed by an authority'),
    });
    expect(requests).toBe(0);
  });

  it('accepts one of an authority that the configuration adds, and reuses its connections', async () => {
    const server = cleanup.use(
      await CountingServer.https(selfSigned, (_request, response) => response.end('private')),
    );
    const http = client({ ...byName, ca: selfSigned.cert });
    for (let i = 0; i < 10; i++) {
      const response = await http.request({ url: `https://localhost:${server.port}/`, method: 'GET' });
      expect(await response.text()).toBe('private');
    }
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  it('refuses a certificate of another host, whatever host header is given', async () => {
    const server = cleanup.use(
      await CountingServer.https(selfSigned, (_request, response) => response.end()),
    );
    const url = `https://other.example:${server.port}/`;
    const http = client({ ...byName, ca: selfSigned.cert });
    const sent = http.request({ url, method: 'GET', headers: { host: 'localhost' } });
    await expect(sent).rejects.toMatchObject({
      code: 'tls_failure',
      explanation: expect.stringContaining('for another host'),
    });
  });

  it('refuses a server that speaks no TLS', async () => {
    const server = cleanup.use(
      await CountingServer.tcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    const sent = client().request({ url: `https://127.0.0.1:${server.port}/`, method: 'GET' });
    await expect(sent).rejects.toMatchObject({ code: 'tls_failure' });
  });
});
