import type { Turn } from './pipeline/turn.js';

/**
 * The turns this process is busy with.
 *
 * No set, on purpose: a set that changes with every call is copied every few calls, and its old copies, each of which
 * leads to the next, keep whatever was in them for as long as the collector leaves old things alone. Measured, that
 * made every call outlive itself. Here a place that becomes free is taken by the last one.
 */
export class TurnsUnderWay {
  readonly #turns: Turn[] = [];

  get size(): number {
    return this.#turns.length;
  }

  add(turn: Turn): void {
    turn.place = this.#turns.push(turn) - 1;
  }

  delete(turn: Turn): void {
    const last = this.#turns.pop();
    if (!last || last === turn) return;
    this.#turns[turn.place] = last;
    last.place = turn.place;
  }

  /** Those under way at this moment; what is done with one may end it. */
  all(): readonly Turn[] {
    return [...this.#turns];
  }
}
