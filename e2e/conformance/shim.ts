import { Agent, createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Running } from './fixture-http.js';

/** Headers that belong to one connection and not to the message. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding']);

/**
 * Stands in front of a gateway and adds a bearer token, because the conformance suite cannot send one.
 * Its own address becomes the gateway's in Host and Origin; a foreign one passes as it is, so that it is
 * the gateway that has to refuse it.
 */
export async function startShim(gateway: string, token: string): Promise<Running> {
  const target = new URL(gateway);
  const agent = new Agent({ keepAlive: true });
  let own = '';

  const server = createServer((incoming, outgoing) => {
    const headers = [...translated(incoming.rawHeaders), 'Authorization', `Bearer ${token}`];
    const { hostname, port } = target;
    const upstream = send({ agent, hostname, port, path: incoming.url, method: incoming.method, headers });
    upstream.once('response', (answer) => relay(answer, outgoing));
    upstream.once('error', () => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    outgoing.once('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });

  /** Keeps names as they were written: the suite also tests how their case is treated. */
  function translated(raw: readonly string[]): string[] {
    return pairsOf(raw)
      .filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()) && name.toLowerCase() !== 'authorization')
      .flatMap(([name, value]) => {
        if (name.toLowerCase() === 'host' && value === own) return [name, target.host];
        if (name.toLowerCase() === 'origin' && value === `http://${own}`) return [name, target.origin];
        return [name, value];
      });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  own = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${own}${target.pathname}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
        agent.destroy();
      }),
  };
}

function relay(answer: IncomingMessage, outgoing: ServerResponse): void {
  const headers = pairsOf(answer.rawHeaders).filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()));
  outgoing.writeHead(answer.statusCode ?? 502, headers.flat());
  // An event stream may have nothing to say for a while, and the client still waits for its headers.
  outgoing.flushHeaders();
  answer.once('error', () => outgoing.destroy());
  answer.pipe(outgoing);
}

function pairsOf(raw: readonly string[]): [name: string, value: string][] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [
    raw[2 * index] ?? '',
    raw[2 * index + 1] ?? '',
  ]);
}
