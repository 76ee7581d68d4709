import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Era } from '../../src/platform/mcp/revisions/revisions.js';
import { readJson, sendJson, startHttpServer, type TestServer } from '../mcp/http-server.js';

/** A request or notification as it reached the upstream. */
export interface Heard {
  readonly method: string;
  readonly params: Record<string, unknown>;
  readonly headers: IncomingHttpHeaders;
}

/** What an upstream says: to a request with an id the test is told, in order; the last message is the answer. */
export type Say = (heard: Heard) => Said | Promise<Said>;

/** The answer, and what is said before it on the same stream. */
export interface Said {
  readonly before?: readonly Record<string, unknown>[];
  readonly result?: unknown;
  readonly error?: unknown;
}

/** A server of either era that offers and answers exactly what a test wants, without any SDK's opinion. */
export interface ScriptedUpstream extends TestServer {
  /** Everything but handshakes and lists. */
  readonly heard: Heard[];
  /** Answers of clients to the server's own requests. */
  readonly answers: Record<string, unknown>[];
  say: Say;
}

/** What it offers, by list method. */
export type Offers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const capabilities = { tools: {}, resources: {}, prompts: {}, completions: {}, logging: {} };
const cacheable = { ttlMs: 0, cacheScope: 'private' };
const quiet = new Set(['server/discover', 'initialize', 'notifications/initialized']);

export async function startScriptedUpstream(era: Era, offers: Offers): Promise<ScriptedUpstream> {
  const heard: Heard[] = [];
  const answers: Record<string, unknown>[] = [];
  const upstream: { say: Say } = { say: () => ({ result: {} }) };
  const server = await startHttpServer((request, response) => {
    void serve(request, response);
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return void response.writeHead(405).end();
    const { id, method, params, ...rest } = await readJson(request);
    if (typeof method !== 'string') {
      answers.push({ id, ...rest });
      return void response.writeHead(202).end();
    }
    const one = { method, params: (params ?? {}) as Record<string, unknown>, headers: request.headers };
    if (!quiet.has(method) && !offers[method]) heard.push(one);
    if (id === undefined) return void response.writeHead(202).end();
    const answer = (message: object) => ({ jsonrpc: '2.0', id, ...message });
    const known = handshake(era, method) ?? offers[method];
    if (known) {
      const headers: Record<string, string> = method === 'initialize' ? { 'mcp-session-id': 'one' } : {};
      return sendJson(response, 200, answer({ result: worded(era, known, cacheable) }), headers);
    }
    const { before, result, error } = await upstream.say(one);
    const last = answer(error === undefined ? { result: worded(era, result) } : { error });
    if (!before) return sendJson(response, 200, last);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const message of [...before.map((each) => ({ jsonrpc: '2.0', ...each })), last]) {
      response.write(`data: ${JSON.stringify(message)}\n\n`);
    }
    response.end();
  }

  return Object.assign(upstream, server, { heard, answers });
}

function handshake(era: Era, method: string): object | undefined {
  const serverInfo = { name: 'scripted', version: '1' };
  if (era === 'modern' && method === 'server/discover') {
    return { supportedVersions: ['2026-07-28'], capabilities };
  }
  if (era === 'legacy' && method === 'initialize') {
    return { protocolVersion: '2025-11-25', capabilities, serverInfo };
  }
  return undefined;
}

/** A modern result has to say what it is. */
function worded(era: Era, result: unknown, more: object = {}): unknown {
  if (era === 'legacy' || typeof result !== 'object') return result;
  return { resultType: 'complete', ...more, ...result };
}
