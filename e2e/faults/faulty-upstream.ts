import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** The tools: one that reads, one that writes; both give back the nonce they were called with. */
export const tools = { read: 'look_up', write: 'put_down' } as const;

const complete = { resultType: 'complete' };
const fresh = { ttlMs: 0, cacheScope: 'private' };

const definitions = Object.values(tools).map((name) => ({
  name,
  description: 'Gives back the nonce.',
  annotations: { readOnlyHint: name === tools.read },
  inputSchema: {
    type: 'object',
    properties: { nonce: { type: 'string', maxLength: 64 } },
    required: ['nonce'],
    additionalProperties: false,
  },
}));

interface Asked {
  readonly id: number;
  readonly method: string;
  readonly params?: { readonly name?: string; readonly arguments?: { readonly nonce?: string } };
}

/** A server that answers well, remembers what it did, and can be made to die in the middle of its answers. */
export class FaultyUpstream {
  /** The nonces of every write that it carried out. */
  readonly written: string[] = [];
  #isDying = false;
  #port = 0;
  #server = createServer();

  static async start(): Promise<FaultyUpstream> {
    const upstream = new FaultyUpstream();
    await upstream.#listen();
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/mcp`;
  }

  /** From now on each answer breaks off in the middle of its stream. */
  breakOff(): void {
    this.#isDying = true;
  }

  /** Nobody listens any more, and whoever waits is cut off. */
  async die(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Comes back where it was, and is well again. */
  async revive(): Promise<void> {
    this.#isDying = false;
    await this.#listen();
  }

  async #listen(): Promise<void> {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return void response.writeHead(405).end();
    const asked = (await json(request)) as Asked;
    const result = this.#resultOf(asked);
    if (!result) {
      const error = { code: -32601, message: 'Method not found' };
      return send(response, 404, { jsonrpc: '2.0', id: asked.id, error });
    }
    if (!this.#isDying || asked.method !== 'tools/call') {
      return send(response, 200, { jsonrpc: '2.0', id: asked.id, result });
    }
    const event = `data: ${JSON.stringify({ jsonrpc: '2.0', id: asked.id, result })}\n\n`;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(event.slice(0, event.length / 2), () => response.destroy());
  }

  #resultOf({ method, params }: Asked): object | undefined {
    if (method === 'server/discover') {
      return { ...complete, ...fresh, supportedVersions: ['2026-07-28'], capabilities: { tools: {} } };
    }
    if (method === 'tools/list') return { ...complete, ...fresh, tools: definitions };
    if (method !== 'tools/call') return undefined;
    const nonce = params?.arguments?.nonce ?? '';
    if (params?.name === tools.write) this.written.push(nonce);
    return { ...complete, content: [{ type: 'text', text: nonce }] };
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
