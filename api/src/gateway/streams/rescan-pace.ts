import type { Clock } from '../../kernel/clock.js';

/** How often something may be done. */
export interface Pace {
  readonly atOnce: number;
  /** Milliseconds until one more. */
  readonly everyMs: number;
}

/** What is announced within this many milliseconds is one announcement: a server often says several things at once. */
const mergeMs = 50;

/** Does something soon after it was wanted, several wishes together, and not more often than it may be done. */
export class RescanPace {
  #left: number;
  #countedAt: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly pace: Pace,
    private readonly clock: Clock,
    private readonly act: () => void,
  ) {
    this.#left = pace.atOnce;
    this.#countedAt = clock.now().getTime();
  }

  want(): void {
    if (this.#timer) return;
    this.#timer = setTimeout(() => this.#act(), Math.max(mergeMs, this.#waitMs())).unref();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #act(): void {
    this.#timer = undefined;
    this.#left -= 1;
    this.act();
  }

  #waitMs(): number {
    const { atOnce, everyMs } = this.pace;
    const now = this.clock.now().getTime();
    this.#left = Math.min(atOnce, this.#left + (now - this.#countedAt) / everyMs);
    this.#countedAt = now;
    return this.#left >= 1 ? 0 : (1 - this.#left) * everyMs;
  }
}
