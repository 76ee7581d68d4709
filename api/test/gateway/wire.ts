import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';

/** An HTTP answer, read to its end. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The JSON-RPC message of the body, or the last one of a stream. */
  readonly message: WireMessage;
}

export interface WireMessage {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown> & {
    readonly content?: readonly { readonly text: string }[];
    readonly isError?: boolean;
  };
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** Headers that a client library would not send, or not twice, have to be written by hand. */
export function send(
  url: string,
  options: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string | readonly string[]>>;
    readonly body?: string | Buffer;
  },
): Promise<WireAnswer> {
  const { method = 'POST', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers: headers as Record<string, string>, agent: false });
    request.once('error', reject).once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const { statusCode: status = 0, headers: received } = response;
        resolve({ status, headers: received, text, message: messagesOf(text).at(-1) ?? {} });
      });
    });
    request.end(body);
  });
}

/** A call whose stream is read message by message. */
export interface OpenCall {
  /** The next message; undefined at the end. */
  next(): Promise<WireMessage | undefined>;
  /** Leaves, as a client that loses its connection does. */
  leave(): void;
}

/** Makes a request and reads what comes before the answer as it comes. */
export function open(
  url: string,
  { headers, body }: { readonly headers: Record<string, string>; readonly body: string },
): OpenCall {
  const request = httpRequest(url, { method: 'POST', headers, agent: false });
  const messages = (async function* () {
    const response = await new Promise<AsyncIterable<Buffer>>((resolve, reject) => {
      request.once('error', reject).once('response', resolve);
    });
    let text = '';
    for await (const chunk of response) {
      text += chunk.toString('utf8');
      if (text.startsWith('{')) continue;
      const end = text.lastIndexOf('\n\n') + 1;
      yield* messagesOf(text.slice(0, end));
      text = text.slice(end);
    }
    yield* messagesOf(text.trim());
  })();
  request.end(body);
  return {
    next: async () => (await messages.next()).value ?? undefined,
    leave: () => void request.destroy(),
  };
}

/** Makes requests on one connection and reads nothing of what comes, so that it takes no more than it must. */
export async function sendUnread(
  url: string,
  { headers, body }: { readonly headers: Record<string, string>; readonly body: string },
  times = 1,
): Promise<Socket> {
  const { hostname, port, pathname, host } = new URL(url);
  const socket = connect(Number(port), hostname).pause();
  socket.on('error', () => undefined);
  const all = { ...headers, host, 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body}`.repeat(times));
  await once(socket, 'connect');
  return socket;
}

/** The messages of a body, whether JSON or an event stream. */
export function messagesOf(text: string): WireMessage[] {
  if (text === '') return [];
  if (text.startsWith('{')) return [JSON.parse(text) as WireMessage];
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: ') && line !== 'data: ')
    .map((line) => JSON.parse(line.slice('data: '.length)) as WireMessage);
}

export const modernMeta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'wire', version: '1' },
};

/** A request of revision 2026-07-28 with everything it needs. */
export function modern(
  token: string,
  method: string,
  params: Record<string, unknown> = {},
  id: string | number = 1,
): { headers: Record<string, string>; body: string } {
  const name = params['name'] ?? params['uri'] ?? params['taskId'];
  const meta = { ...modernMeta, ...(params['_meta'] as object | undefined) };
  return {
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(typeof name === 'string' && method !== 'completion/complete' ? { 'mcp-name': name } : {}),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta: meta } }),
  };
}

/** A message of revision 2025-11-25 in a session. */
export function legacy(
  token: string,
  session: string | undefined,
  message: Record<string, unknown>,
): { headers: Record<string, string>; body: string } {
  return {
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
      ...(session === undefined ? {} : { 'mcp-session-id': session }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', ...message }),
  };
}

/** Opens a session as an older client does, and returns its id. */
export async function openSession(
  url: string,
  token: string,
  capabilities: Record<string, unknown> = {},
): Promise<string> {
  const params = {
    protocolVersion: '2025-11-25',
    capabilities,
    clientInfo: { name: 'wire', version: '1' },
  };
  const answer = await send(url, legacy(token, undefined, { id: 'init', method: 'initialize', params }));
  const session = answer.headers['mcp-session-id'];
  if (typeof session !== 'string') throw new Error(`No session: ${answer.status} ${answer.text}`);
  await send(url, legacy(token, session, { method: 'notifications/initialized' }));
  return session;
}
