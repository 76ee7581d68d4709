import { refuseForNow } from '../pipeline/gateway-refusal.js';

/** Counts what is under way by key, up to a maximum each. */
export class Occupancy {
  readonly #used = new Map<string, number>();

  constructor(
    private readonly maximum: number,
    private readonly what: string,
  ) {}

  /** Takes a place and returns how to give it back; refuses when all are taken. */
  enter(key: string): () => void {
    const used = this.#used.get(key) ?? 0;
    if (used >= this.maximum) {
      throw refuseForNow(
        'too_many_requests',
        429,
        `Too Many Requests: this token already has ${this.maximum} ${this.what}. Wait for one to end, then try again.`,
      );
    }
    this.#used.set(key, used + 1);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      const left = (this.#used.get(key) ?? 1) - 1;
      if (left === 0) this.#used.delete(key);
      else this.#used.set(key, left);
    };
  }
}
