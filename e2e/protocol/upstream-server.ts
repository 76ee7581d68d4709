import type { Address } from './contact.js';

/** A running server, and where it is when nobody stands in front of it. */
export interface UpstreamServer {
  readonly slug: string;
  readonly address: Address;
  close(): Promise<void>;
}
