import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { readJson, sendJson, startHttpServer, type TestServer } from '../mcp/http-server.js';

/** A call as it reached the upstream. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly id: unknown;
  readonly params: Record<string, unknown>;
  /** Whether the gateway closed the call before it was answered. */
  isAbandoned: boolean;
}

/** What a test lets a tool do with a call. */
export interface Reply {
  result(result: Record<string, unknown>): void;
  error(error: { code: number; message: string; data?: unknown }, status?: number): void;
  /** Sends a message before the answer, on an event stream. */
  notify(method: string, params: Record<string, unknown>): void;
}

export type Tool = (received: Received, reply: Reply) => void | Promise<void>;

/** A modern upstream whose tools do what a test wants, and which keeps what it was sent. */
export interface ControlledUpstream extends TestServer {
  readonly received: Received[];
}

export async function startControlledUpstream(
  tools: Readonly<Record<string, Tool>>,
): Promise<ControlledUpstream> {
  const received: Received[] = [];
  const names = Object.keys(tools);
  const server = await startHttpServer((request, response) => {
    void serve(request, response, names, (call, reply) => {
      received.push(call);
      return tools[String(call.params['name'])]?.(call, reply);
    });
  });
  return { ...server, received };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  names: readonly string[],
  run: Tool,
): Promise<void> {
  if (request.method !== 'POST') return void response.writeHead(405).end();
  const { id, method, params } = await readJson(request);
  const cacheable = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' };
  switch (method) {
    case 'server/discover':
      return sendJson(response, 200, {
        jsonrpc: '2.0',
        id,
        result: { ...cacheable, supportedVersions: ['2026-07-28'], capabilities: { tools: {} } },
      });
    case 'tools/list':
      return sendJson(response, 200, {
        jsonrpc: '2.0',
        id,
        result: { ...cacheable, tools: names.map((name) => ({ name, inputSchema: { type: 'object' } })) },
      });
    default: {
      const call: Received = {
        headers: request.headers,
        id,
        params: params as Record<string, unknown>,
        isAbandoned: false,
      };
      response.once('close', () => (call.isAbandoned = !response.writableFinished));
      await run(call, replyTo(response, id));
    }
  }
}

function replyTo(response: ServerResponse, id: unknown): Reply {
  const answer = (message: object, status: number): void => {
    const body = { jsonrpc: '2.0', id, ...message };
    if (response.headersSent) response.end(`data: ${JSON.stringify(body)}\n\n`);
    else sendJson(response, status, body);
  };
  return {
    result: (result) => answer({ result: { resultType: 'complete', ...result } }, 200),
    error: (error, status = 200) => answer({ error }, status),
    notify: (method, params) => {
      if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify({ jsonrpc: '2.0', method, params })}\n\n`);
    },
  };
}

/** A tool's answer of one text. */
export function text(value: string): Record<string, unknown> {
  return { content: [{ type: 'text', text: value }] };
}

/** The arguments of a call. */
export function argumentsOf(received: Received): Record<string, unknown> {
  return received.params['arguments'] as Record<string, unknown>;
}
