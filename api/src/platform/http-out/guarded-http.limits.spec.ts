import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CountingServer } from '../../../test/counting-server.js';
import { GuardedHttp, type GuardedHttpOptions, type OutboundRequest } from './guarded-http.js';

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

async function fetched(server: CountingServer, request: Partial<OutboundRequest> = {}): Promise<Buffer> {
  const response = await client().request({ url: server.origin, method: 'GET', ...request });
  return response.bytes();
}

describe('redirects', () => {
  const statuses = [300, 301, 302, 303, 307, 308];

  it.each(statuses)('are not followed to the metadata service (%i)', async (status) => {
    const location = 'http://169.254.169.254/latest/meta-data/';
    const server = await serve((_request, response) => response.writeHead(status, { location }).end());
    await expect(fetched(server)).rejects.toMatchObject({
      code: 'redirect_refused',
      explanation: expect.stringContaining('redirects to 169.254.169.254,'),
    });
  });

  it.each(statuses)('do not carry a credential to another origin (%i)', async (status) => {
    const collector = await serve((_request, response) => response.end());
    const server = await serve((_request, response) => {
      response.writeHead(status, { location: `${collector.origin}/collect` }).end();
    });
    const headers = { authorization: 'Bearer saved-for-the-first-origin' };
    await expect(fetched(server, { method: 'POST', body: '{}', headers })).rejects.toMatchObject({
      code: 'redirect_refused',
    });
    expect([server.connections, collector.connections]).toEqual([1, 0]);
  });

  it.each([undefined, 'https://', '//[', '/elsewhere'])(
    'are refused when they lead to %s',
    async (location) => {
      const server = await serve((_request, response) => {
        response.writeHead(302, location === undefined ? {} : { location }).end();
      });
      await expect(fetched(server)).rejects.toMatchObject({ code: 'redirect_refused' });
    },
  );

  it('leave "not modified" alone', async () => {
    const server = await serve((_request, response) => response.writeHead(304).end());
    expect((await client().request({ url: server.origin, method: 'GET' })).status).toBe(304);
  });
});

describe('sizes', () => {
  it('cuts a body of 1 GB at the limit', async () => {
    const chunk = Buffer.alloc(64 * 1024);
    let sent = 0;
    const closed = Promise.withResolvers<void>();
    const server = await serve((_request, response) => {
      const more = () => {
        while (sent < 2 ** 30 && !response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) return response.once('drain', more);
        }
        return response.end();
      };
      response.once('close', closed.resolve);
      more();
    });
    await expect(fetched(server, { maxResponseBytes: 1024 * 1024 })).rejects.toMatchObject({
      code: 'response_too_large',
      explanation: expect.stringContaining('limit of 1 MB'),
    });
    await closed.promise;
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it('cuts a body that is read piece by piece', async () => {
    const server = await serve((_request, response) => response.end(Buffer.alloc(300 * 1024)));
    const response = await client().request({
      url: server.origin,
      method: 'GET',
      maxResponseBytes: 300 * 1024,
    });
    let size = 0;
    for await (const chunk of response.body) size += chunk.length;
    expect(size).toBe(300 * 1024);

    const chunked = await serve((_request, answer) => {
      answer.write(Buffer.alloc(100 * 1024));
      answer.end(Buffer.alloc(200 * 1024));
    });
    const reading = async () => {
      const cut = await client().request({
        url: chunked.origin,
        method: 'GET',
        maxResponseBytes: 300 * 1024 - 1,
      });
      for await (const chunk of cut.body) void chunk;
    };
    await expect(reading()).rejects.toMatchObject({ code: 'response_too_large' });
  });

  it('refuses a declared length above the limit before reading', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': String(10 * 1024 * 1024) }).flushHeaders();
    });
    const sent = client().request({ url: server.origin, method: 'GET' });
    await expect(sent).rejects.toMatchObject({ code: 'response_too_large' });
  });

  it('refuses a compressed body without unpacking it', async () => {
    const bomb = gzipSync(Buffer.alloc(16 * 1024 * 1024));
    const server = await serve((request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity');
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    await expect(fetched(server)).rejects.toMatchObject({
      code: 'response_too_large',
      explanation: expect.stringContaining('compressed'),
    });
  });

  it('refuses 64 KB of headers', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'x-large': 'a'.repeat(64 * 1024) }).end();
    });
    await expect(fetched(server)).rejects.toMatchObject({ code: 'headers_too_large' });
  });
});

