import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { text } from '../gateway/controlled-upstream.js';
import { RunningGateway } from '../gateway/running-gateway.js';
import { legacy, openSession, send } from '../gateway/wire.js';
import type { GivenConnector } from '../given.js';
import { readJson, sendJson, startHttpServer, type TestServer } from '../mcp/http-server.js';

const megabyte = 1024 * 1024;
const sessions = 10;
const book = 'x'.repeat(4 * megabyte);
const tools = [{ name: 'look', inputSchema: { type: 'object' } }];

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Megabytes that are kept now, and may not be let go. */
function kept(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / megabyte;
}

/** What the upstreams do beyond what is asked of them. */
let mode: 'right' | 'long greeting' | 'byte by byte' | 'breaks off' = 'right';
/** The answer that comes byte by byte. */
let dripping: PromiseWithResolvers<Socket>;
let broken = 0;

let server: TestServer;
let gateway: RunningGateway;
let streamable: GivenConnector;
let eventStream: GivenConnector;
let token: string;

/** A server of the oldest revision at /sse, and of a newer one elsewhere. */
async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '', 'http://server');
  if (request.method === 'GET' && url.pathname === '/sse') {
    const stream = String(streams.push(response) - 1);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    return void response.write(`event: endpoint\ndata: /message?stream=${stream}\n\n`);
  }
  if (request.method !== 'POST') return void response.writeHead(405).end();
  const { id, method } = await readJson(request);
  const answer = { jsonrpc: '2.0', id, result: resultOf(String(method), url.pathname === '/message') };
  if (url.pathname === '/message') {
    response.writeHead(202).end();
    if (id === undefined) return;
    const stream = streams[Number(url.searchParams.get('stream'))];
    stream?.write(`event: message\ndata: ${JSON.stringify(answer)}\n\n`);
    if (method === 'tools/call' && mode === 'breaks off') {
      stream?.write(`data: ${book}`, () => void (broken += 1));
    }
    return;
  }
  if (id === undefined) return void response.writeHead(202).end();
  if (method === 'server/discover') return void response.writeHead(404).end();
  if (method !== 'tools/call' || mode !== 'byte by byte') return sendJson(response, 200, answer);
  response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
  if (response.socket) await byteByByte(response.socket, JSON.stringify(answer).slice(0, -1));
  if (response.socket) dripping.resolve(response.socket);
}

const streams: ServerResponse[] = [];

function resultOf(method: string, isOldest: boolean): object {
  if (method === 'tools/list') return { tools };
  if (method === 'tools/call') return text('seen');
  return {
    protocolVersion: isOldest ? '2024-11-05' : '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'server', version: '1' },
    ...(mode === 'long greeting' ? { instructions: book } : {}),
  };
}

/** Sends a text as HTTP chunks of one byte each, after a megabyte of blanks. */
async function byteByByte(socket: Socket, said: string): Promise<void> {
  const blanks = Buffer.from('1\r\n \r\n'.repeat(megabyte / 64));
  for (let sent = 0; sent < 64; sent += 1) if (!socket.write(blanks)) await once(socket, 'drain');
  const chunks = [...said].map((letter) => `1\r\n${letter}\r\n`).join('');
  await new Promise<void>((resolve) => socket.write(chunks, () => resolve()));
}

beforeAll(async () => {
  server = await startHttpServer((request, response) => void serve(request, response));
  gateway = await RunningGateway.start();
  const acme = await gateway.given.organization('acme');
  streamable = await gateway.connect(acme, server, { slug: 'streamable' });
  const transport = 'http-sse';
  eventStream = await gateway.connect(acme, server, { slug: 'event-stream', path: '/sse', transport });
  token = await gateway.token(acme, await gateway.given.member(acme));
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await server?.close();
});

async function call(connector: GivenConnector): Promise<string | undefined> {
  const url = gateway.urlOf(connector);
  const session = await openSession(url, token);
  const message = { id: 1, method: 'tools/call', params: { name: 'look', arguments: {} } };
  const answer = await send(url, legacy(token, session, message));
  return answer.message.result?.content?.[0]?.text;
}

test('a message that comes byte by byte takes no more room than any other, and is answered', async () => {
  const url = gateway.urlOf(streamable);
  const session = await openSession(url, token);
  const { headers, body } = legacy(token, session, {
    id: 1,
    method: 'tools/call',
    params: { name: 'look', arguments: {} },
  });
  const before = kept();
  const { hostname, port, pathname, host } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  const all = Object.entries({ ...headers, host, 'transfer-encoding': 'chunked' });
  socket.write(
    `POST ${pathname} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
  );
  await byteByByte(socket, body);
  await expect.poll(() => kept() - before).toBeLessThan(30);
  socket.write('0\r\n\r\n');
  const [answer] = (await once(socket, 'data')) as [string];
  expect(answer).toContain('seen');
  socket.destroy();
});

test('so does an answer', async () => {
  dripping = Promise.withResolvers();
  mode = 'byte by byte';
  const before = kept();
  const answer = call(streamable);
  const socket = await dripping.promise;
  await expect.poll(() => kept() - before).toBeLessThan(30);
  mode = 'right';
  // The server's own response never ends: nothing else may come on this connection.
  socket.end('1\r\n}\r\n0\r\n\r\n');
  expect(await answer).toBe('seen');
});

test('what a server says of itself is not kept with each session', async () => {
  mode = 'long greeting';
  const before = kept();
  for (let opened = 0; opened < sessions; opened += 1) expect(await call(streamable)).toBe('seen');
  await expect.poll(() => kept() - before).toBeLessThan(20);
});

test('nor is what a server begins to say when nobody waits for it, and the next call finds a session', async () => {
  mode = 'breaks off';
  const before = kept();
  for (let opened = 0; opened < sessions; opened += 1) expect(await call(eventStream)).toBe('seen');
  // Where the gateway has hung up, the rest is not written.
  await expect.poll(() => broken).toBe(sessions);
  await expect.poll(() => kept() - before).toBeLessThan(20);
  mode = 'right';
  expect(await call(eventStream)).toBe('seen');
});

test('a message of a million empty arrays, which would take eighty bytes each, is refused before it is parsed', async () => {
  const url = gateway.urlOf(streamable);
  const session = await openSession(url, token);
  const many = Array.from({ length: 1_000_000 }, () => []);
  const message = { id: 1, method: 'tools/call', params: { name: 'look', arguments: { many } } };
  const answer = await send(url, legacy(token, session, message));
  expect(answer.status).toBe(400);
  expect(answer.message.error?.message).toBe(
    'Parse error: the body was refused: it holds more than 250000 objects and arrays.',
  );
});
