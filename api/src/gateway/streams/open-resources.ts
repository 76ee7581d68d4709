import type { Clock } from '../../kernel/clock.js';
import type { JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';
import type { Caller } from '../pipeline/authenticate.js';
import { decideOn, type Decided } from '../pipeline/decide.js';
import type { Resolution, Resolved } from '../pipeline/resolve.js';
import type { ResolvedTurn } from '../pipeline/turn.js';
import type { Listener } from './standing-stream.js';
import type { StandingStreams, Watching } from './standing-streams.js';
import { WatchedResources } from './watched-resources.js';

/** What the resources of a stream need of the gateway. */
export interface OpenResourcesParts {
  readonly standing: StandingStreams;
  readonly resolution: Resolution;
  readonly clock: Clock;
}

/** The resources whose updates one open stream tells, for as long as its caller may read them. */
export class OpenResources {
  readonly #watched: WatchedResources;
  readonly #organizationSlug: string;
  #resolved: Resolved;
  #caller: Caller;
  #watching: Watching | undefined;
  #hasClosed = false;

  constructor(
    turn: ResolvedTurn,
    private readonly listener: Listener,
    private readonly parts: OpenResourcesParts,
    private readonly send: (notification: JsonRpcNotification) => Promise<void>,
  ) {
    this.#organizationSlug = turn.arrival.organizationSlug;
    this.#resolved = turn.resolved;
    this.#caller = turn.caller;
    this.#watched = new WatchedResources((updates) => this.#tell(updates));
  }

  /** The connector as it was known at the last look. */
  get resolved(): Resolved {
    return this.#resolved;
  }

  get uris(): ReadonlySet<string> {
    return this.#watched.uris;
  }

  /** Resolves when the upstream is listened to, or cannot be at the moment. */
  get settled(): Promise<void> {
    return this.#watching?.settled ?? Promise.resolve();
  }

  /** Watches these resources, which were decided on, and no others. */
  set(uris: readonly string[]): void {
    if (this.#hasClosed) return;
    this.#watched.uris.clear();
    for (const uri of uris) this.#watched.uris.add(uri);
    this.#apply();
  }

  /** Decides anew about every resource; answers what the caller may not watch any more. */
  async look(caller: Caller): Promise<Decided[]> {
    this.#caller = caller;
    const resolved = await this.#current();
    const dropped: Decided[] = [];
    for (const uri of this.uris) {
      const decided = this.decide(uri, resolved);
      if (decided.definition) continue;
      this.#watched.uris.delete(uri);
      dropped.push(decided);
    }
    this.#apply();
    if (resolved) await this.#watching?.renew(resolved);
    return dropped;
  }

  /** What the policy says about watching a resource: the same as about reading it. */
  decide(uri: string, resolved: Resolved = this.#resolved): Decided {
    const request = { jsonrpc: '2.0', id: 0, method: 'resources/subscribe', params: { uri } } as const;
    return decideOn(resolved, this.#caller, { request }, this.parts.clock.now());
  }

  close(): void {
    this.#hasClosed = true;
    this.#watched.uris.clear();
    this.#watched.end();
    this.#apply();
  }

  #apply(): void {
    if (this.uris.size === 0) {
      this.#watching?.leave();
      this.#watching = undefined;
    } else if (this.#watching) this.#watching.changed();
    else this.#watching = this.parts.standing.join(this.listener, this.#resolved, this.#watched);
  }

  /** The connector as the policy of this moment knows it; a caller it is not published to any more has none. */
  async #current(): Promise<Resolved> {
    const policy = await this.parts.resolution.policyOf(this.#organizationSlug);
    if (policy && policy !== this.#resolved.policy) {
      this.#resolved = await this.parts.resolution.resolve(
        policy,
        this.#caller,
        this.#resolved.connector.slug,
      );
    }
    return this.#resolved;
  }

  /** Decided at the moment of telling: what happened to the policy since the last look counts already. */
  async #tell(updates: ReadonlyMap<string, JsonRpcNotification>): Promise<void> {
    const resolved = await this.#current();
    for (const [uri, notification] of updates) {
      if (this.decide(uri, resolved).definition) await this.send(notification);
    }
  }
}
