import { createHash } from 'node:crypto';
import { memberOf, objectOf, textOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import type { JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';
import { metaKeys } from '../../platform/mcp/revisions/envelope.js';
import type { OpenedTask } from '../tasks/task-handles.js';
import { PendingNotices } from './pending-notices.js';
import type { Interest } from './standing-stream.js';

const method = 'notifications/tasks';

/** Milliseconds before a server that could not be asked about a task is asked again. */
const askAgainMs = 5_000;

const lastStates: ReadonlySet<unknown> = new Set(['completed', 'failed', 'cancelled']);

/** What a stream of tasks needs of the gateway. */
export interface WatchedTasksParts {
  /** Sends the states the caller may still know of, and waits while the client does not read. */
  readonly tell: (task: OpenedTask, notice: JsonRpcNotification) => Promise<void>;
  /** Asks for the state a task is in; undefined where there is none to tell. Fails where nobody could be asked. */
  readonly ask: (task: OpenedTask) => Promise<JsonObject | undefined>;
  /** Called when a state could not be told: the client has to ask for itself. */
  readonly failed: () => void;
  /** Called when every task has come to its end. */
  readonly over: () => void;
  /** Characters of states that may wait for the client to read. */
  readonly maximumWaiting: number;
}

/** The tasks of one upstream that one stream tells of: its own, by the upstream's ids. Of no other is anything kept. */
export class WatchedTasks implements Interest {
  readonly uris: ReadonlySet<string> = new Set();
  readonly lists = false;
  /** The upstream's ids; a client may have been given several names for one of them. */
  readonly #watched = new Map<string, OpenedTask[]>();
  readonly #ended = new Set<string>();
  /** The last state of each task that was put on its way, as a hash. */
  readonly #states = new Map<string, string>();
  readonly #lengths = new Map<string, number>();
  /** What may have happened to these is not known yet. */
  readonly #unknown = new Set<string>();
  #isAsking = false;
  readonly #pending: PendingNotices;

  constructor(private readonly parts: WatchedTasksParts) {
    this.#pending = new PendingNotices((notices) => this.#tell(notices), parts.failed);
  }

  get tasks(): ReadonlySet<string> {
    return new Set(this.#watched.keys());
  }

  /** The tasks by the names their client knows. */
  get all(): readonly OpenedTask[] {
    return [...this.#watched.values()].flat();
  }

  add(task: OpenedTask): void {
    this.#watched.set(task.id, [...(this.#watched.get(task.id) ?? []), task]);
  }

  delete(task: OpenedTask): void {
    const rest = (this.#watched.get(task.id) ?? []).filter(({ handle }) => handle !== task.handle);
    if (rest.length > 0) this.#watched.set(task.id, rest);
    else this.#watched.delete(task.id);
  }

  clear(): void {
    this.#watched.clear();
    this.#unknown.clear();
  }

  end(): void {
    this.clear();
    this.#pending.end();
  }

  readonly heard = (notification: JsonRpcNotification): void => {
    const { params } = notification;
    const id = textOf(params, 'taskId');
    if (notification.method === method && params && id !== undefined) this.#put(id, params);
  };

  /** What happened while nobody listened was not heard: each task is asked about once, one after the other. */
  readonly reached = (): void => {
    for (const id of this.#watched.keys()) this.#unknown.add(id);
    if (!this.#isAsking) void this.#askAboutAll();
  };

  async #askAboutAll(): Promise<void> {
    this.#isAsking = true;
    while (this.#unknown.size > 0) {
      const unanswered: string[] = [];
      for (const id of [...this.#unknown]) if (!(await this.#askAbout(id))) unanswered.push(id);
      if (unanswered.length === 0) continue;
      await new Promise((resolve) => setTimeout(resolve, askAgainMs).unref());
      for (const id of unanswered) if (this.#watched.has(id)) this.#unknown.add(id);
    }
    this.#isAsking = false;
  }

  /** Whether there is nothing more to ask about a task. */
  async #askAbout(id: string): Promise<boolean> {
    if (!this.#unknown.delete(id)) return true;
    const [task] = this.#watched.get(id) ?? [];
    if (!task || this.#ended.has(id)) return true;
    const before = this.#states.get(id);
    const state = await this.parts.ask(task).catch(() => 'unanswered' as const);
    // What the server said in between is newer.
    if (this.#states.get(id) !== before) return true;
    if (state === 'unanswered') return false;
    if (!state || textOf(state, 'taskId') !== id) return true;
    const { resultType: _resultType, ...params } = state;
    if (stateOf(params) !== before) this.#put(id, params);
    return true;
  }

  #put(id: string, given: JsonObject): void {
    if (!this.#watched.has(id) || this.#ended.has(id)) return;
    this.#unknown.delete(id);
    const params = withoutSubscription(given);
    const text = JSON.stringify(params);
    this.#states.set(id, stateOf(params));
    if (lastStates.has(memberOf(params, 'status'))) this.#ended.add(id);
    this.#lengths.set(id, text.length);
    if (this.#waiting() > this.parts.maximumWaiting) return this.parts.failed();
    this.#pending.put(id, { jsonrpc: '2.0', method, params });
  }

  #waiting(): number {
    let length = 0;
    for (const each of this.#lengths.values()) length += each;
    return length;
  }

  async #tell(notices: ReadonlyMap<string, JsonRpcNotification>): Promise<void> {
    for (const [id, notice] of notices) {
      for (const task of this.#watched.get(id) ?? []) await this.parts.tell(task, notice);
      if (!this.#pending.has(id)) this.#lengths.delete(id);
    }
    const isOver = [...this.#watched.keys()].every((id) => this.#ended.has(id) && !this.#pending.has(id));
    if (isOver) this.parts.over();
  }
}

/** Two states are the same whatever is said of the message that tells of them. */
function stateOf({ _meta, ...state }: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(state)).digest('base64');
}

/** The upstream names its own stream, of which the client knows nothing. */
function withoutSubscription(params: JsonObject): JsonObject {
  const { _meta, ...rest } = params;
  const { [metaKeys.subscriptionId]: _own, ...meta } = objectOf(params, '_meta') ?? {};
  return Object.keys(meta).length > 0 ? { ...rest, _meta: meta } : rest;
}
