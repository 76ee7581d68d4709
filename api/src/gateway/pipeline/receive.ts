import type { IncomingMessage } from 'node:http';
import type { Configuration } from '../../config/configuration.js';
import { GatheredBytes } from '../../kernel/gathered-bytes.js';
import { classifyMessage, errorCodes, type JsonRpcMessage } from '../../platform/mcp/jsonrpc.js';
import { parseStrictJson } from '../../platform/mcp/json/strict-json.js';
import type { RequestHeaders } from '../../platform/mcp/revisions/mirrored-headers.js';
import { GatewayRefusal, refuse } from './gateway-refusal.js';

/** Largest request body, in bytes. */
export const maximumBody = 4 * 1024 * 1024;

/** One HTTP request to the gateway, before anything is known about it. */
export interface Arrival {
  readonly requestId: string;
  readonly organizationSlug: string;
  /** Absent at the organization's aggregated address. */
  readonly connectorSlug?: string;
  readonly headers: RequestHeaders;
  readonly sourceAddress?: string;
  readonly userAgent?: string;
}

/** Which forms an answer may take. */
export interface Accepts {
  readonly json: boolean;
  readonly stream: boolean;
  /** The client names a stream before JSON. */
  readonly prefersStream?: boolean;
}

/** Knows the names this installation answers to: a page that rebinds its name to this address has another one. */
export class Door {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;

  constructor(configuration: Pick<Configuration, 'publicUrl' | 'environment'>) {
    const { publicUrl, environment } = configuration;
    const hosts = [publicUrl.host];
    if (environment !== 'production' && isLoopbackName(publicUrl.hostname)) {
      const port = publicUrl.port === '' ? '' : `:${publicUrl.port}`;
      hosts.push(`localhost${port}`, `127.0.0.1${port}`, `[::1]${port}`);
    }
    this.#hosts = new Set(hosts);
    this.#origins = new Set(hosts.map((host) => `${publicUrl.protocol}//${host}`));
  }

  #isOwn(host: string | undefined): boolean {
    return host === undefined || this.#hosts.has(host.toLowerCase());
  }

  /** Refuses a request for another host, from a page of another origin, or with a credential in its address. */
  check(request: IncomingMessage): void {
    const host = onlyValue(request, 'host');
    if (host === undefined || ![host, hostOf(request.url)].every((one) => this.#isOwn(one))) {
      throw refuse(
        'host_refused',
        403,
        'Forbidden: this server does not answer to the name in the Host header.',
      );
    }
    if (request.headers.origin !== undefined) {
      const origin = onlyValue(request, 'origin');
      if (origin === undefined || !this.#origins.has(origin.toLowerCase())) {
        throw refuse('origin_refused', 403, 'Forbidden: requests from this Origin are not accepted.');
      }
    }
    if (hasCredential(request.url ?? '')) {
      throw refuse(
        'token_in_url',
        400,
        'Bad Request: a token never belongs in an address, where logs keep it. Send it in the Authorization header, and revoke this one.',
      );
    }
  }
}

/** The host of an address that names one itself, as to a proxy: it counts more than the header. */
function hostOf(address = ''): string | undefined {
  return address.startsWith('/') ? undefined : (URL.parse(address)?.host ?? '');
}

/** The one value of a header, or undefined if it is missing or was given twice. */
export function onlyValue(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  if (typeof value !== 'string') return undefined;
  // Node silently keeps the first of two; whoever stands in front may have looked at the second.
  let seen = 0;
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const raw = request.rawHeaders[at];
    if (raw?.length === name.length && raw.toLowerCase() === name) seen += 1;
  }
  return seen === 1 ? value : undefined;
}

/** As the revisions print it, and nearly every client sends it. */
const usualAccept = 'application/json, text/event-stream';

/** Which forms of an answer the client accepts; refuses a client that accepts neither. */
export function acceptsOf(header: string | undefined): Accepts {
  if (header === undefined || header === usualAccept) return { json: true, stream: true };
  const types = header.split(',').map((part) => part.split(';', 1)[0]?.trim().toLowerCase());
  const any = types.includes('*/*');
  const accepts = {
    json: any || types.includes('application/json') || types.includes('application/*'),
    stream: any || types.includes('text/event-stream') || types.includes('text/*'),
  };
  const [json, stream] = [types.indexOf('application/json'), types.indexOf('text/event-stream')];
  if (accepts.json || accepts.stream) return { ...accepts, prefersStream: stream !== -1 && stream < json };
  throw refuse(
    'not_acceptable',
    406,
    'Not Acceptable: answers are application/json or text/event-stream. Send an Accept header that names both.',
  );
}

/** Refuses a body that does not say it is JSON in UTF-8. */
export function checkMediaType(header: string | undefined): void {
  if (header === 'application/json') return;
  const [type, ...parameters] = (header ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  if (type !== 'application/json' || (charset && charset.replaceAll('"', '') !== 'charset=utf-8')) {
    throw refuse('media_type_refused', 415, 'Unsupported Media Type: send application/json in UTF-8.');
  }
}

interface BodyLimits {
  readonly limit?: number;
  readonly withinMs?: number;
  /** Hears of each part before it is kept, and says why if there is no room for it. */
  readonly hold?: (bytes: number) => GatewayRefusal | undefined;
  /** Ends the reading with its reason. */
  readonly signal?: AbortSignal;
}

/** Reads the whole body, up to the limit and in time. */
export function readBody(
  request: IncomingMessage,
  { limit = maximumBody, withinMs = 30_000, hold, signal }: BodyLimits = {},
): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limit) return Promise.reject(bodyTooLarge(limit));
  if (signal?.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const bytes = new GatheredBytes();
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      const refusal = size > limit ? bodyTooLarge(limit) : hold?.(chunk.length);
      if (refusal) settle(() => reject(refusal));
      else bytes.add(chunk);
    };
    const onEnd = () => settle(() => resolve(bytes.whole));
    const onGone = () =>
      settle(() => reject(refuse('body_incomplete', 400, 'Bad Request: the body ended too early.')));
    const onLate = () => settle(() => reject(bodyTooSlow(withinMs)));
    const onAbort = () => settle(() => reject(signal?.reason));
    const timer = setTimeout(onLate, withinMs);
    const settle = (how: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      how();
    };
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** The one message of a body. */
export function readMessage(body: Buffer): JsonRpcMessage {
  const json = parseStrictJson(body, { maxBytes: maximumBody });
  if (!json.ok) {
    throw new GatewayRefusal('invalid_json', 400, {
      code: errorCodes.parseError,
      message: `Parse error: the body was refused: ${json.explanation}`,
    });
  }
  const message = classifyMessage(json.value);
  if (message.kind !== 'invalid') return message;
  throw new GatewayRefusal(message.code, 400, {
    code: errorCodes.invalidRequest,
    message: `Invalid Request: ${message.explanation}`,
  });
}

function bodyTooLarge(limit: number): GatewayRefusal {
  return refuse('body_too_large', 413, `Content Too Large: a message may have at most ${limit} bytes.`, {
    connection: 'close',
  });
}

function bodyTooSlow(withinMs: number): GatewayRefusal {
  return refuse(
    'body_too_slow',
    408,
    `Request Timeout: the body did not arrive within ${withinMs / 1000} seconds. Send the message again, at once.`,
    { connection: 'close' },
  );
}

const credentialNames = /[?&](access_token|token|api_?key|authorization|auth)=/i;

function hasCredential(url: string): boolean {
  const query = url.indexOf('?');
  return query !== -1 && (credentialNames.test(url) || url.includes('cst_', query));
}

function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}