describe('time', () => {
  const soon = 40;

  it('ends the wait for a server that accepts and says nothing', async () => {
    const server = cleanup.use(await CountingServer.tcp());
    await expect(fetched(server, { headersTimeoutMs: soon })).rejects.toMatchObject({
      code: 'timeout',
      explanation: expect.stringContaining('did not answer in time'),
    });
  });

  it('ends the wait for headers that drip', async () => {
    const server = cleanup.use(
      await CountingServer.tcp((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const drip = setInterval(() => socket.write('x: y\r\n'), 5);
        socket.once('close', () => clearInterval(drip));
      }),
    );
    await expect(fetched(server, { headersTimeoutMs: soon })).rejects.toMatchObject({ code: 'timeout' });
  });

  it('counts the time in the queue', async () => {
    const server = await serve(() => undefined);
    const http = client({ connectionsPerOrigin: 1 });
    const first = http.request({ url: server.origin, method: 'GET' }).catch(() => undefined);
    const second = http.request({ url: server.origin, method: 'GET', headersTimeoutMs: soon });
    await expect(second).rejects.toMatchObject({ code: 'timeout' });
    await http.close();
    await first;
  });

  it('ends a body that falls silent', async () => {
    const server = await serve((_request, response) => void response.write('half'));
    await expect(fetched(server, { bodyTimeoutMs: soon })).rejects.toMatchObject({ code: 'timeout' });
  });

  it('ends a body that drips', async () => {
    const server = await serve((_request, response) => {
      const drip = setInterval(() => response.write('.'), 5);
      response.once('close', () => clearInterval(drip));
    });
    await expect(fetched(server, { wholeBodyTimeoutMs: soon })).rejects.toMatchObject({
      code: 'timeout',
      explanation: expect.stringContaining('whole answer'),
    });
  });

  it('ends the wait for a name server that does not answer', async () => {
    const http = client({
      resolver: { resolve: () => new Promise(() => undefined) },
      connectTimeoutMs: soon,
    });
    const sent = http.request({ url: 'https://mcp.example/', method: 'GET' });
    await expect(sent).rejects.toMatchObject({ code: 'timeout' });
  });

  it('ends the wait for a TLS handshake that hangs', async () => {
    const server = cleanup.use(await CountingServer.tcp());
    const http = client({ connectTimeoutMs: soon });
    const sent = http.request({ url: `https://127.0.0.1:${server.port}/`, method: 'GET' });
    await expect(sent).rejects.toMatchObject({ code: 'timeout' });
  });
});

describe('broken servers', () => {
  it('says that a port is closed', async () => {
    const server = await serve(() => undefined);
    const url = server.origin;
    await server[Symbol.asyncDispose]();
    await expect(client().request({ url, method: 'GET' })).rejects.toMatchObject({
      code: 'connection_refused',
    });
  });

  it.each([
    ['closes without an answer', ''],
    ['speaks another protocol', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['answers with a status that does not exist', 'HTTP/1.1 999 No\r\ncontent-length: 0\r\n\r\n'],
    ['switches protocols', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
    ['sends two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['sends less than it announced', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'],
  ])('names a server that %s', async (_what, answer) => {
    const server = cleanup.use(
      await CountingServer.tcp((socket) => void socket.once('data', () => socket.end(answer))),
    );
    await expect(fetched(server)).rejects.toMatchObject({ code: 'connection_lost' });
  });

  it('names a connection that is reset in the middle of a body', async () => {
    const server = await serve((_request, response) => void response.write('half'));
    const response = await client().request({ url: server.origin, method: 'GET' });
    const whole = response.bytes();
    await server[Symbol.asyncDispose]();
    await expect(whole).rejects.toMatchObject({ code: 'connection_lost' });
  });

  it('survives a body that breaks while nobody reads it', async () => {
    const server = await serve((_request, response) => void response.write('half'));
    const response = await client().request({ url: server.origin, method: 'GET', bodyTimeoutMs: 0 });
    await server[Symbol.asyncDispose]();
    const reading = async () => {
      for await (const chunk of response.body) void chunk;
    };
    await expect(reading()).rejects.toMatchObject({ code: 'connection_lost' });
  });
});
