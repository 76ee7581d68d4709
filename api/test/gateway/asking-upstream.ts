import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { readJson, sendJson, startHttpServer, type TestServer } from '../mcp/http-server.js';

/** A client's answer to a question. */
export interface Answered {
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}

/** One call at the upstream, as its tool sees it. */
export interface AskingCall {
  readonly arguments: Record<string, unknown>;
  readonly params: Record<string, unknown>;
  /** Whether the gateway said that nobody waits any more. */
  isCancelled: boolean;
  /** Puts a question on the call's own stream, and waits for the answer. */
  ask(method: string, params?: Record<string, unknown>): Promise<Answered>;
  notify(method: string, params: Record<string, unknown>): void;
  /** Breaks the connection of the call. */
  breakOff(): void;
}

export type AskingTool = (call: AskingCall) => Promise<Record<string, unknown>>;

/** An upstream of revision 2025-11-25 whose tools ask what a test wants. */
export interface AskingUpstream extends TestServer {
  readonly calls: AskingCall[];
  /** What each session was opened with. */
  readonly capabilities: Record<string, unknown>[];
  /** How many answers it got. */
  answered: number;
  /** What it waits for before it says that it got one. */
  thanksAfter: Promise<unknown>;
}

/** A tool that fails with an error of the protocol throws this. */
export class Failing extends Error {
  constructor(readonly error: { code: number; message: string; data?: unknown }) {
    super(error.message);
  }
}

export async function startAskingUpstream(
  tools: Readonly<Record<string, AskingTool>>,
): Promise<AskingUpstream> {
  const calls: AskingCall[] = [];
  const capabilities: Record<string, unknown>[] = [];
  const waiting = new Map<unknown, (answer: Answered) => void>();
  const underWay = new Map<unknown, AskingCall>();
  let questions = 0;

  const run = async (id: unknown, params: Record<string, unknown>, response: ServerResponse) => {
    const write = (message: object) =>
      response.write(`data: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    const call: AskingCall = {
      arguments: (params['arguments'] ?? {}) as Record<string, unknown>,
      params,
      isCancelled: false,
      ask: (method, asked) =>
        new Promise((resolve) => {
          const question = ++questions;
          waiting.set(question, resolve);
          write({ id: question, method, ...(asked ? { params: asked } : {}) });
        }),
      notify: (method, said) => void write({ method, params: said }),
      breakOff: () => void response.destroy(),
    };
    calls.push(call);
    underWay.set(id, call);
    try {
      write({ id, result: await tools[String(params['name'])]?.(call) });
    } catch (error) {
      if (!(error instanceof Failing)) throw error;
      write({ id, error: error.error });
    }
    response.end();
  };

  const server = await startHttpServer((request, response) => {
    if (request.method !== 'POST') return void response.writeHead(request.method === 'GET' ? 405 : 200).end();
    void readJson(request).then((message) => {
      const { id, method, params } = message as {
        id: unknown;
        method?: string;
        params: Record<string, unknown>;
      };
      const answer = (result: object) => sendJson(response, 200, { jsonrpc: '2.0', id, result });
      switch (method) {
        case 'server/discover':
          return sendJson(response, 400, { error: 'unknown' });
        case 'initialize': {
          capabilities.push(params['capabilities'] as Record<string, unknown>);
          const result = {
            protocolVersion: '2025-11-25',
            capabilities: { tools: {} },
            serverInfo: { name: 'asking', version: '1' },
          };
          return sendJson(response, 200, { jsonrpc: '2.0', id, result }, { 'mcp-session-id': randomUUID() });
        }
        case 'tools/list':
          return answer({
            tools: Object.keys(tools).map((name) => ({ name, inputSchema: { type: 'object' } })),
          });
        case 'tools/call':
          return run(id, params, response);
        case 'notifications/cancelled': {
          const call = underWay.get(params['requestId']);
          if (call) call.isCancelled = true;
          return void response.writeHead(202).end();
        }
        case undefined:
          upstream.answered++;
          waiting.get(id)?.(message as Answered);
          waiting.delete(id);
          return void upstream.thanksAfter.then(() => response.writeHead(202).end());
        default:
          return void response.writeHead(202).end();
      }
    });
  });
  const upstream: AskingUpstream = {
    ...server,
    calls,
    capabilities,
    answered: 0,
    thanksAfter: Promise.resolve(),
  };
  return upstream;
}
