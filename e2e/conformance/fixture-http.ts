import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { localhostHostValidation, localhostOriginValidation } from '@modelcontextprotocol/node';

/** A running server and how to stop it. */
export interface Running {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers one request whose body has been read; body-less methods have no body. */
export type Answer = (request: IncomingMessage, response: ServerResponse, body: unknown) => Promise<void>;

const foreignHost = localhostHostValidation();
const foreignOrigin = localhostOriginValidation();

/** Serves MCP at `/mcp` on a free loopback port, for local callers only. */
export async function serveFixture(answer: Answer): Promise<Running> {
  const server = createServer((request, response) => {
    if (!foreignHost(request, response) || !foreignOrigin(request, response)) return;
    if (request.url !== '/mcp') return refuse(response, 404, -32600, 'The fixture answers at /mcp only.');
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, -32603, String(error));
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return answer(request, response, undefined);
    let body: unknown;
    try {
      body = JSON.parse(await text(request));
    } catch {
      return refuse(response, 400, -32700, 'The body is not JSON.');
    }
    await answer(request, response, body);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

/** Ends a request with a JSON-RPC error that belongs to no request id. */
export function refuse(response: ServerResponse, status: number, code: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } }));
}
