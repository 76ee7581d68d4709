import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** A server's address behind a gate that holds back one method until it is opened. */
export interface Gate {
  readonly url: string;
  open(): void;
  close(): Promise<void>;
}

/** Stands before a server and holds back a method, so that what happens meanwhile can be seen. */
export async function startGate(target: string, heldMethod: string): Promise<Gate> {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    if (body.includes(`"method":"${heldMethod}"`)) await opened;
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const answer = await fetch(target, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body ? { body } : {}),
    });
    const type = answer.headers.get('content-type');
    response.writeHead(answer.status, type ? { 'content-type': type } : {});
    response.end(Buffer.from(await answer.arrayBuffer()));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}${new URL(target).pathname}`,
    open,
    async close() {
      open();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
