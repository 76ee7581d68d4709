import type { AddressedTurn } from '../pipeline/turn.js';
import { taskHash, type OpenedTask } from '../tasks/task-handles.js';
import type { OpenTasks } from './open-tasks.js';
import { isFound, type Whereabouts } from './whereabouts.js';

/** The tasks of one `subscriptions/listen`. */
export class ListenedTasks {
  #told: readonly string[] = [];

  constructor(
    private readonly turn: AddressedTurn,
    /** Undefined for each name that names no task of the caller's. */
    private readonly tasks: readonly (OpenedTask | undefined)[],
    /** Whether the answer has to say which are told of. */
    readonly isAsked: boolean,
    private readonly whereabouts: Whereabouts,
    private readonly leaves: readonly (() => void)[],
  ) {}

  /** The names of the tasks that are told of. */
  get names(): readonly string[] {
    return this.#told;
  }

  /** Decides on each, records it, and begins to tell of those whose tool the caller may use. */
  async begin(open: OpenTasks): Promise<void> {
    const names = await Promise.all(this.tasks.map((task) => this.#begin(task, open)));
    this.#told = names.flat();
  }

  end(): void {
    for (const leave of this.leaves) leave();
  }

  async #begin(task: OpenedTask | undefined, open: OpenTasks): Promise<string[]> {
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
    open.add(task, resolved);
    return [task.handle];
  }
}
