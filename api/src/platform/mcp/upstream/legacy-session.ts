import {
  errorCodes,
  failure,
  type JsonRpcNotification,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '../jsonrpc.js';
import { withoutEnvelope } from '../revisions/envelope.js';
import type { Correlation } from './correlation.js';
import type { Greeting } from './handshake.js';
import type { Listening } from './listening.js';
import type { Exchange } from './target.js';

/** One conversation with a legacy server, for one caller. */
export interface LegacySession {
  /** Whether the server can be told which log messages are wanted. */
  readonly tellsLog: boolean;
  /** Whether the server has forgotten it, or its stream has ended. */
  readonly isLost: boolean;
  exchange(exchange: Exchange, signal: AbortSignal): Promise<JsonRpcResponse>;
  /** Sends what wants no answer: a notification, or the answer to a server's request. */
  send(message: JsonRpcNotification | JsonRpcResponse, signal: AbortSignal): Promise<void>;
  /** Hears what the server says by itself, until it ends its stream. */
  listen(listening: Listening): Promise<void>;
  close(): Promise<void>;
}

/**
 * A session that has begun. What the server said of itself stays outside: it may be as long as an answer, and thousands
 * of sessions are kept.
 */
export interface Opened {
  readonly session: LegacySession;
  readonly greeting: Greeting;
}

/** The server no longer knows the session and has executed nothing of what was sent. */
export class SessionLost extends Error {
  override readonly name = 'SessionLost';
}

const GOODBYE_MS = 5_000;

/** The request as a legacy server expects it. */
export function legacyRequest(correlation: Correlation): JsonRpcRequest {
  const { params, ...rest } = correlation.outgoing();
  const plain = withoutEnvelope(params);
  return plain ? { ...rest, params: plain } : rest;
}

/** Tells the server that nobody waits any more; whether it arrives changes nothing for the caller. */
export function cancelQuietly(session: LegacySession, correlation: Correlation): void {
  const notification: JsonRpcNotification = {
    jsonrpc: '2.0',
    method: 'notifications/cancelled',
    params: { requestId: correlation.id, reason: 'The caller no longer waits for the answer.' },
  };
  session.send(notification, goodbyeSignal()).catch(() => undefined);
}

/** Time for a message whose outcome nobody waits for. */
export function goodbyeSignal(): AbortSignal {
  return AbortSignal.timeout(GOODBYE_MS);
}

/** Passes a server's request on to the caller, or answers it where nobody can. */
export async function handleServerRequest(
  session: LegacySession,
  request: JsonRpcRequest,
  onMessage: Exchange['onMessage'],
  signal: AbortSignal,
): Promise<void> {
  if (request.method === 'ping') return session.send({ jsonrpc: '2.0', id: request.id, result: {} }, signal);
  if (onMessage) return onMessage(request);
  await session.send(
    failure(request.id, errorCodes.methodNotFound, 'The client does not answer requests of this kind.'),
    signal,
  );
}
