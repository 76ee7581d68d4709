import type { Delivery } from './departure.js';

/** Coarse reason why an outbound request did not succeed; the only detail that reaches whoever entered the address. */
export type OutboundErrorCode =
  | 'invalid_url'
  | 'scheme_refused'
  | 'port_refused'
  | 'dns_failure'
  | 'address_refused'
  | 'connection_refused'
  | 'tls_failure'
  | 'timeout'
  | 'redirect_refused'
  | 'response_too_large'
  | 'headers_too_large'
  | 'connection_lost'
  | 'aborted';

/** An outbound request that was refused or failed, with a sentence for the person who entered the address. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  /** How far the request came. */
  readonly delivery: Delivery;

  /**
   * The explanation says what happened and what to do next, and names no host but the one that was typed or
   * redirected to. The cause is for logs: it may name addresses inside the network.
   */
  constructor(
    readonly code: OutboundErrorCode,
    readonly explanation: string,
    options: ErrorOptions & { readonly delivery?: Delivery } = {},
  ) {
    super(explanation, options);
    this.delivery = options.delivery ?? 'sent';
  }
}
