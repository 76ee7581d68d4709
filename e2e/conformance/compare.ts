import type { BaselineEntry } from './baseline.js';
import type { Check } from './run-conformance.js';

/** What became of the checks that succeed directly, and what succeeds only through the gateway. */
export interface Comparison {
  readonly lost: Check[];
  readonly kept: Check[];
  readonly gained: Check[];
}

/** Holds two runs against each other; a check is lost when it does not succeed any more, for whatever reason. */
export function compare(direct: readonly Check[], through: readonly Check[]): Comparison {
  const outcome = new Map(through.map((check) => [keyOf(check), check]));
  const succeedsDirectly = new Set(direct.filter(succeeded).map(keyOf));
  const comparison: Comparison = { lost: [], kept: [], gained: through.filter(isGain) };

  for (const check of direct.filter(succeeded)) {
    const now = outcome.get(keyOf(check));
    if (now && succeeded(now)) comparison.kept.push(now);
    else comparison.lost.push(now ?? { ...check, status: 'SKIPPED', message: 'The check did not happen.' });
  }
  return comparison;

  function isGain(check: Check): boolean {
    return succeeded(check) && !succeedsDirectly.has(keyOf(check));
  }
}

/** What a baseline leaves to complain about. */
export interface Verdict {
  /** Lost, and nobody has said why. */
  readonly unexplained: Check[];
  /** Excused, although it is not lost (any more): the entry has to go. */
  readonly stale: BaselineEntry[];
}

/** Applies the baseline entries of one pair and revision to a comparison. */
export function judge({ lost }: Comparison, baseline: readonly BaselineEntry[]): Verdict {
  const excused = new Set(baseline.map(keyOf));
  const missing = new Set(lost.map(keyOf));
  return {
    unexplained: lost.filter((check) => !excused.has(keyOf(check))),
    stale: baseline.filter((entry) => !missing.has(keyOf(entry))),
  };
}

export function succeeded({ status }: Check): boolean {
  return status === 'SUCCESS';
}

function keyOf({ scenario, check }: Pick<Check, 'scenario' | 'check'>): string {
  return `${scenario} ${check}`;
}
