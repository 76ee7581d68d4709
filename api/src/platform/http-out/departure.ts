import { subscribe } from 'node:diagnostics_channel';

/**
 * How far a request came that failed. `unsent`: not one byte of it was written. `stale`: it was written to a connection
 * from before, which broke without a byte of an answer; such connections are often closed already. `sent`: anything
 * else, so it may have been carried out.
 */
export type Delivery = 'unsent' | 'stale' | 'sent';

/** Connections that carried a request before. */
const used = new WeakSet<object>();
let leaving: Departure | undefined;

/** Watches one request leave. */
export class Departure {
  #hasBegun = false;
  #isStale = false;

  /** Undici begins to write the request. */
  begin(): void {
    this.#hasBegun = true;
  }

  /** It goes onto this connection. */
  onto(connection: object): void {
    this.#isStale = used.has(connection);
    used.add(connection);
  }

  /** How far it came, for one that got no answer. */
  get delivery(): Delivery {
    if (!this.#hasBegun) return 'unsent';
    return this.#isStale ? 'stale' : 'sent';
  }
}

/** To be called when undici begins to write a request: the next headers it tells of are those of this one. */
export function begin(departure: Departure): void {
  departure.begin();
  leaving = departure;
}

subscribe('undici:client:sendHeaders', (message) => {
  const { socket } = message as { socket: object };
  leaving?.onto(socket);
  leaving = undefined;
});
