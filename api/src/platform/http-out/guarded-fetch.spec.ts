import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CountingServer } from '../../../test/counting-server.js';
import { GuardedHttp } from './guarded-http.js';

let cleanup: AsyncDisposableStack;
let fetch: typeof globalThis.fetch;

beforeEach(() => {
  cleanup = new AsyncDisposableStack();
  const policy = { allowLoopback: true, allowedRanges: [], allowHttp: 'loopback' } as const;
  fetch = cleanup.adopt(new GuardedHttp({ policy }), (http) => http.close()).fetch;
});

afterEach(() => cleanup.disposeAsync());

async function serve(listener: RequestListener): Promise<CountingServer> {
  return cleanup.use(await CountingServer.http(listener));
}

/** Answers with what it was asked. */
const mirror: RequestListener = (request, response) => {
  const { method, url, headers } = request;
  response.setHeader('set-cookie', ['a=1', 'b=2']);
  void request.toArray().then((chunks) => {
    response.end(
      JSON.stringify({ line: `${method} ${url}`, type: headers['content-type'], body: chunks.join('') }),
    );
  });
};

describe('the guarded fetch', () => {
  it('answers with a web response', async () => {
    const server = await serve(mirror);
    const response = await fetch(`${server.origin}/x`);
    expect(response).toBeInstanceOf(Response);
    expect([response.ok, response.status, response.url]).toEqual([true, 200, `${server.origin}/x`]);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.json()).toEqual({ line: 'GET /x', body: '' });
  });

  it.each<[string, RequestInit, object]>([
    ['text', { body: 'a', headers: { 'content-type': 'x/y' } }, { type: 'x/y', body: 'a' }],
    ['bytes', { body: new TextEncoder().encode('é') }, { body: 'é' }],
    [
      'a form',
      { body: new URLSearchParams({ grant_type: 'refresh token' }) },
      { type: 'application/x-www-form-urlencoded;charset=UTF-8', body: 'grant_type=refresh+token' },
    ],
    [
      'a blob',
      { body: new Blob(['{}'], { type: 'application/json' }) },
      { type: 'application/json', body: '{}' },
    ],
    ['a stream', { body: new Blob(['s']).stream() }, { body: 's' }],
  ])('posts %s', async (_kind, init, expected) => {
    const server = await serve(mirror);
    const response = await fetch(new URL(server.origin), { method: 'post', ...init });
    expect(await response.json()).toEqual({ line: 'POST /', ...expected });
  });

  it('takes a request object, and what is given beside it wins', async () => {
    const server = await serve(mirror);
    const request = () => new Request(`${server.origin}/r`, { method: 'POST', body: 'from the request' });
    expect(await (await fetch(request())).json()).toMatchObject({
      line: 'POST /r',
      body: 'from the request',
    });
    expect(await (await fetch(request(), { body: 'beside' })).json()).toMatchObject({ body: 'beside' });
  });

  it.each([204, 304])('has no body for status %i, and keeps its connections', async (status) => {
    const server = await serve((_request, response) => response.writeHead(status).end());
    for (let i = 0; i < 10; i++) expect((await fetch(server.origin)).body).toBeNull();
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  it('streams, and cancelling the stream releases the server', async () => {
    const closed = Promise.withResolvers<void>();
    const server = await serve((_request, response) => {
      response.once('close', closed.resolve).writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
    });
    const reader = (await fetch(server.origin)).body!.getReader();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('data: 1\n\n');
    await reader.cancel();
    await closed.promise;
  });

  it('rejects with the reason of the signal, before and within the body', async () => {
    const server = await serve(
      (request, response) => void (request.url === '/body' && response.write('half')),
    );
    const waiting = fetch(server.origin, { signal: AbortSignal.timeout(20) });
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });

    const abort = new AbortController();
    const response = await fetch(`${server.origin}/body`, { signal: abort.signal });
    const whole = response.text();
    abort.abort();
    await expect(whole).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('keeps the guard', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(307, { location: 'http://10.0.0.1/' }).end(),
    );
    await expect(fetch(server.origin, { redirect: 'follow' })).rejects.toMatchObject({
      code: 'redirect_refused',
    });
    await expect(fetch('https://169.254.169.254/')).rejects.toMatchObject({ code: 'address_refused' });
    await expect(fetch('file:///etc/passwd')).rejects.toMatchObject({ code: 'scheme_refused' });
  });

  it('refuses methods that nothing in Castellan sends', async () => {
    await expect(fetch('https://mcp.example/', { method: 'TRACE' })).rejects.toThrow('TRACE');
  });
});
