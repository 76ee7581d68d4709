import type { JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';
import { resultRulesOf } from '../../limits/result-rules.js';
import type { Caller } from '../pipeline/authenticate.js';
import type { Decided } from '../pipeline/decide.js';
import type { Resolved } from '../pipeline/resolve.js';
import { inspectionOf } from '../results/inspection.js';
import type { Listener } from './standing-stream.js';
import type { StandingStreams } from './standing-streams.js';
import { UpstreamPart } from './upstream-part.js';
import { WatchedResources } from './watched-resources.js';
import { isFound, type StreamAddress, type Whereabouts } from './whereabouts.js';

/** What the resources of a stream need of the gateway. */
export interface OpenResourcesParts {
  readonly standing: StandingStreams;
  readonly whereabouts: Whereabouts;
  /** As whom the stream's client is listened for at a connector. */
  readonly listenerAt: (resolved: Resolved) => Listener;
  /** Ends the stream: something cannot be told on it. */
  readonly end: () => void;
}

/** Something that its caller may not watch any more, or that is not clear whose it is any more. */
export interface Lost {
  readonly resolved: Resolved;
  readonly decided: Decided;
}

/** The resources of one connector. */
interface Place {
  resolved: Resolved;
  readonly watched: WatchedResources;
  readonly part: UpstreamPart;
}

/** The resources whose updates one open stream tells, of whichever connectors, for as long as its caller may read them. */
export class OpenResources {
  readonly #places = new Map<string, Place>();
  #caller: Caller;
  /** One change after the other: each looks at what the one before has left. */
  #last: Promise<unknown> = Promise.resolve();
  #hasClosed = false;

  constructor(
    private readonly address: StreamAddress,
    caller: Caller,
    private readonly parts: OpenResourcesParts,
    private readonly send: (notification: JsonRpcNotification) => Promise<void>,
  ) {
    this.#caller = caller;
  }

  get uris(): ReadonlySet<string> {
    return new Set([...this.#places.values()].flatMap(({ watched }) => [...watched.uris]));
  }

  /** Resolves when every upstream is listened to, or cannot be at the moment. */
  get settled(): Promise<unknown> {
    return Promise.all([...this.#places.values()].map(({ part }) => part.settled));
  }

  /** Watches these resources and no others, as far as the caller may; answers what is not watched any more for that. */
  set(uris: readonly string[]): Promise<Lost[]> {
    return this.#next(() => this.#watch(uris));
  }

  /** Decides anew about every resource; answers what the caller may not watch any more. */
  look(caller: Caller): Promise<Lost[]> {
    return this.#next(() => {
      this.#caller = caller;
      return this.#watch([...this.uris]);
    });
  }

  close(): void {
    this.#hasClosed = true;
    for (const { watched, part } of this.#places.values()) {
      watched.uris.clear();
      watched.end();
      part.apply();
    }
  }

  #next(work: () => Promise<Lost[]>): Promise<Lost[]> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #watch(uris: readonly string[]): Promise<Lost[]> {
    const lost: Lost[] = [];
    const wanted = new Map<string, { readonly resolved: Resolved; readonly uris: string[] }>();
    for (const uri of uris) {
      const found = await this.parts.whereabouts.resource(this.address, this.#caller, uri);
      if (isFound(found) && found.decided.definition) {
        const { id } = found.resolved.connector;
        const there = wanted.get(id) ?? { resolved: found.resolved, uris: [] };
        wanted.set(id, there);
        there.uris.push(uri);
      } else if (isFound(found)) lost.push(found);
      else lost.push(...(await this.#lostFrom(uri)));
    }
    if (this.#hasClosed) return [];
    for (const [id, place] of this.#places) if (!wanted.has(id)) this.#fill(place, []);
    for (const [id, there] of wanted) {
      const place = this.#placeOf(id, there.resolved);
      place.resolved = there.resolved;
      await place.part.renew(there.resolved);
      if (this.#hasClosed) return [];
      this.#fill(place, there.uris);
    }
    return lost;
  }

  /** What is nobody's now is lost where it was watched, if it was. */
  async #lostFrom(uri: string): Promise<Lost[]> {
    const { whereabouts } = this.parts;
    const before = [...this.#places.values()].find(({ watched }) => watched.uris.has(uri));
    if (!before) return [];
    const resolved = await whereabouts.lost(this.address, before.resolved);
    return [{ resolved, decided: whereabouts.decideResource(resolved, this.#caller, uri) }];
  }

  #placeOf(connectorId: string, resolved: Resolved): Place {
    const known = this.#places.get(connectorId);
    if (known) return known;
    const { standing, listenerAt, end } = this.parts;
    const watched = new WatchedResources((updates) => this.#tell(connectorId, updates), end);
    const part = new UpstreamPart(standing, listenerAt(resolved), resolved, watched);
    const place: Place = { resolved, watched, part };
    this.#places.set(connectorId, place);
    return place;
  }

  #fill({ watched, part }: Place, uris: readonly string[]): void {
    watched.uris.clear();
    for (const uri of uris) watched.uris.add(uri);
    part.apply();
  }

  /** Decided at the moment of telling: what happened to the policy since the last look counts already. */
  async #tell(connectorId: string, updates: ReadonlyMap<string, JsonRpcNotification>): Promise<void> {
    for (const [uri, notification] of updates) {
      const found = await this.parts.whereabouts.resource(this.address, this.#caller, uri);
      const isStillTold =
        isFound(found) &&
        found.decided.definition !== undefined &&
        found.resolved.connector.id === connectorId;
      if (isStillTold) await this.send(await asPassedOn(notification, found.resolved));
    }
  }
}

/** What a server says of an update is held against the rules for its results, as whatever else it says. */
async function asPassedOn(
  notification: JsonRpcNotification,
  { policy, connector }: Resolved,
): Promise<JsonRpcNotification> {
  const inspection = inspectionOf(resultRulesOf(policy.limits, connector.id));
  return inspection ? inspection.pass(notification) : notification;
}
