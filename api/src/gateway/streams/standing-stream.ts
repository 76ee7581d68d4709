import type { RequestContext } from '../../kernel/request-context.js';
import type { JsonObject } from '../../platform/mcp/json/json-value.js';
import type { JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';
import { pause } from '../../platform/mcp/upstream/deadline.js';
import type { UpstreamTarget } from '../../platform/mcp/upstream/target.js';
import type { Log } from '../../platform/telemetry/log.js';
import type { UpstreamTargets } from '../calls/credential.js';
import { withoutSecrets } from '../calls/held-secret.js';
import type { Resolved } from '../pipeline/resolve.js';
import { BreakerOpen } from '../upstreams/upstream.js';
import type { Upstreams } from '../upstreams/upstreams.js';

/** Somebody who wants to hear what an upstream says by itself. */
export interface Interest {
  /** The resources whose updates are wanted. Changes while it is watched. */
  readonly uris: ReadonlySet<string>;
  /** Whether changes of lists are wanted. */
  readonly lists: boolean;
  /** Hears every notification, wanted or not. Must not wait: others hear the same stream. */
  readonly heard: (notification: JsonRpcNotification) => void;
}

/** As whom an upstream is listened to. */
export interface Listener {
  /** The upstream session, where the upstream has sessions. */
  readonly sessionKey: string;
  readonly context: RequestContext;
  readonly clientCapabilities: JsonObject;
}

/** What a watch needs of the gateway. */
export interface StandingParts {
  readonly upstreams: Upstreams;
  readonly targets: UpstreamTargets;
  readonly log: Log;
  /** Milliseconds before a stream that ended is opened again; grows while that fails. */
  readonly reopenMs: number;
}

const longestReopenMs = 5 * 60_000;

/** A stream that lived this long is no sign that the next will fail. */
const steadyMs = 60_000;

/** Notifications in a second beyond which a stream says nothing worth hearing. */
const floodPerSecond = 500;

const subscribeMs = 10_000;

/** One upstream's own stream, held open for as long as somebody wants to hear something on it. */
export class StandingStream {
  readonly #interests = new Set<Interest>();
  readonly #life = new AbortController();
  readonly #settled = Promise.withResolvers<void>();
  #connection: AbortController | undefined;
  #isOpen = false;
  #reopenMs: number;
  /** What a legacy session was asked for, or a modern stream was opened for. */
  #asked = new Set<string>();
  #fingerprint: string | undefined;
  #isApplying = false;

  constructor(
    private readonly listener: Listener,
    private resolved: Resolved,
    private readonly parts: StandingParts,
  ) {
    this.#reopenMs = parts.reopenMs;
  }

  get isWanted(): boolean {
    return this.#interests.size > 0;
  }

  /** Resolves when the upstream's stream was opened once, or could not be. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  join(interest: Interest): void {
    this.#interests.add(interest);
    if (this.#connection) this.apply();
    else this.#connect();
  }

  leave(interest: Interest): void {
    this.#interests.delete(interest);
    this.apply();
  }

  end(): void {
    this.#life.abort();
    this.#connection?.abort();
    this.#settled.resolve();
  }

  /** Follows a change of the connector: another address or credential needs another stream. */
  async renew(resolved: Resolved): Promise<void> {
    if (resolved.policy.version <= this.resolved.policy.version) return;
    this.resolved = resolved;
    const target = await this.parts.targets.of(this.listener.context, resolved);
    if (this.#fingerprint !== undefined && this.#fingerprint !== fingerprintOf(target, resolved))
      this.#connect();
  }

  /** Asks the upstream for what is wanted now. Several changes in a row are one. */
  apply(): void {
    if (this.#isApplying || this.#life.signal.aborted) return;
    this.#isApplying = true;
    setImmediate(() => {
      this.#isApplying = false;
      if (this.#life.signal.aborted || !this.#isOpen) return;
      const wanted = this.#wanted();
      if (wanted.size === this.#asked.size && wanted.isSubsetOf(this.#asked)) return;
      if (this.resolved.served.verdict.era === 'modern') this.#connect();
      else this.#askLegacy(wanted);
    });
  }

  #wanted(): Set<string> {
    return new Set([...this.#interests].flatMap(({ uris }) => [...uris]));
  }

  /** The stream before is ended when this one is open: nothing falls between the two. */
  #connect(): void {
    const before = this.#connection;
    const connection = new AbortController();
    this.#connection = connection;
    void this.#hold(connection, () => before?.abort()).finally(() => before?.abort());
  }

  async #hold(connection: AbortController, opened: () => void): Promise<void> {
    const began = performance.now();
    let leftAloneMs: number | undefined;
    try {
      await this.#listen(connection, opened);
    } catch (error) {
      if (error instanceof BreakerOpen) leftAloneMs = error.retryInMs;
      else if (!connection.signal.aborted) this.#note(error);
    }
    this.#settled.resolve();
    if (connection !== this.#connection || this.#life.signal.aborted) return;
    this.#isOpen = false;
    const hasLived = performance.now() - began > steadyMs;
    await pause(leftAloneMs ?? this.#waitMs(hasLived), this.#life.signal).catch(() => undefined);
    if (connection === this.#connection && !this.#life.signal.aborted) this.#connect();
  }

  #waitMs(hasLived: boolean): number {
    const wait = hasLived ? this.parts.reopenMs : this.#reopenMs;
    this.#reopenMs = Math.min(wait * 2, longestReopenMs);
    return wait;
  }

  async #listen(connection: AbortController, opened: () => void): Promise<void> {
    const { listener, parts, resolved } = this;
    const { verdict } = resolved.served;
    const target = await parts.targets.of(listener.context, resolved);
    this.#fingerprint = fingerprintOf(target, resolved);
    const wanted = this.#wanted();
    const flood = new Flood();
    await parts.upstreams.listen(resolved, target, {
      sessionKey: listener.sessionKey,
      clientCapabilities: listener.clientCapabilities,
      notifications: this.#filter(wanted),
      signal: connection.signal,
      onOpen: () => {
        opened();
        this.#isOpen = true;
        this.#asked = verdict.era === 'modern' ? wanted : new Set();
        if (verdict.era === 'legacy') this.#askLegacy(this.#wanted());
        else this.apply();
        this.#settled.resolve();
      },
      onNotification: (notification) => {
        if (flood.counts()) {
          this.#reopenMs = longestReopenMs;
          throw new Error('An upstream says more by itself than anybody can hear.');
        }
        const notice = withoutSecrets(notification, target.headers);
        for (const interest of this.#interests) interest.heard(notice);
      },
    });
  }

  #filter(wanted: ReadonlySet<string>): JsonObject {
    const hasLists = [...this.#interests].some(({ lists }) => lists);
    return {
      ...(hasLists ? { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true } : {}),
      ...(wanted.size > 0 ? { resourceSubscriptions: [...wanted] } : {}),
    };
  }

  #askLegacy(wanted: ReadonlySet<string>): void {
    const added = wanted.difference(this.#asked);
    const dropped = this.#asked.difference(wanted);
    this.#asked = new Set(wanted);
    for (const uri of added) void this.#say('resources/subscribe', uri).catch(() => undefined);
    for (const uri of dropped) void this.#say('resources/unsubscribe', uri).catch(() => undefined);
  }

  async #say(method: 'resources/subscribe' | 'resources/unsubscribe', uri: string): Promise<void> {
    const { listener, parts, resolved } = this;
    try {
      const target = await parts.targets.of(listener.context, resolved);
      await parts.upstreams.ask(resolved, target, {
        message: { jsonrpc: '2.0', id: 0, method, params: { uri } },
        sessionKey: listener.sessionKey,
        clientCapabilities: listener.clientCapabilities,
        timeoutMs: subscribeMs,
        signal: this.#life.signal,
      });
    } catch (error) {
      if (!this.#life.signal.aborted) this.#note(error);
      if (!(error instanceof BreakerOpen)) return;
      await pause(error.retryInMs, this.#life.signal);
      this.#asked.delete(uri);
      this.apply();
    }
  }

  #note(error: unknown): void {
    const connectorId = this.resolved.connector.id;
    this.parts.log.info({ err: error, connectorId }, 'an upstream cannot be listened to at the moment');
  }
}

function fingerprintOf(target: UpstreamTarget, { served }: Resolved): string {
  return JSON.stringify([target, served.verdict.era]);
}

/** Tells a server that has something to say from one that says it without end. */
class Flood {
  #second = 0;
  #count = 0;

  /** Counts one more; whether it is one too many. */
  counts(): boolean {
    const second = Math.floor(performance.now() / 1_000);
    if (second !== this.#second) [this.#second, this.#count] = [second, 0];
    return ++this.#count > floodPerSecond;
  }
}
