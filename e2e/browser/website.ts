import { once } from 'node:events';
import { createServer } from 'node:http';

/** A web site that has nothing to do with MCP. */
export interface Website {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a web site that answers every request with the same page. */
export async function startWebsite(): Promise<Website> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!doctype html><title>Welcome</title><h1>Welcome to our web site</h1>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
