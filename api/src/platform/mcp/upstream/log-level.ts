import { isFailure } from '../jsonrpc.js';
import { isSevereEnough } from '../revisions/inbound.js';
import { untilAborted } from './deadline.js';
import { SessionLost, type LegacySession } from './legacy-session.js';
import type { Exchange } from './target.js';

const TELLING_MS = 5_000;

interface Told {
  readonly level: unknown;
  readonly done: Promise<void>;
}

const toldOf = new WeakMap<LegacySession, Told>();

/**
 * Tells a legacy server which log messages the caller of an exchange wants. Calls of one session may want different
 * ones at a time, so the level only ever becomes lower; what is too much for one of them its reader leaves out.
 */
export async function tellLogLevel(
  session: LegacySession,
  { message, logging, sessionKey }: Exchange,
  signal: AbortSignal,
): Promise<void> {
  if (message.method === 'logging/setLevel') {
    toldOf.set(session, { level: message.params?.['level'], done: Promise.resolve() });
    return;
  }
  if (!logging || !session.tellsLog) return;
  let told = toldOf.get(session);
  if (!told || !isSevereEnough(logging.level, String(told.level))) {
    told = { level: logging.level, done: tell(session, logging, sessionKey) };
    toldOf.set(session, told);
  }
  await untilAborted(told.done, signal);
}

/** A server that does not hear it only says less than is wanted, so the call itself goes on. */
async function tell(
  session: LegacySession,
  { level, onUntold }: NonNullable<Exchange['logging']>,
  sessionKey: string,
): Promise<void> {
  const message = { jsonrpc: '2.0', id: 0, method: 'logging/setLevel', params: { level } } as const;
  const signal = AbortSignal.timeout(TELLING_MS);
  try {
    const response = await session.exchange({ message, sessionKey }, signal);
    if (isFailure(response)) onUntold({ code: response.error.code });
  } catch (error) {
    if (error instanceof SessionLost) throw error;
    onUntold({ err: error });
  }
}
