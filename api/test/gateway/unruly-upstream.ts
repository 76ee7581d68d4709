import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { readJson, sendJson, type TestServer } from '../mcp/http-server.js';

/** What becomes of a call. `executed` counts only what was carried out. */
export type Behaviour =
  | 'answers'
  | 'answers with an error'
  | 'hangs'
  | 'waits'
  | 'is unwell'
  | 'does not know the caller'
  | 'forbids'
  | 'is not found'
  | 'hangs up'
  | 'resets before executing'
  | 'resets the first time'
  | 'resets after executing'
  | 'resets in the middle of its answer';

/** A modern upstream with the tools `read` and `write` that fails as a test wants. */
export interface UnrulyUpstream extends TestServer {
  /** What becomes of calls that no argument `behaviour` decides. */
  behaviour: Behaviour;
  /** What becomes of being asked what it is. */
  presence: 'answers' | 'hangs' | 'is unwell' | 'does not know the caller';
  /** The argument `id` of each call that was carried out, in order. */
  readonly executed: unknown[];
  /** Calls that arrived, carried out or not. */
  readonly arrived: () => number;
  /** How often it was asked what it is. */
  readonly introduced: () => number;
  /** What it was sent when it was asked last. */
  readonly introducedTo: () => IncomingHttpHeaders;
  /** Answers the calls that wait. */
  release(): void;
  /** Stops listening and breaks every connection. */
  vanish(): Promise<void>;
  /** Listens again, at the same address. */
  reappear(): Promise<void>;
}

export async function startUnrulyUpstream(): Promise<UnrulyUpstream> {
  const executed: unknown[] = [];
  const waiting: (() => void)[] = [];
  const sockets = new Set<Socket>();
  const reset = new Set<unknown>();
  let arrivals = 0;
  let introductions = 0;
  let introducedTo: IncomingHttpHeaders = {};
  let port = 0;
  let server: Server;
  const listen = async () => {
    server = createServer((request, response) => void serve(request, response));
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const vanish = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { id, method, params } = await readJson(request);
    if (method !== 'tools/call') {
      introductions++;
      introducedTo = request.headers;
      if (upstream.presence === 'hangs') return undefined;
      if (upstream.presence === 'is unwell') return void response.writeHead(503).end();
      if (upstream.presence === 'does not know the caller') return void response.writeHead(401).end();
      return introduce(response, id, method);
    }
    arrivals++;
    const args = (params as { arguments?: Record<string, unknown> }).arguments ?? {};
    const behaviour = (args['behaviour'] as Behaviour | undefined) ?? upstream.behaviour;
    const answer = { content: [{ type: 'text', text: 'done' }], resultType: 'complete' };
    const reply = () => {
      executed.push(args['id']);
      sendJson(response, 200, { jsonrpc: '2.0', id, result: answer });
    };
    switch (behaviour) {
      case 'answers':
        return reply();
      case 'answers with an error':
        return sendJson(response, 200, { jsonrpc: '2.0', id, error: { code: -32603, message: 'no paper' } });
      case 'hangs':
        return undefined;
      case 'waits':
        return void waiting.push(reply);
      case 'is unwell':
        return void response.writeHead(503).end();
      case 'does not know the caller':
        return void response.writeHead(401).end();
      case 'forbids':
        return void response.writeHead(403).end();
      case 'is not found':
        return void response.writeHead(404).end();
      case 'hangs up':
        return void response.writeHead(200, { 'content-type': 'application/json' }).end();
      case 'resets before executing':
        return void request.socket.resetAndDestroy();
      case 'resets the first time':
        if (reset.has(args['id'])) return reply();
        reset.add(args['id']);
        return void request.socket.resetAndDestroy();
      case 'resets after executing':
        executed.push(args['id']);
        return void request.socket.resetAndDestroy();
      case 'resets in the middle of its answer':
        executed.push(args['id']);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        return void response.write(': begun\n\n', () => request.socket.resetAndDestroy());
    }
  };
  await listen();
  const origin = `http://127.0.0.1:${port}`;
  const upstream: UnrulyUpstream = {
    behaviour: 'answers',
    presence: 'answers',
    executed,
    arrived: () => arrivals,
    introduced: () => introductions,
    introducedTo: () => introducedTo,
    release: () => {
      for (const reply of waiting.splice(0)) reply();
    },
    vanish,
    reappear: listen,
    origin,
    target: (path = '/mcp', transport = 'streamable-http', headers = {}) => ({
      url: `${origin}${path}`,
      transport,
      headers,
    }),
    close: vanish,
  };
  return upstream;
}

function introduce(response: ServerResponse, id: unknown, method: unknown): void {
  const cacheable = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' };
  const tools = ['read', 'write'].map((name) => ({ name, inputSchema: { type: 'object' } }));
  const result =
    method === 'tools/list'
      ? { ...cacheable, tools }
      : { ...cacheable, supportedVersions: ['2026-07-28'], capabilities: { tools: {} } };
  sendJson(response, 200, { jsonrpc: '2.0', id, result });
}
