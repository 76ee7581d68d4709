import type { GuardedHttp } from '../../http-out/guarded-http.js';
import type { JsonRpcNotification, JsonRpcResponse } from '../jsonrpc.js';
import { McpUpstreamError } from '../upstream-error.js';
import { Deadline, untilAborted } from './deadline.js';
import { SessionLost } from './legacy-session.js';
import { LegacySessions, type SessionLimits } from './legacy-sessions.js';
import { listenModern, type Listening } from './listening.js';
import { tellLogLevel } from './log-level.js';
import { exchangeModern, notifyModern } from './modern-exchange.js';
import { probe, type ProbeOptions } from './probe.js';
import { hostOf, upstreamError } from './refusals.js';
import { DEFAULT_TIMEOUT_MS, type EraVerdict, type Exchange, type UpstreamTarget } from './target.js';

const NOTIFY_MS = 10_000;

/** Notifications that only a legacy session gives a meaning to. */
const legacyNotifications: ReadonlySet<string> = new Set([
  'notifications/cancelled',
  'notifications/initialized',
  'notifications/progress',
  'notifications/roots/list_changed',
]);

/** Castellan as a client of upstream MCP servers: raw messages in and out, whatever the era. One per process. */
export class UpstreamClient {
  readonly #sessions: LegacySessions;

  constructor(
    private readonly http: GuardedHttp,
    limits?: SessionLimits,
  ) {
    this.#sessions = new LegacySessions(http, limits);
  }

  /** Finds out what a server speaks. */
  probe(target: UpstreamTarget, options: ProbeOptions = {}): Promise<EraVerdict> {
    return probe(this.http, target, options);
  }

  /**
   * Sends one request and waits for its answer, which may be an error of the server's own. When the server cannot be
   * used at all it fails with an `McpUpstreamError`.
   */
  async exchange(target: UpstreamTarget, verdict: EraVerdict, asked: Exchange): Promise<JsonRpcResponse> {
    const deadline = new Deadline(asked.signal, asked.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const { signal } = deadline;
    const exchange = heardUntil(signal, asked);
    try {
      if (verdict.era === 'modern') return await exchangeModern(this.http, target, verdict, exchange, signal);
      return await this.#sessions.use(exchange.sessionKey, target, exchange, signal, async (session) => {
        await tellLogLevel(session, exchange, signal);
        return session.exchange(exchange, signal);
      });
    } catch (error) {
      throw upstreamError(error, target, signal);
    } finally {
      deadline.end();
    }
  }

  /** Sends a notification. Without an open session there is nobody whom a legacy notification could tell anything. */
  async notify(
    target: UpstreamTarget,
    verdict: EraVerdict,
    notification: JsonRpcNotification,
    sessionKey: string,
  ): Promise<void> {
    const signal = AbortSignal.timeout(NOTIFY_MS);
    if (verdict.era === 'modern') {
      if (legacyNotifications.has(notification.method)) return;
      return notifyModern(this.http, target, verdict, notification, signal);
    }
    const session = await this.#sessions.existing(sessionKey);
    if (session && !session.isLost) await session.send(notification, signal).catch(ignoreLoss);
  }

  /** Hears what a server says by itself. Ends when the server ends it, and fails when the server cannot be heard. */
  async listen(target: UpstreamTarget, verdict: EraVerdict, listening: Listening): Promise<void> {
    const { signal } = listening;
    try {
      if (verdict.era === 'modern') return await listenModern(this.http, target, verdict, listening);
      await this.#sessions.use(listening.sessionKey, target, listening, signal, (session) =>
        session.listen(listening),
      );
    } catch (error) {
      throw upstreamError(error, target, signal);
    }
  }

  /** Answers a request that a legacy server made during an exchange of the same session. */
  async respond(
    target: UpstreamTarget,
    verdict: EraVerdict,
    response: JsonRpcResponse,
    sessionKey: string,
  ): Promise<void> {
    if (verdict.era === 'modern') throw new Error('Modern servers send no requests that could be answered.');
    const session = await this.#sessions.existing(sessionKey);
    if (!session || session.isLost) throw questionLost(target);
    await session.send(response, AbortSignal.timeout(NOTIFY_MS)).catch((error: unknown) => {
      throw error instanceof SessionLost ? questionLost(target) : error;
    });
  }

  /** Ends the legacy session of a key, if there is one. */
  closeSession(sessionKey: string): Promise<void> {
    return this.#sessions.close(sessionKey);
  }

  /** Ends every session. */
  close(): Promise<void> {
    return this.#sessions.closeAll();
  }
}

/** Whoever is slow to take what comes before the answer must not keep the exchange beyond its end. */
function heardUntil(signal: AbortSignal, exchange: Exchange): Exchange {
  const { onMessage } = exchange;
  if (!onMessage) return exchange;
  return { ...exchange, onMessage: (message) => untilAborted(Promise.resolve(onMessage(message)), signal) };
}

function ignoreLoss(error: unknown): void {
  if (!(error instanceof SessionLost)) throw error;
}

function questionLost(target: UpstreamTarget): McpUpstreamError {
  return new McpUpstreamError(
    'session_lost',
    `The session with ${hostOf(target)} ended before its question was answered.`,
    'Repeat the call.',
  );
}
