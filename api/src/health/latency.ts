/** Upper bounds of the buckets that durations are counted in, in milliseconds; the last bucket has none. */
export const latencyBounds: readonly number[] = [
  5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000,
];

/** Counts of nothing yet. */
export function noLatency(): number[] {
  return new Array<number>(latencyBounds.length + 1).fill(0);
}

/** The bucket a duration is counted in. */
export function bucketOf(milliseconds: number): number {
  const index = latencyBounds.findIndex((bound) => milliseconds <= bound);
  return index === -1 ? latencyBounds.length : index;
}

/** Adds counts to others, bucket by bucket. */
export function addLatency(sum: number[], counts: readonly number[]): void {
  for (const [index, count] of counts.entries()) sum[index] = (sum[index] ?? 0) + count;
}

/**
 * The duration that this share of calls did not exceed, as well as buckets tell it; undefined of no calls. Beyond the
 * last bound only the bound itself is known.
 */
export function percentile(counts: readonly number[], share: number): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const wanted = share * total;
  let before = 0;
  for (const [index, count] of counts.entries()) {
    if (count > 0 && before + count >= wanted) {
      const lower = latencyBounds[index - 1] ?? 0;
      const upper = latencyBounds[index] ?? lower;
      return lower + ((upper - lower) * (wanted - before)) / count;
    }
    before += count;
  }
  return latencyBounds.at(-1);
}
