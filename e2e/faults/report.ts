import type { FaultReport } from './run-fault.js';

/** How many violations all faults together came to. */
export function violationsOf(reports: readonly FaultReport[]): number {
  return reports
    .flatMap(({ violations }) => Object.values(violations))
    .reduce((sum, count) => sum + count, 0);
}

/** What every fault came to, in words and counts. */
export function formatFaults(reports: readonly FaultReport[]): string {
  const total = violationsOf(reports);
  return [
    ...reports.map(format),
    total === 0 ? 'No invariant was violated.' : `Invariants were violated ${total} times.`,
  ].join('\n\n');
}

function format({ title, calls, writes, recoveredInMs, violations, heard }: FaultReport): string {
  const { done, told, refused, broken, wrong } = calls;
  return [
    title,
    `  calls: ${done} done, ${told} told that they failed, ${refused} turned away, ${broken} without an answer, ${wrong} wrong`,
    `  writes carried out: ${writes}`,
    `  well again after: ${recoveredInMs === undefined ? 'never' : `${recoveredInMs} ms`}`,
    ...Object.entries(violations).map(([what, count]) => `  ${what}: ${count}`),
    ...heard.map((line) => `    heard ${line}`),
  ].join('\n');
}
