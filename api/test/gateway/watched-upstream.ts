import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readJson, sendJson, startHttpServer, type TestServer } from '../mcp/http-server.js';

type Params = Readonly<Record<string, unknown>>;

/** A stream that the upstream was asked to hold open. */
interface Held {
  readonly response: ServerResponse;
  /** Of a legacy stream. */
  readonly session?: string;
  /** Of a modern stream. */
  readonly listenId?: unknown;
  readonly wanted: Params;
}

/** An upstream of either era whose resources can be watched, and which says by itself whatever a test wants. */
export interface WatchedUpstream extends TestServer {
  readonly era: 'legacy' | 'modern';
  /** What legacy sessions are subscribed to, by session. */
  readonly subscribed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Every subscription and its end, in the order they came. */
  readonly asked: readonly string[];
  /** The streams that are open now. */
  readonly streams: readonly Held[];
  /** How many streams were ever opened. */
  opened: number;
  /** How often the tools were listed. */
  lists: number;
  tools: string[];
  /** Whether it answers nothing but that it cannot serve. */
  isUnwell: boolean;
  /** How often it said so. */
  turnedAway: number;
  /** Whether it takes requests and never answers. */
  isSilent: boolean;
  /** Says something to everybody who listens. */
  say(method: string, params?: Params): void;
  /** Tells of a resource, to everybody who listens and whatever they wanted. */
  update(uri: string): void;
  /** Ends every open stream. */
  drop(): void;
}

const resources = ['note://one', 'note://two', 'note://secret'];
const capabilities = {
  logging: {},
  tools: { listChanged: true },
  resources: { subscribe: true, listChanged: true },
};

export async function startWatchedUpstream(era: 'legacy' | 'modern'): Promise<WatchedUpstream> {
  const subscribed = new Map<string, Set<string>>();
  const asked: string[] = [];
  const streams: Held[] = [];

  const hold = (held: Held): void => {
    streams.push(held);
    upstream.opened += 1;
    held.response.once('close', () => streams.splice(streams.indexOf(held), 1));
    held.response.writeHead(200, { 'content-type': 'text/event-stream' });
    held.response.flushHeaders();
  };

  const resultOf = (method: unknown, params: Params | undefined, session: string | undefined): object => {
    const uri = String(params?.['uri']);
    switch (method) {
      case 'initialize':
        return { protocolVersion: '2025-11-25', capabilities, serverInfo: { name: 'watched', version: '1' } };
      case 'server/discover':
        return { supportedVersions: ['2026-07-28'], capabilities };
      case 'tools/list':
        upstream.lists += 1;
        return { tools: upstream.tools.map((name) => ({ name, inputSchema: { type: 'object' } })) };
      case 'resources/list':
        return { resources: resources.map((each) => ({ uri: each, name: each })) };
      case 'resources/templates/list':
        return {
          resourceTemplates: ['page://{id}', 'page://{id}/{part}'].map((uriTemplate) => ({
            uriTemplate,
            name: uriTemplate,
          })),
        };
      case 'resources/read':
        return { contents: [{ uri, text: 'noted' }] };
      case 'resources/subscribe':
        asked.push(`+ ${uri}`);
        subscribed.get(session ?? '')?.add(uri);
        return {};
      case 'resources/unsubscribe':
        asked.push(`- ${uri}`);
        subscribed.get(session ?? '')?.delete(uri);
        return {};
      default:
        return { content: [{ type: 'text', text: 'done' }] };
    }
  };

  const server = await startHttpServer((request, response) => {
    void serve(request, response);
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = request.headers['mcp-session-id'];
    const session = typeof given === 'string' ? given : undefined;
    if (upstream.isUnwell) {
      upstream.turnedAway += 1;
      return void response.writeHead(503).end();
    }
    if (upstream.isSilent) return;
    if (request.method === 'GET') {
      if (era === 'modern' || !session) return void response.writeHead(405).end();
      return hold({ response, session, wanted: {} });
    }
    if (request.method === 'DELETE') return void response.writeHead(204).end();
    const { id, method, params } = (await readJson(request)) as {
      id?: unknown;
      method: string;
      params?: Params;
    };
    if (id === undefined) return void response.writeHead(202).end();
    const isOther = era === 'modern' ? method === 'initialize' : method === 'server/discover';
    if (isOther) {
      const error = { code: -32601, message: 'Method not found' };
      return sendJson(response, era === 'modern' ? 404 : 400, { jsonrpc: '2.0', id, error });
    }
    if (method === 'subscriptions/listen') {
      const wanted = params?.['notifications'] as Params;
      hold({ response, listenId: id, wanted });
      return write(response, 'notifications/subscriptions/acknowledged', { notifications: wanted }, id);
    }
    const headers: Record<string, string> = {};
    if (method === 'initialize') {
      const opened = randomUUID();
      subscribed.set(opened, new Set());
      headers['mcp-session-id'] = opened;
    }
    const result =
      era === 'modern'
        ? { resultType: 'complete', ttlMs: 0, cacheScope: 'private', ...resultOf(method, params, session) }
        : resultOf(method, params, session);
    sendJson(response, 200, { jsonrpc: '2.0', id, result }, headers);
  }

  const upstream: WatchedUpstream = {
    ...server,
    era,
    subscribed,
    asked,
    streams,
    opened: 0,
    lists: 0,
    tools: ['look', 'change'],
    isUnwell: false,
    turnedAway: 0,
    isSilent: false,
    say: (method, params = {}) => {
      for (const { response, listenId } of streams) write(response, method, params, listenId);
    },
    update: (uri) => upstream.say('notifications/resources/updated', { uri }),
    drop: () => [...streams].forEach(({ response }) => response.end()),
  };
  return upstream;
}

function write(response: ServerResponse, method: string, params: Params, listenId: unknown): void {
  const _meta = { 'io.modelcontextprotocol/subscriptionId': listenId };
  const message = { jsonrpc: '2.0', method, params: listenId === undefined ? params : { ...params, _meta } };
  response.write(`data: ${JSON.stringify(message)}\n\n`);
}
