import type { JsonObject } from '../../platform/mcp/json/json-value.js';
import { isFailure, type JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';
import { resultRulesOf } from '../../limits/result-rules.js';
import type { UpstreamTargets } from '../calls/credential.js';
import { withoutSecrets } from '../calls/held-secret.js';
import type { Caller } from '../pipeline/authenticate.js';
import type { Resolved } from '../pipeline/resolve.js';
import type { AddressedTurn } from '../pipeline/turn.js';
import { inspectionOf } from '../results/inspection.js';
import type { OpenedTask } from '../tasks/task-handles.js';
import type { Tasks } from '../tasks/tasks.js';
import type { Upstreams } from '../upstreams/upstreams.js';
import type { Lost } from './open-resources.js';
import type { Listener } from './standing-stream.js';
import type { StandingStreams } from './standing-streams.js';
import { UpstreamPart } from './upstream-part.js';
import { WatchedTasks } from './watched-tasks.js';
import { isFound, type Whereabouts } from './whereabouts.js';

/** What the tasks of a stream need of the gateway. */
export interface OpenTasksParts {
  readonly standing: StandingStreams;
  readonly whereabouts: Whereabouts;
  readonly tasks: Tasks;
  readonly targets: UpstreamTargets;
  readonly upstreams: Upstreams;
  readonly listenerAt: (resolved: Resolved) => Listener;
  /** Ends the stream: something cannot be told on it. */
  readonly end: () => void;
  /** Bytes of one state, at most. */
  readonly resultBytes: number;
}

/** The tasks of one connector. */
interface Place {
  resolved: Resolved;
  readonly watched: WatchedTasks;
  readonly part: UpstreamPart;
}

const askMs = 10_000;

/**
 * The tasks whose states one open stream tells, of whichever connectors: those the caller's own handles name, for as
 * long as the caller may use the tools that made them.
 */
export class OpenTasks {
  readonly #places = new Map<string, Place>();
  #caller: Caller;

  constructor(
    private readonly turn: AddressedTurn,
    private readonly parts: OpenTasksParts,
    private readonly send: (notification: JsonRpcNotification) => Promise<void>,
  ) {
    this.#caller = turn.caller;
  }

  /** The names of the tasks that are told of. */
  get names(): readonly string[] {
    return [...this.#places.values()].flatMap(({ watched }) => watched.all.map(({ handle }) => handle));
  }

  get settled(): Promise<unknown> {
    return Promise.all([...this.#places.values()].map(({ part }) => part.settled));
  }

  /** Begins to tell of a task that was decided on. */
  add(task: OpenedTask, resolved: Resolved): void {
    const { watched, part } = this.#placeOf(resolved);
    watched.add(task);
    part.apply();
  }

  /** Decides anew about every task; answers what the caller may not hear of any more. */
  async look(caller: Caller): Promise<Lost[]> {
    this.#caller = caller;
    const lost: Lost[] = [];
    const { whereabouts } = this.parts;
    for (const place of this.#places.values()) {
      for (const task of place.watched.all) {
        const found = await whereabouts.task(this.turn.arrival, caller, task);
        if (isFound(found)) place.resolved = found.resolved;
        else place.resolved = await whereabouts.lost(this.turn.arrival, place.resolved);
        const decided = whereabouts.decideTask(place.resolved, caller, task);
        if (isFound(found) && decided.definition) continue;
        place.watched.delete(task);
        lost.push({ resolved: place.resolved, decided });
      }
      place.part.apply();
      await place.part.renew(place.resolved);
    }
    return lost;
  }

  close(): void {
    for (const { watched, part } of this.#places.values()) {
      watched.end();
      part.apply();
    }
  }

  #placeOf(resolved: Resolved): Place {
    const { id } = resolved.connector;
    const known = this.#places.get(id);
    if (known) return known;
    const { standing, listenerAt, end, resultBytes } = this.parts;
    const listener = listenerAt(resolved);
    const watched = new WatchedTasks({
      tell: (task, notice) => this.#tell(task, notice),
      ask: (task) => this.#ask(task, place, listener),
      failed: end,
      over: () => {
        watched.clear();
        part.apply();
      },
      maximumWaiting: 2 * resultBytes,
    });
    const part = new UpstreamPart(standing, listener, resolved, watched);
    const place: Place = { resolved, watched, part };
    this.#places.set(id, place);
    return place;
  }

  async #ask(task: OpenedTask, { resolved }: Place, listener: Listener): Promise<JsonObject | undefined> {
    const { upstreams, targets, resultBytes } = this.parts;
    const target = await targets.of(listener.context, resolved);
    const response = await upstreams.ask(resolved, target, {
      message: { jsonrpc: '2.0', id: 0, method: 'tasks/get', params: { taskId: task.id } },
      sessionKey: listener.sessionKey,
      clientCapabilities: listener.clientCapabilities,
      maxBytes: resultBytes,
      timeoutMs: askMs,
      signal: this.turn.signal,
    });
    return isFailure(response) ? undefined : withoutSecrets(response.result, target.headers);
  }

  /** A state may hold the call's result, so it is decided on, looked at and recorded as an answer is. */
  async #tell(task: OpenedTask, notice: JsonRpcNotification): Promise<void> {
    const { asked, arrival, trail } = this.turn;
    const found = await this.parts.whereabouts.task(arrival, this.#caller, task);
    if (!isFound(found) || !found.decided.definition) return;
    const { resolved, decided } = found;
    const rules = resultRulesOf(resolved.policy.limits, resolved.connector.id);
    const inspection = inspectionOf(rules);
    const { params = {} } = inspection ? await inspection.pass(notice) : notice;
    const { result, hasFailed, details } = this.parts.tasks.told(task, params);
    const resultBytes = Buffer.byteLength(JSON.stringify(result));
    // Too large for an answer as well, which says so to whoever asks.
    if (resultBytes > rules.maximumBytes) return;
    const about = { ...asked, request: { ...asked.request, method: notice.method, params: {} }, task };
    const { verdict } = resolved.served;
    await trail
      .about(resolved)
      .call(about, decided)
      .finished(hasFailed ? 'failure' : 'success', {
        ...details,
        ...inspection?.details,
        upstreamEra: verdict.era,
        upstreamRevision: verdict.revision,
        resultBytes,
        ...(hasFailed ? { code: 'tool_error' } : {}),
      });
    await this.send({ ...notice, params: result });
  }
}
