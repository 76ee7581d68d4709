import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
