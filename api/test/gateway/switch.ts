import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { TestServer } from '../mcp/http-server.js';

/** One address behind which now this server stands and now that one, as after an upgrade. */
export interface Switch extends TestServer {
  /** Puts another server behind the address; every connection to the one before is closed. */
  to(server: Pick<TestServer, 'origin'>): void;
}

export async function startSwitch(first: Pick<TestServer, 'origin'>): Promise<Switch> {
  let behind = first;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket.on('error', () => undefined));
    return socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((inward) => {
    const outward = keep(connect(Number(new URL(behind.origin).port), '127.0.0.1'));
    keep(inward).pipe(outward).pipe(inward);
    inward.once('close', () => outward.destroy());
    outward.once('close', () => inward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const disconnect = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    origin,
    to: (next) => {
      behind = next;
      disconnect();
    },
    target: (path = '/mcp', transport = 'streamable-http', headers = {}) => ({
      url: `${origin}${path}`,
      transport,
      headers,
    }),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      disconnect();
      await closed;
    },
  };
}
