import type { Metric, Registry } from 'prom-client';

type Labels = Readonly<Record<string, string>>;

/** One series of a histogram: how often something took how long. */
export class DurationSeries {
  readonly counts: number[];
  sum = 0;

  constructor(
    readonly labels: Labels,
    private readonly bounds: readonly number[],
  ) {
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  /** Counts one duration, in seconds. */
  observe(seconds: number): void {
    const { bounds, counts } = this;
    let at = 0;
    while (at < bounds.length && seconds > (bounds[at] ?? Infinity)) at += 1;
    counts[at] = (counts[at] ?? 0) + 1;
    this.sum += seconds;
  }
}

/**
 * A Prometheus histogram for what every call observes several times. Whoever observes keeps its series; the library's
 * own finds it anew each time by a text that it makes of the labels.
 */
export class DurationHistogram<Label extends string> {
  readonly type = 'histogram';
  readonly #series: DurationSeries[] = [];

  constructor(
    readonly name: string,
    readonly help: string,
    readonly labelNames: readonly Label[],
    private readonly bounds: readonly number[],
    registry: Registry,
  ) {
    // The registry asks a metric for its name and its values; its type lists only the library's own kinds.
    registry.registerMetric(this as unknown as Metric);
  }

  /** A series of its own for these labels, which nobody else may ask for. */
  series(labels: Readonly<Record<Label, string>>): DurationSeries {
    const series = new DurationSeries(labels, this.bounds);
    this.#series.push(series);
    return series;
  }

  /** What the registry reads; a series that counted nothing yet is not there. */
  get() {
    const values = this.#series.flatMap((series) => this.#valuesOf(series));
    const { name, help, type } = this;
    return Promise.resolve({ name, help, type, values, aggregator: 'sum' });
  }

  #valuesOf({ labels, counts, sum }: DurationSeries) {
    let total = 0;
    const buckets = counts.map((count, at) => {
      total += count;
      const le = this.bounds[at] ?? '+Inf';
      return { metricName: `${this.name}_bucket`, labels: { le, ...labels }, value: total };
    });
    if (total === 0) return [];
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: total },
    ];
  }
}
