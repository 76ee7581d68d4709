import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { DurationHistogram } from './duration-histogram.js';

const buckets = [0.001, 0.01, 0.1];

test("says the same as the library's own", async () => {
  const [its, ours] = [new Registry(), new Registry()];
  const name = 'some_seconds';
  const help = 'How long something took.';
  const known = new Histogram({ name, help, labelNames: ['step', 'outcome'], buckets, registers: [its] });
  const own = new DurationHistogram(name, help, ['step', 'outcome'], buckets, ours);
  for (const labels of [
    { step: 'one', outcome: 'answered' },
    { step: 'two', outcome: 'failed' },
  ]) {
    const series = own.series(labels);
    for (const seconds of [0, 0.0005, 0.001, 0.0011, 0.1, 7]) {
      known.observe(labels, seconds);
      series.observe(seconds);
    }
  }
  own.series({ step: 'never', outcome: 'answered' });
  expect(await ours.metrics()).toBe(await its.metrics());
});
