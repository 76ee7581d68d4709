import { succeeded } from './compare.js';
import type { Check } from './run-conformance.js';

/** One run as a column of the table. */
export interface Column {
  readonly title: string;
  readonly checks: readonly Check[];
}

/** Prints successful checks per scenario, one column a run; failed ones follow a minus sign. */
export function formatTable(columns: readonly Column[]): string {
  const scenarios = [
    ...new Set(columns.flatMap(({ checks }) => checks.map(({ scenario }) => scenario))),
  ].sort();
  const rows = [
    ['scenario', ...columns.map(({ title }) => title)],
    ...scenarios.map((scenario) => [
      scenario,
      ...columns.map(({ checks }) => count(checks.filter((check) => check.scenario === scenario))),
    ]),
    ['total', ...columns.map(({ checks }) => count(checks))],
  ];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => (row[column + 1] ?? '').length)));
  const first = Math.max(...rows.map(([scenario = '']) => scenario.length));
  return rows
    .map(([scenario = '', ...cells]) =>
      [scenario.padEnd(first), ...cells.map((cell, column) => cell.padStart(widths[column] ?? 0))].join('  '),
    )
    .join('\n');
}

function count(checks: readonly Check[]): string {
  if (checks.length === 0) return '·';
  const failed = checks.filter(({ status }) => status === 'FAILURE').length;
  return `${checks.filter(succeeded).length}${failed ? ` -${failed}` : ''}`;
}
