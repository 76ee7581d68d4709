/** Counts what one validation costs and stops it when it costs too much. */
export class EffortMeter {
  #left = 0;

  constructor(private readonly limit: number) {}

  /** Runs one validation with the whole limit. */
  run<Result>(validation: () => Result): Result {
    this.#left = this.limit;
    return validation();
  }

  spend(cost: number): void {
    this.#left -= cost;
    if (this.#left < 0) throw new EffortExceeded();
  }
}

/** A validation that would go on for too long. */
export class EffortExceeded extends Error {
  override readonly name = 'EffortExceeded';
}
