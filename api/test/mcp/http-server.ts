import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { GuardedHttp } from '../../src/platform/http-out/guarded-http.js';
import type { UpstreamTarget, UpstreamTransport } from '../../src/platform/mcp/upstream/target.js';

/** A real server on a free loopback port. */
export interface TestServer {
  readonly origin: string;
  target(path?: string, transport?: UpstreamTransport, headers?: Record<string, string>): UpstreamTarget;
  close(): Promise<void>;
}

/** Starts a server for one test file. */
export async function startHttpServer(listener: RequestListener): Promise<TestServer> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    target: (path = '/mcp', transport = 'streamable-http', headers = {}) => ({
      url: `${origin}${path}`,
      transport,
      headers,
    }),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The guarded client as the evaluation environment configures it. */
export function loopbackHttp(): GuardedHttp {
  return new GuardedHttp({ policy: { allowLoopback: true, allowedRanges: [], allowHttp: 'loopback' } });
}

/** The JSON body of a request. */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
