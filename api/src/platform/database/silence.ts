import type { Socket } from 'node:net';
import pg from 'pg';

/**
 * How long a connection may be silent while it is used. Longer than a statement of the application may take, so that it
 * is the database that ends a slow one, as long as it can be heard.
 */
export const longestSilenceMs = 35_000;

/** How long a connection is idle before it is found out whether the other side is still there. */
const keepAliveInitialDelayMillis = 10_000;

/** For connections on which nothing may be heard for as long as it takes: whether the other side is there is asked. */
export const keptAlive = { keepAlive: true, keepAliveInitialDelayMillis } as const;

/**
 * A connection whose network was lost without a word is closed, with all that was asked on it, instead of waited for.
 *
 * It is the connection that has the limit, and not the query: one that gave up on an answer would be in a transaction
 * that nobody ends, and must never be used again.
 */
export function closedWhenSilent(silenceMs: number) {
  return {
    ...keptAlive,
    connectionTimeoutMillis: silenceMs,
    stream: (): Socket => {
      // The one that would be taken anyway.
      const socket = new pg.Connection({}).stream as Socket;
      return socket.setTimeout(silenceMs, () => {
        socket.destroy(
          new Error(`The database was silent for ${silenceMs} ms (timeout); its connection was closed.`),
        );
      });
    },
  };
}
