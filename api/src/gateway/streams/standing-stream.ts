import type { RequestContext } from '../../kernel/request-context.js';
import type { JsonObject } from '../../platform/mcp/json/json-value.js';
import type { JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';
import { pause } from '../../platform/mcp/upstream/deadline.js';
import type { UpstreamTarget } from '../../platform/mcp/upstream/target.js';
import type { Log } from '../../platform/telemetry/log.js';
import type { UpstreamTargets } from '../calls/credential.js';
import { withoutSecrets } from '../calls/held-secret.js';
import type { Resolved } from '../pipeline/resolve.js';
import { Flood } from './flood.js';
import { BreakerOpen } from '../upstreams/upstream.js';
import type { Upstreams } from '../upstreams/upstreams.js';

/** Somebody who wants to hear what an upstream says by itself. */
export interface Interest {
  /** The resources whose updates are wanted. Changes while it is watched. */
  readonly uris: ReadonlySet<string>;
  /** The tasks whose states are wanted, by the upstream's ids. Changes while it is watched. */
  readonly tasks: ReadonlySet<string>;
  /** Whether changes of lists are wanted. */
  readonly lists: boolean;
  /** Hears every notification, wanted or not. Must not wait: others hear the same stream. */
  readonly heard: (notification: JsonRpcNotification) => void;
  /**
   * Told when it is listened to, at first and whenever something may have been missed before; and whether the upstream
   * could not be heard in between.
   */
  readonly reached?: (wasAway: boolean) => void;
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
  readonly upstreams: Pick<Upstreams, 'listen' | 'ask'>;
  readonly targets: Pick<UpstreamTargets, 'of'>;
  readonly log: Pick<Log, 'info'>;
  /** Milliseconds before a stream that ended is opened again; grows while that fails. */
  readonly reopenMs: number;
  /** Bytes of one task's state. */
  readonly resultBytes: number;
}

/** What everybody together wants of an upstream. */
interface Wanted {
  readonly uris: ReadonlySet<string>;
  readonly tasks: ReadonlySet<string>;
}

const longestReopenMs = 5 * 60_000;

/** A stream that lived this long is no sign that the next will fail. */
const steadyMs = 60_000;

/** Whoever was not heard for longer than this may have changed more than it would say again. */
const awayMs = 10_000;

const subscribeMs = 10_000;

/** Milliseconds before a legacy server that could not be asked for a resource is asked again. */
const subscribeAgainMs = 30_000;

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
  #askedTasks: ReadonlySet<string> = new Set();
  /** Who heard everything since it began to listen. */
  readonly #reached = new Set<Interest>();
  #wasAway = false;
  #fingerprint: string | undefined;
  #isApplying = false;
  #hasFlooded = false;

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
    this.#reached.delete(interest);
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
    const target = await this.parts.targets.of(this.listener.context, resolved).catch(() => undefined);
    if (this.#life.signal.aborted) return;
    // Where it cannot be read what has changed, the new stream fails, and is tried again until it can.
    if (!target || this.#fingerprint !== fingerprintOf(target, resolved)) this.#connect();
  }

  /** Asks the upstream for what is wanted now. Several changes in a row are one. */
  apply(): void {
    if (this.#isApplying || this.#life.signal.aborted) return;
    this.#isApplying = true;
    setImmediate(() => {
      this.#isApplying = false;
      if (this.#life.signal.aborted || !this.#isOpen) return;
      const { uris, tasks } = this.#wanted();
      const isAsked = areEqual(uris, this.#asked) && areEqual(tasks, this.#askedTasks);
      if (isAsked) this.#reach();
      else if (this.resolved.served.verdict.era === 'modern') this.#connect();
      else this.#askLegacy(uris);
    });
  }

  #wanted(): Wanted {
    const interests = [...this.#interests];
    return {
      uris: new Set(interests.flatMap(({ uris }) => [...uris])),
      tasks: new Set(interests.flatMap(({ tasks }) => [...tasks])),
    };
  }

  #reach(): void {
    for (const interest of this.#interests) {
      if (this.#reached.has(interest)) continue;
      this.#reached.add(interest);
      interest.reached?.(this.#wasAway);
    }
    this.#wasAway = false;
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
    let hasOpened = false;
    const onOpen = () => {
      hasOpened = true;
      opened();
    };
    try {
      await this.#listen(connection, onOpen);
    } catch (error) {
      if (error instanceof BreakerOpen) leftAloneMs = error.retryInMs;
      else if (!connection.signal.aborted) this.#note(error);
    }
    this.#settled.resolve();
    if (this.#life.signal.aborted) return;
    // What ends by itself before the one in its place is open has left a gap, whoever opens next.
    if (!connection.signal.aborted) this.#reached.clear();
    if (connection !== this.#connection) return;
    this.#isOpen = false;
    const waitMs = leftAloneMs ?? this.#waitMs(performance.now() - began);
    if (!hasOpened || waitMs > awayMs) this.#wasAway = true;
    await pause(waitMs, this.#life.signal).catch(() => undefined);
    if (connection === this.#connection && !this.#life.signal.aborted) this.#connect();
  }

  #waitMs(livedMs: number): number {
    if (this.#hasFlooded) this.#reopenMs = longestReopenMs;
    else if (livedMs > steadyMs) this.#reopenMs = this.parts.reopenMs;
    this.#hasFlooded = false;
    const wait = this.#reopenMs;
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
      // A task's state may hold the result of its call; everything else only says that something changed.
      ...(wanted.tasks.size > 0 ? { maxBytes: parts.resultBytes } : {}),
      onOpen: () => {
        opened();
        this.#isOpen = true;
        this.#asked = new Set(verdict.era === 'modern' ? wanted.uris : []);
        this.#askedTasks = wanted.tasks;
        if (verdict.era === 'legacy') this.#askLegacy(this.#wanted().uris);
        this.apply();
        this.#settled.resolve();
      },
      onNotification: (notification) => {
        if (flood.counts(notification)) {
          this.#hasFlooded = true;
          throw new Error('An upstream says more by itself than anybody can hear.');
        }
        const notice = withoutSecrets(notification, target.headers);
        for (const interest of this.#interests) interest.heard(notice);
      },
    });
  }

  #filter({ uris, tasks }: Wanted): JsonObject {
    const hasLists = [...this.#interests].some(({ lists }) => lists);
    return {
      ...(hasLists ? { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true } : {}),
      ...(uris.size > 0 ? { resourceSubscriptions: [...uris] } : {}),
      ...(tasks.size > 0 ? { taskIds: [...tasks] } : {}),
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
      // Its client was told that it is watched.
      await pause(error instanceof BreakerOpen ? error.retryInMs : subscribeAgainMs, this.#life.signal);
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

function areEqual(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && one.isSubsetOf(other);
}
