/** The steps an exchange of the gateway goes through; some more than once, some never. */
export const exchangeSteps = [
  'receive',
  'authenticate',
  'decide',
  'audit_start',
  'upstream',
  'audit_end',
  'respond',
] as const;

export type ExchangeStep = (typeof exchangeSteps)[number];

/** Part of an exchange, in milliseconds since the process began. */
export interface StepTaken {
  readonly step: ExchangeStep;
  readonly from: number;
  readonly to: number;
}

/** Notes when an exchange came from one step to the next. */
export class Timeline {
  readonly #steps: ExchangeStep[] = ['receive'];
  readonly #from: number[] = [performance.now()];
  #to: number | undefined;

  get began(): number {
    return this.#from[0] ?? 0;
  }

  /** Milliseconds from the first step to the end, or to now. */
  get duration(): number {
    return (this.#to ?? performance.now()) - this.began;
  }

  enter(step: ExchangeStep): void {
    this.#steps.push(step);
    this.#from.push(performance.now());
  }

  end(): void {
    this.#to ??= performance.now();
  }

  /** Every step in order, as often as it was entered. */
  taken(): StepTaken[] {
    const end = this.#to ?? performance.now();
    return this.#steps.map((step, at) => ({
      step,
      from: this.#from[at] ?? end,
      to: this.#from[at + 1] ?? end,
    }));
  }

  /** Milliseconds by step, to the microsecond. */
  durations(): Partial<Record<ExchangeStep, number>> {
    const sums: Partial<Record<ExchangeStep, number>> = {};
    const end = this.#to ?? performance.now();
    let at = 0;
    for (const step of this.#steps) {
      const from = this.#from[at] ?? end;
      at += 1;
      sums[step] = rounded((sums[step] ?? 0) + (this.#from[at] ?? end) - from);
    }
    return sums;
  }
}

/** Milliseconds, to the microsecond. */
export function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
