import { Agent, Pool } from 'undici';
import { isAllowedRange, type AddressPolicy } from './address-policy.js';
import { destinationOf } from './destination.js';
import { Exchange } from './exchange.js';
import { guardedConnector } from './guarded-connector.js';
import { guardedFetch } from './guarded-fetch.js';
import type { OutboundRequest, OutboundResponse } from './outbound-request.js';
import { systemResolver, type Resolver } from './resolver.js';

export type { OutboundRequest, OutboundResponse } from './outbound-request.js';
export type { Resolver } from './resolver.js';

/** How the guarded client is set up. */
export interface GuardedHttpOptions {
  policy: AddressPolicy;
  resolver?: Resolver;
  connectTimeoutMs?: number;
  /** How long an idle connection is kept. */
  keepAliveMs?: number;
  /** Requests beyond this many to one origin wait; 1,024 unless told. */
  connectionsPerOrigin?: number;
  /** Certificate authorities (PEM) trusted beside the usual ones. */
  ca?: string | readonly string[];
}

/** Room for the calls of several connectors at one server, and for the event streams of the oldest transport. */
const CONNECTIONS_PER_ORIGIN = 1024;
const MAX_HEADER_BYTES = 16 * 1024;
/** Addresses of connectors; each is some hundred bytes, and what is much longer is not remembered. */
const KNOWN_DESTINATIONS = 1024;
const LONGEST_KNOWN = 2048;

interface Destination {
  readonly url: URL;
  readonly origin: string;
  readonly path: string;
}

/** Set by the client itself: a caller's `host` would also choose the name that the certificate is checked against. */
const ownHeaders = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding']);

/**
 * The only way out of Castellan: addresses are checked when connecting, redirects never followed, everything limited.
 *
 * Every failure is an `OutboundError`.
 */
export class GuardedHttp {
  /** A WHATWG fetch over the same guard, for libraries that want one. */
  readonly fetch: typeof globalThis.fetch;
  readonly #policy: AddressPolicy;
  readonly #agent: Agent;
  readonly #known = new Map<string, Destination>();

  constructor(options: GuardedHttpOptions) {
    const unclear = options.policy.allowedRanges.find((entry) => !isAllowedRange(entry));
    if (unclear !== undefined) {
      throw new Error(
        `"${unclear}" is not an address range, an address or a host name; correct it in the configuration.`,
      );
    }
    this.#policy = options.policy;
    const connecting = {
      policy: options.policy,
      resolver: options.resolver ?? systemResolver,
      connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
      ca: options.ca,
    };
    this.#agent = new Agent({
      factory: (origin) => {
        const url = new URL(origin);
        return new Pool(url, {
          connect: guardedConnector(url, connecting),
          connections: options.connectionsPerOrigin ?? CONNECTIONS_PER_ORIGIN,
          allowH2: false,
          maxHeaderSize: MAX_HEADER_BYTES,
          keepAliveTimeout: options.keepAliveMs ?? 10_000,
          keepAliveMaxTimeout: Math.max(options.keepAliveMs ?? 0, 60_000),
        });
      },
    });
    this.fetch = guardedFetch((request) => this.request(request));
  }

  /** Sends one request and answers as soon as the response headers are there. */
  async request(request: OutboundRequest): Promise<OutboundResponse> {
    const { url, origin, path } = this.#destinationOf(request.url);
    const exchange = new Exchange(url, request);
    if (request.signal?.aborted) return exchange.response;
    this.#agent.dispatch(
      {
        origin,
        path,
        method: request.method,
        headers: headersOf(request),
        body: request.body ?? null,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      exchange,
    );
    return exchange.response;
  }

  /** What an address says never changes, nor does the policy: only where its name leads is looked at each time. A `URL`
   * is not remembered: whoever has one got it from elsewhere, and may get many. */
  #destinationOf(address: string | URL): Destination {
    if (typeof address !== 'string') return destination(destinationOf(address, this.#policy));
    const known = this.#known.get(address);
    if (known) return known;
    const found = destination(destinationOf(address, this.#policy));
    if (address.length > LONGEST_KNOWN) return found;
    if (this.#known.size >= KNOWN_DESTINATIONS) this.#known.clear();
    this.#known.set(address, found);
    return found;
  }

  /** Ends every connection, unfinished requests included. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function destination(url: URL): Destination {
  return { url, origin: url.origin, path: url.pathname + url.search };
}

function headersOf(request: OutboundRequest): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'castellan' };
  for (const name in request.headers) {
    const lower = name.toLowerCase();
    if (!ownHeaders.has(lower)) headers[lower] = request.headers[name] ?? '';
  }
  // A compressed body has no bound on what it unpacks to.
  headers['accept-encoding'] = 'identity';
  return headers;
}
