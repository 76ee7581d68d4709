import { Load, type Method, type Slice, type Target } from './load.js';

/** One comparison: the same requests to several targets. */
export interface Case {
  readonly upstream: string;
  readonly method: Method;
  readonly concurrency: number;
  readonly targets: readonly Target[];
}

/** How long and how often. */
export interface Effort {
  readonly sliceMs: number;
  /** Each round goes through the targets once forwards and once backwards. */
  readonly rounds: number;
  readonly warmUpMs: number;
}

/** A value that was measured several times. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** What one target came to in one case. */
export interface Outcome {
  readonly target: string;
  readonly perSecond: Spread;
  readonly p50: Spread;
  readonly p99: Spread;
  readonly cpuPerRequest: Spread;
}

/** What a case came to, by target. */
export interface CaseResult extends Omit<Case, 'targets'> {
  readonly outcomes: readonly Outcome[];
}

/** Warms up with as many at once as it ever gets: a program is compiled by what it has done, not by the time it runs. */
const warmUpConcurrency = 16;

/** Measures in turn, A B B A, so that whatever else the machine does burdens all alike. */
export async function measure(one: Case, { sliceMs, rounds, warmUpMs }: Effort): Promise<CaseResult> {
  const { upstream, method, concurrency, targets } = one;
  const loads = targets.map((target) => new Load(target, method, concurrency));
  const slices = targets.map((): Slice[] => []);
  const order = targets.map((_, index) => index);
  try {
    for (const target of targets) await warmUp(new Load(target, method, warmUpConcurrency), warmUpMs);
    for (let round = 0; round < rounds; round++) {
      for (const index of [...order, ...order.toReversed()]) {
        const slice = await loads[index]?.run(sliceMs);
        if (slice) slices[index]?.push(slice);
      }
    }
  } finally {
    await Promise.all(loads.map((load) => load.close()));
  }
  const outcomes = targets.map(({ title }, index) => outcomeOf(title, slices[index] ?? []));
  return { upstream, method, concurrency, outcomes };
}

async function warmUp(load: Load, forMs: number): Promise<void> {
  try {
    await load.run(forMs);
  } finally {
    await load.close();
  }
}

function outcomeOf(target: string, slices: readonly Slice[]): Outcome {
  return {
    target,
    perSecond: spreadOf(slices.map(({ perSecond }) => perSecond)),
    p50: spreadOf(slices.map(({ p50 }) => p50)),
    p99: spreadOf(slices.map(({ p99 }) => p99)),
    cpuPerRequest: spreadOf(slices.map(({ cpuPerRequest }) => cpuPerRequest)),
  };
}

/** The median and the extremes of some measurements. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  return { median, lowest: sorted[0] ?? 0, highest: sorted.at(-1) ?? 0 };
}
