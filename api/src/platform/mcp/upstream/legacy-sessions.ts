import type { GuardedHttp } from '../../http-out/guarded-http.js';
import { untilAborted } from './deadline.js';
import { EventStreamSession } from './event-stream-session.js';
import type { Introduction } from './handshake.js';
import { SessionLost, type LegacySession } from './legacy-session.js';
import { hostOf } from './refusals.js';
import { StreamableSession } from './streamable-session.js';
import type { UpstreamTarget } from './target.js';
import { McpUpstreamError } from '../upstream-error.js';

interface Entry {
  /** Address and credential: a session must not outlive a change of either. */
  readonly fingerprint: string;
  readonly session: Promise<LegacySession>;
  readonly opening: AbortController;
  /** Where it holds an event stream open, if it does. */
  readonly streamOrigin?: string;
  inUse: number;
  lastUsed: number;
}

/** How many sessions are kept, and for how long without a request. */
export interface SessionLimits {
  readonly maxSessions: number;
  readonly idleMs: number;
}

/** A quarter of the connections that one origin is given. */
const maxStreamsPerOrigin = 256;
const OPENING_MS = 30_000;
const SWEEP_MS = 30_000;

/** The legacy sessions of this process: one per key, opened when first needed, dropped when idle. */
export class LegacySessions {
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(
    private readonly http: GuardedHttp,
    private readonly limits: SessionLimits = { maxSessions: 5_000, idleMs: 10 * 60_000 },
  ) {
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_MS).unref();
  }

  /** Works in the session of a key; if the server has forgotten it, once more in a new one. */
  async use<Result>(
    key: string,
    target: UpstreamTarget,
    introduction: Introduction,
    signal: AbortSignal,
    work: (session: LegacySession) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await this.#attempt(key, target, introduction, signal, work);
    } catch (error) {
      if (!(error instanceof SessionLost)) throw error;
    }
    try {
      return await this.#attempt(key, target, introduction, signal, work);
    } catch (error) {
      throw error instanceof SessionLost ? lostAgain(target) : error;
    }
  }

  /** The open session of a key, if there is one. */
  existing(key: string): Promise<LegacySession> | undefined {
    return this.#entries.get(key)?.session;
  }

  /** Ends the session of a key. */
  async close(key: string): Promise<void> {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    await end(entry);
  }

  /** Ends all sessions. */
  async closeAll(): Promise<void> {
    clearInterval(this.#sweeper);
    await Promise.all([...this.#entries.keys()].map((key) => this.close(key)));
  }

  async #attempt<Result>(
    key: string,
    target: UpstreamTarget,
    introduction: Introduction,
    signal: AbortSignal,
    work: (session: LegacySession) => Promise<Result>,
  ): Promise<Result> {
    const entry = this.#entryOf(key, target, introduction);
    entry.inUse++;
    try {
      const session = await untilAborted(entry.session.catch(notSent), signal);
      if (session.isLost) throw new SessionLost();
      return await work(session);
    } catch (error) {
      if (error instanceof SessionLost) this.#forget(key, entry);
      throw error;
    } finally {
      entry.inUse--;
      entry.lastUsed = performance.now();
    }
  }

  #entryOf(key: string, target: UpstreamTarget, introduction: Introduction): Entry {
    const fingerprint = JSON.stringify([target.transport, target.url, target.headers]);
    let entry = this.#entries.get(key);
    if (entry && entry.fingerprint !== fingerprint) {
      this.#forget(key, entry);
      entry = undefined;
    }
    entry ??= this.#open(key, target, introduction, fingerprint);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  /** Not bound to the caller's signal: others may wait for the same session. */
  #open(key: string, target: UpstreamTarget, introduction: Introduction, fingerprint: string): Entry {
    this.#makeRoom(target);
    const opening = new AbortController();
    const signal = AbortSignal.any([opening.signal, AbortSignal.timeout(OPENING_MS)]);
    const kind = target.transport === 'http-sse' ? EventStreamSession : StreamableSession;
    const session = kind.open(this.http, target, introduction, signal).then((opened) => opened.session);
    const entry: Entry = {
      fingerprint,
      session,
      opening,
      ...(target.transport === 'http-sse' ? { streamOrigin: originOf(target) } : {}),
      inUse: 0,
      lastUsed: performance.now(),
    };
    session.catch(() => this.#remove(key, entry));
    return entry;
  }

  /** Every session over HTTP+SSE holds a connection: together they must leave some for the messages. */
  #makeRoom(target: UpstreamTarget): void {
    const isStream = target.transport === 'http-sse';
    const origin = isStream ? originOf(target) : '';
    const streams = isStream ? [...this.#entries].filter(([, entry]) => entry.streamOrigin === origin) : [];
    if (streams.length >= maxStreamsPerOrigin) this.#forgetIdle(streams);
    if (this.#entries.size >= this.limits.maxSessions) this.#forgetIdle(this.#entries);
  }

  #forgetIdle(entries: Iterable<[string, Entry]>): void {
    for (const [key, entry] of entries) {
      if (entry.inUse === 0) return this.#forget(key, entry);
    }
  }

  #sweep(): void {
    const oldest = performance.now() - this.limits.idleMs;
    for (const [key, entry] of this.#entries) {
      if (entry.inUse === 0 && entry.lastUsed < oldest) this.#forget(key, entry);
    }
  }

  #forget(key: string, entry: Entry): void {
    this.#remove(key, entry);
    end(entry).catch(() => undefined);
  }

  #remove(key: string, entry: Entry): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }
}

async function end(entry: Entry): Promise<void> {
  entry.opening.abort();
  const session = await entry.session.catch(() => undefined);
  await session?.close();
}

/** Whatever went wrong while a session was opened: the request that wanted it was not sent. */
function notSent(error: unknown): never {
  throw error instanceof McpUpstreamError ? error.after('unsent') : error;
}

function originOf({ url }: UpstreamTarget): string {
  return URL.parse(url)?.origin ?? '';
}

function lostAgain(target: UpstreamTarget): McpUpstreamError {
  return new McpUpstreamError(
    'session_lost',
    `${hostOf(target)} ended the session as soon as it was opened.`,
    "Try again; if it happens again, look at the server's own log.",
  );
}
