import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { Replay } from '../streams/replay.js';
import { Answer } from './respond.js';

afterEach(() => vi.useRealTimers());

test.each([
  ['before its answer', (answer: Answer) => answer.keepAlive(1_000), () => undefined],
  ['after its answer', () => undefined, (answer: Answer) => answer.keepAlive(1_000)],
])(
  'a client that is kept alive once more %s is left alone when it has its answer',
  async (_when, before, after) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const server = createServer((_request, response) => {
      const answer = new Answer(response, 'request');
      answer.accept({ json: true, stream: true });
      answer.keepAlive(1_000);
      before(answer);
      answer.end('{"id":1}');
      after(answer);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' });
    expect(await response.json()).toEqual({ id: 1 });
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60_000);
    server.closeAllConnections();
    server.close();
  },
);

test('a client that has left is not sent away: nothing is kept for it', async () => {
  const left = Promise.withResolvers<boolean>();
  const server = createServer((_request, response) => {
    const answer = new Answer(response, 'request');
    answer.accept({ json: true, stream: true });
    answer.onGone = () => {
      const replay = new Replay(
        1_000,
        () => true,
        () => undefined,
      );
      left.resolve(answer.keepIn(replay, 100, () => undefined));
    };
    answer.open();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const leaving = new AbortController();
  await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', signal: leaving.signal });
  leaving.abort();
  expect(await left.promise).toBe(false);
  server.close();
});

test.each(['reads it', 'leaves', 'only waits'])(
  'an answer takes its place until its client %s, for so long at most',
  async (how) => {
    if (how === 'only waits') vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const taken = Promise.withResolvers<void>();
    let isTaken = false;
    const server = createServer((_request, response) => {
      const answer = new Answer(response, 'request');
      // More than any socket takes by itself.
      answer.end(JSON.stringify('x'.repeat(64 * 1024 * 1024)));
      answer.whenTaken(() => {
        isTaken = true;
        taken.resolve();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', agent: false }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.on('error', () => undefined);
    expect(isTaken).toBe(false);
    if (how === 'reads it') response.resume();
    else if (how === 'leaves') request.destroy();
    else vi.advanceTimersByTime(120_000);
    await taken.promise;
    server.closeAllConnections();
    server.close();
  },
);

test('an answer that waits behind a stream that does not end takes its place for so long at most', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const taken = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const answer = new Answer(response, 'request');
    if (request.url === '/stream') return answer.open();
    answer.end('{}');
    answer.whenTaken(taken.resolve);
    answered.resolve();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1').on('error', () => undefined);
  const isClosed = once(client, 'close');
  client
    .resume()
    .write(['/stream', '/'].map((path) => `GET ${path} HTTP/1.1\r\nhost: here\r\n\r\n`).join(''));
  await answered.promise;
  vi.advanceTimersByTime(120_000);
  await Promise.all([taken.promise, isClosed]);
  server.close();
});

test.each([
  ['a stream', (answer: Answer) => answer.open()],
  ['an answer without one', () => undefined],
])('nothing is written after the end of %s', async (_what, begin) => {
  const errors: unknown[] = [];
  const server = createServer((_request, response) => {
    response.on('error', (error) => errors.push(error));
    const answer = new Answer(response, 'request');
    answer.accept({ json: true, stream: true });
    begin(answer);
    answer.close(200);
    answer.end('{"late":true}');
    answer.close(500);
    answer.open();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' });
  expect([response.status, await response.text()]).toEqual([200, '']);
  expect(errors).toEqual([]);
  server.closeAllConnections();
  server.close();
});
