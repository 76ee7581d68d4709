import type { Resolved } from '../pipeline/resolve.js';
import type { AddressedTurn } from '../pipeline/turn.js';
import { taskHash, type OpenedTask } from '../tasks/task-handles.js';
import type { OpenTasks } from './open-tasks.js';
import { isFound, type Whereabouts } from './whereabouts.js';

/** A task that may be told of. */
interface Decided {
  readonly task: OpenedTask;
  readonly resolved: Resolved;
}

/** The tasks of one `subscriptions/listen`. */
export class ListenedTasks {
  constructor(
    private readonly turn: AddressedTurn,
    /** Undefined for each name that names no task of the caller's. */
    private readonly tasks: readonly (OpenedTask | undefined)[],
    /** Whether the answer has to say which are told of. */
    readonly isAsked: boolean,
    private readonly whereabouts: Whereabouts,
    private readonly leaves: readonly (() => void)[],
  ) {}

  /**
   * Decides on each, records it, and begins to tell of those whose tool the caller may use: of all or of none, since a
   * stream that fails to open closes only what it has begun by then.
   */
  async begin(open: OpenTasks): Promise<void> {
    const decided = await Promise.all(this.tasks.map((task) => this.#decided(task)));
    for (const { task, resolved } of decided.flat()) open.add(task, resolved);
  }

  end(): void {
    for (const leave of this.leaves) leave();
  }

  async #decided(task: OpenedTask | undefined): Promise<Decided[]> {
    const { trail, asked, caller, arrival } = this.turn;
    const { method } = asked.request;
    const found = task && (await this.whereabouts.task(arrival, caller, task));
    if (!task || !found || !isFound(found)) {
      await trail.refused('task_unknown', method, asked);
      return [];
    }
    const { resolved, decided } = found;
    const about = trail.about(resolved);
    if (!decided.definition) {
      await about.refused('task_unknown', method, { ...asked, task }, decided);
      return [];
    }
    await about.subscription('gateway.subscribed', decided, { taskHash: taskHash(task) });
    return [{ task, resolved }];
  }
}
