import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { readJson, sendJson, startHttpServer, type TestServer } from '../mcp/http-server.js';

/** A call as it reached the upstream. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly id: unknown;
  readonly method: string;
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

/** What an upstream is besides its tools. */
export interface ControlledOptions {
  readonly capabilities?: Readonly<Record<string, unknown>>;
  /** Whole definitions, where a name and an empty schema are not enough. */
  readonly definitions?: Readonly<Record<string, object>>;
  /** Answers every request that is no call of a tool. */
  readonly other?: Tool;
}

export async function startControlledUpstream(
  tools: Readonly<Record<string, Tool>>,
  options: ControlledOptions = {},
): Promise<ControlledUpstream> {
  const received: Received[] = [];
  const offered = Object.keys(tools).map((name) => ({
    name,
    inputSchema: { type: 'object' },
    ...options.definitions?.[name],
  }));
  const server = await startHttpServer((request, response) => {
    void serve(request, response, { offered, capabilities: options.capabilities }, (call, reply) => {
      received.push(call);
      if (call.method !== 'tools/call' && options.other) return options.other(call, reply);
      return tools[String(call.params['name'])]?.(call, reply);
    });
  });
  return { ...server, received };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { offered, capabilities = {} }: { offered: readonly object[]; capabilities?: object },
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
        result: {
          ...cacheable,
          supportedVersions: ['2026-07-28'],
          capabilities: { tools: {}, ...capabilities },
        },
      });
    case 'tools/list':
      return sendJson(response, 200, {
        jsonrpc: '2.0',
        id,
        result: { ...cacheable, tools: offered },
      });
    default: {
      const call: Received = {
        headers: request.headers,
        id,
        method: String(method),
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
