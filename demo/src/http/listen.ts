import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { localhostHostValidation } from '@modelcontextprotocol/node';

/** Answers one HTTP request. */
export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A server that is listening on the loopback interface. */
export interface LoopbackListener {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly origin: string;
  /** Stops listening and ends every open connection. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 (port 0 takes a free one) and answers only requests that name a loopback host, so that a
 * web page cannot reach the server by pointing a name of its own at it.
 *
 * The handler is made after the port is known, because what is served often contains its own address.
 */
export async function listenOnLoopback(
  makeHandler: (origin: string) => HttpHandler | Promise<HttpHandler>,
  port = 0,
): Promise<LoopbackListener> {
  const isLoopbackHost = localhostHostValidation();
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: unknown) => {
    throw new Error(
      `Port ${port} of 127.0.0.1 cannot be used. Stop what listens there, or choose another port.`,
      { cause: error },
    );
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  let handler: HttpHandler;
  try {
    handler = await makeHandler(origin);
  } catch (error) {
    await close();
    throw error;
  }

  server.on('request', (request, response) => {
    if (isLoopbackHost(request, response)) void answer(handler, request, response);
  });

  return { origin, close };
}

/** Answers with a JSON document. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

async function answer(
  handler: HttpHandler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await handler(request, response);
  } catch (error) {
    console.error('A request to the evaluation environment failed:', error);
    if (response.headersSent) response.destroy();
    else sendJson(response, 500, { error: 'The sample server failed; its log says why.' });
  }
}
