import { describe, expect, it } from 'vitest';
import { slopeOf } from './memory.js';
import { spreadOf, type CaseResult } from './measure.js';
import { formatReport, toReport } from './report.js';
import { stepsOf, type CpuProfile } from './steps.js';

const machine = {
  ...{ cores: 2, processor: 'a processor', system: 'a system', node: 'v26.0.0' },
  load: { before: 0.1, highest: 2, after: 1.9 },
};

function call(upstream: string, concurrency: number, perSecond: Record<string, number>): CaseResult {
  const outcomes = Object.entries(perSecond).map(([target, rate]) => ({
    target,
    perSecond: spreadOf([rate]),
    p50: spreadOf([1000 / rate]),
    p99: spreadOf([2000 / rate]),
    cpuPerRequest: spreadOf([100]),
  }));
  return { upstream, method: 'tools/call', concurrency, outcomes };
}

describe('the spread of some measurements', () => {
  it('is the middle and both ends, and of two the middle is between them', () => {
    expect(spreadOf([30, 10, 20])).toEqual({ median: 20, lowest: 10, highest: 30 });
    expect(spreadOf([10, 20])).toEqual({ median: 15, lowest: 10, highest: 20 });
  });
});

describe('memory', () => {
  const sample = (calls: number, heap: number) => ({ calls, heap, external: 1, resident: 100 });

  it('is flat where the heap goes up and down, and not where every call leaves something', () => {
    expect(slopeOf([sample(1000, 50), sample(2000, 40), sample(3000, 50)])).toBeCloseTo(0);
    expect(slopeOf([sample(1000, 50), sample(2000, 51), sample(3000, 52)])).toBeCloseTo(1000);
  });
});

describe('a report', () => {
  const cases = [
    call('official SDK', 1, { direct: 1000, gateway: 400 }),
    call('official SDK', 16, { direct: 1000, gateway: 700 }),
    call('raw node:http', 16, { direct: 9000, 'rewriting proxy': 1000, gateway: 200 }),
  ];
  const report = toReport(cases, machine, false);

  it('holds the budget against what was measured', () => {
    const verdicts = report.budget.map(({ measured, met }) => `${measured} ${met ? 'met' : 'missed'}`);
    // Nothing was listed, so nothing is claimed about it.
    expect(verdicts).toEqual(['70 % met', '1.50 ms met', '20 % missed', 'NaN % missed']);
  });

  it('prints a row for each target, with its share of the direct throughput', () => {
    const lines = formatReport(report).split('\n');
    expect(lines).toContainEqual(
      expect.stringMatching(/official SDK\s+tools\/call\s+16\s+gateway\s+700 \(700–700\)\s+70 %/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/MISSED$/));
    expect(lines.at(-1)).toContain('load 0.1 before, at most 2.0 during, 1.9 after');
  });
});

describe('the steps of a profile', () => {
  const frame = (functionName: string, url = '') => ({ functionName, url });
  const profile: CpuProfile = {
    nodes: [
      { id: 1, callFrame: frame('(root)'), children: [2, 5, 6] },
      { id: 2, callFrame: frame('end', 'file:///x/api/dist/gateway/pipeline/respond.js'), children: [3] },
      { id: 3, callFrame: frame('end', 'node:_http_outgoing'), children: [4] },
      { id: 4, callFrame: frame('append', 'file:///x/api/dist/audit/audit-append.js') },
      { id: 5, callFrame: frame('(idle)') },
      { id: 6, callFrame: frame('onread', 'node:net') },
    ],
    startTime: 1_000,
    samples: [2, 3, 4, 5, 6, 2],
    timeDeltas: [10, 20, 30, 40, 40, 500],
  };

  it('count what a step makes Node do as its own, and neither idling nor what came outside', () => {
    expect(stepsOf(profile, 1_000, 1_200, 10)).toEqual([
      { step: 'Node: reading and scheduling', micros: 4, share: 0.4 },
      { step: 'gateway: respond', micros: 3, share: 0.3 },
      { step: 'audit: writing', micros: 3, share: 0.3 },
    ]);
  });
});
