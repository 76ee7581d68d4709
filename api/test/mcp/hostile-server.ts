import type { IncomingMessage, ServerResponse } from 'node:http';
import { readJson, sendJson, startHttpServer, type TestServer } from './http-server.js';

/** How a hand-written server answers one JSON-RPC method. */
export type Answers = Readonly<Record<string, (params: Record<string, unknown>) => object>>;

/** A modern server written by hand, which answers exactly what a test wants, right or wrong. */
export function startAnsweringServer(answers: Answers): Promise<TestServer> {
  return startHttpServer((request, response) => void answer(request, response, answers));
}

async function answer(request: IncomingMessage, response: ServerResponse, answers: Answers): Promise<void> {
  if (request.method !== 'POST') return void response.writeHead(405).end();
  const { id, method, params } = await readJson(request);
  const found = answers[String(method)] ?? (method === 'server/discover' ? discovery : undefined);
  if (!found)
    return sendJson(response, 404, {
      jsonrpc: '2.0',
      id,
      error: { code: -32601, message: 'Method not found' },
    });
  sendJson(response, 200, { jsonrpc: '2.0', id, ...found((params ?? {}) as Record<string, unknown>) });
}

function discovery(): object {
  return {
    result: {
      resultType: 'complete',
      supportedVersions: ['2026-07-28'],
      capabilities: { tools: {}, resources: {}, prompts: {} },
      ttlMs: 0,
      cacheScope: 'private',
    },
  };
}
