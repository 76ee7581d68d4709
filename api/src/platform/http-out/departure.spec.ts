import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { GuardedHttp } from './guarded-http.js';
import { OutboundError } from './outbound-error.js';

const http = new GuardedHttp({
  policy: { allowLoopback: true, allowedRanges: [], allowHttp: 'loopback' },
  // With one, the next request has to take the connection of the last.
  connectionsPerOrigin: 1,
});
const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** A server below HTTP: a test decides what becomes of each request, counted over all connections. */
async function serve(onRequest: (socket: Socket, count: number) => void): Promise<string> {
  let count = 0;
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.on('data', (bytes) => bytes.includes('POST ') && onRequest(socket, ++count));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const answer = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok';
const post = async (url: string) => (await http.request({ url, method: 'POST', body: '{}' })).text();
const deliveryOf = async (sending: Promise<unknown>) => {
  const error = await sending.catch((reason: unknown) => reason);
  return error instanceof OutboundError ? error.delivery : `no failure: ${String(error)}`;
};

test('a request that no connection could be made for was not sent', async () => {
  const url = await serve(() => undefined);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  expect(await deliveryOf(post(url))).toBe('unsent');
});

test('a request on a new connection that breaks may have been carried out', async () => {
  const url = await serve((socket) => socket.resetAndDestroy());
  expect(await deliveryOf(post(url))).toBe('sent');
});

test('a request on a connection from before that breaks at once is told from the others', async () => {
  const url = await serve((socket, count) => (count === 1 ? socket.write(answer) : socket.resetAndDestroy()));
  expect(await post(url)).toBe('ok');
  expect(await deliveryOf(post(url))).toBe('stale');
});

test('once a byte of the answer came, it was carried out on whatever connection', async () => {
  const url = await serve((socket, count) => {
    if (count === 1) return void socket.write(answer);
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\no', () => socket.resetAndDestroy());
  });
  expect(await post(url)).toBe('ok');
  expect(await deliveryOf(post(url))).toBe('sent');
});
