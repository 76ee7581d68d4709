import type { Machine } from './machine.js';
import type { CaseResult, Outcome, Spread } from './measure.js';

/** What is held against the performance budget of the architecture. */
export interface Verdict {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

/** Everything a run came to. */
export interface Report {
  readonly machine: Machine;
  readonly quick: boolean;
  readonly durableAudit: true;
  readonly cases: readonly CaseResult[];
  readonly budget: readonly Verdict[];
}

/** Puts the results together and beside the budget. */
export function toReport(cases: readonly CaseResult[], machine: Machine, quick: boolean): Report {
  return { machine, quick, durableAudit: true, cases, budget: budgetOf(cases) };
}

function budgetOf(cases: readonly CaseResult[]): Verdict[] {
  const find = (upstream: string, method: string, concurrency: number) =>
    cases.find(
      (one) => one.upstream === upstream && one.method === method && one.concurrency === concurrency,
    );
  const outcome = (one: CaseResult | undefined, target: string) =>
    one?.outcomes.find((candidate) => candidate.target === target);
  const share = (one: CaseResult | undefined, peer: string) =>
    (outcome(one, 'gateway')?.perSecond.median ?? 0) / (outcome(one, peer)?.perSecond.median ?? Number.NaN);

  const sdkCall = share(find('official SDK', 'tools/call', 16), 'direct');
  const alone = find('official SDK', 'tools/call', 1);
  const added = (outcome(alone, 'gateway')?.p50.median ?? 0) - (outcome(alone, 'direct')?.p50.median ?? 0);
  const rawCall = share(find('raw node:http', 'tools/call', 16), 'rewriting proxy');
  const list = share(find('official SDK', 'tools/list', 16), 'direct');
  return [
    verdict(
      'tools/call, 16 at once, official SDK: share of the direct throughput',
      '≥ 60 %',
      percent(sdkCall),
      sdkCall >= 0.6,
    ),
    verdict(
      'tools/call, 1 at once, official SDK: added at the median',
      '≤ 1.5 ms',
      `${added.toFixed(2)} ms`,
      added <= 1.5,
    ),
    verdict(
      'tools/call, 16 at once, raw: share of the rewriting proxy',
      '≥ 35 %',
      percent(rawCall),
      rawCall >= 0.35,
    ),
    verdict(
      'tools/list, 16 at once, official SDK: share of the direct throughput',
      '> 100 %',
      percent(list),
      list > 1,
    ),
  ];
}

function verdict(what: string, target: string, measured: string, met: boolean): Verdict {
  return { what, target, measured, met };
}

/** The report as tables for people. */
export function formatReport({ machine, quick, cases, budget }: Report): string {
  const { cores, processor, system, node, load } = machine;
  return [
    `Through the gateway: authentication, policy and an audit trail that is on disk before each answer.`,
    `Medians, with the lowest and highest of the slices; targets took turns.${quick ? ' A quick run: look at it, do not quote it.' : ''}`,
    '',
    table([
      [
        'upstream',
        'method',
        'at once',
        'target',
        'requests/s',
        'of direct',
        'p50 ms',
        'p99 ms',
        'CPU µs/request',
      ],
      ...cases.flatMap((one) => one.outcomes.map((outcome) => rowOf(one, outcome))),
    ]),
    '',
    table([
      ['budget', 'target', 'measured', ''],
      ...budget.map(({ what, target, measured, met }) => [what, target, measured, met ? 'met' : 'MISSED']),
    ]),
    '',
    `${cores} cores (${processor}), ${system}, Node ${node}; load ${load.before.toFixed(1)} before, ` +
      `at most ${load.highest.toFixed(1)} during, ${load.after.toFixed(1)} after.`,
  ].join('\n');
}

function rowOf({ upstream, method, concurrency, outcomes }: CaseResult, outcome: Outcome): string[] {
  const direct = outcomes.find(({ target }) => target === 'direct');
  return [
    upstream,
    method,
    String(concurrency),
    outcome.target,
    range(outcome.perSecond, 0),
    percent(outcome.perSecond.median / (direct?.perSecond.median ?? Number.NaN)),
    range(outcome.p50, 2),
    range(outcome.p99, 2),
    range(outcome.cpuPerRequest, 0),
  ];
}

function range({ median, lowest, highest }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${lowest.toFixed(digits)}–${highest.toFixed(digits)})`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Columns of text; those that begin with a number stand at the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const isNumber = widths.map((_, column) => rows.slice(1).every((row) => /^[-\d]/.test(row[column] ?? '')));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
