import type { GuardedHttp } from '../../http-out/guarded-http.js';
import { OutboundError } from '../../http-out/outbound-error.js';
import type { OutboundResponse } from '../../http-out/outbound-request.js';
import { parseStrictJson } from '../json/strict-json.js';
import { classifyMessage, type JsonRpcMessage } from '../jsonrpc.js';
import { McpUpstreamError } from '../upstream-error.js';
import { MessageStream } from './message-stream.js';
import { badJson, upstreamError, violation, type ForeignBody } from './refusals.js';
import type { UpstreamTarget } from './target.js';

/** What came back for one HTTP request. */
export type HttpAnswer = { readonly status: number; readonly headers: OutboundResponse['headers'] } & (
  | { readonly kind: 'message'; readonly message: JsonRpcMessage }
  | { readonly kind: 'stream'; readonly stream: MessageStream }
  /** Taken, with nothing to say. */
  | { readonly kind: 'accepted' }
  | { readonly kind: 'foreign'; readonly looksLike: ForeignBody }
);

/** One HTTP request of the MCP transport. */
export interface HttpMessage {
  readonly target: UpstreamTarget;
  /** Where to, if not to the target's own address. */
  readonly url?: string | URL;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** A JSON-RPC message. */
  readonly body?: object;
  /** Headers of the protocol; they win over the credential's. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Bytes of one message; of the whole answer too, unless the answer is endless. */
  readonly maxBytes: number;
  /** Hears how many bytes of the answer came, before they are kept. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Levels of nesting of one message. */
  readonly maxDepth?: number | undefined;
  /** Whether it is the very request of an exchange: its failure says how far it came. */
  readonly isRequest?: boolean;
  /** Whether the answer is a stream that may go on for as long as both sides like. */
  readonly isEndless?: boolean;
}

/** What nearly every answer begins with. */
const OPEN_OBJECT = 0x7b;

const BOTH = 'application/json, text/event-stream';

/** Sends a message and says what kind of answer began; every failure is an `McpUpstreamError`. */
export async function sendHttp(http: GuardedHttp, message: HttpMessage): Promise<HttpAnswer> {
  try {
    return await read(await http.request(requestOf(message)), message);
  } catch (error) {
    const failure = upstreamError(error, message.target, message.signal);
    const isTold = message.isRequest && error instanceof OutboundError;
    throw isTold && failure instanceof McpUpstreamError ? failure.after(error.delivery) : failure;
  }
}

function requestOf({
  target,
  url,
  method,
  body,
  headers,
  signal,
  maxBytes,
  onBytes,
  isEndless,
}: HttpMessage) {
  return {
    url: url ?? target.url,
    method,
    headers: {
      ...lowerCased(target.headers),
      accept: method === 'GET' ? 'text/event-stream' : BOTH,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal,
    onBytes,
    // The signal carries the one deadline; a GET stream counts its events, not its life.
    headersTimeoutMs: 0,
    bodyTimeoutMs: 0,
    maxResponseBytes: method === 'GET' || isEndless ? Infinity : maxBytes,
  };
}

async function read(response: OutboundResponse, message: HttpMessage): Promise<HttpAnswer> {
  const { status, headers } = response;
  const type = mediaType(headers['content-type']);
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess && type === 'text/event-stream') {
    return {
      kind: 'stream',
      status,
      headers,
      stream: new MessageStream(message.target, response.body, message),
    };
  }
  if (message.method === 'GET') {
    response.body.destroy();
    return { kind: 'foreign', status, headers, looksLike: type === 'text/html' ? 'web_page' : 'something' };
  }
  const bytes = await response.bytes();
  if (bytes.length === 0) {
    return isSuccess
      ? { kind: 'accepted', status, headers }
      : { kind: 'foreign', status, headers, looksLike: 'nothing' };
  }
  if (type === 'text/html' || startsLikeHtml(bytes))
    return { kind: 'foreign', status, headers, looksLike: 'web_page' };
  return { status, headers, ...bodyOf(bytes, message, isSuccess && type === 'application/json') };
}

/** Bodies of refusals need not be MCP; a body that promised to be JSON must be. */
function bodyOf(
  bytes: Buffer,
  { target, maxBytes, maxDepth }: HttpMessage,
  isPromised: boolean,
): { kind: 'message'; message: JsonRpcMessage } | { kind: 'foreign'; looksLike: ForeignBody } {
  const json = parseStrictJson(bytes, { maxBytes, maxDepth });
  if (!json.ok) {
    if (isPromised) throw badJson(target, json);
    return { kind: 'foreign', looksLike: 'something' };
  }
  const message = classifyMessage(json.value);
  if (message.kind !== 'invalid') return { kind: 'message', message };
  if (isPromised && message.code === 'batch_refused')
    throw violation(target, 'sent several messages at once');
  return { kind: 'foreign', looksLike: 'json' };
}

function mediaType(header: string | string[] | undefined): string {
  return typeof header === 'string' ? (header.split(';', 1)[0] ?? '').trim().toLowerCase() : '';
}

function startsLikeHtml(bytes: Buffer): boolean {
  if (bytes[0] === OPEN_OBJECT) return false;
  return /^\s*<(!doctype|html|head|body)/i.test(bytes.subarray(0, 256).toString('latin1'));
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const name in headers) lower[name.toLowerCase()] = headers[name] ?? '';
  return lower;
}
