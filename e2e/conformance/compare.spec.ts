import { describe, expect, it } from 'vitest';
import { type BaselineEntry, pairs, parseBaseline, readBaseline } from './baseline.js';
import { compare, judge } from './compare.js';
import { type Check, toChecks } from './run-conformance.js';
import { formatTable } from './table.js';

function check(name: string, status: Check['status'] = 'SUCCESS'): Check {
  return { scenario: 'ping', check: name, status, message: '' };
}

function excuse(name: string): BaselineEntry {
  return {
    pair: 'legacy/modern',
    revision: '2025-11-25',
    scenario: 'ping',
    check: name,
    reason: 'Refused, because nothing can carry it.',
  };
}

describe('comparing a run with the direct one', () => {
  it.each(['FAILURE', 'WARNING', 'SKIPPED', 'INFO'] as const)('loses a check that ends as %s', (status) => {
    const { lost, kept } = compare([check('a')], [check('a', status)]);
    expect(lost).toEqual([check('a', status)]);
    expect(kept).toEqual([]);
  });

  it('loses a check that did not happen', () => {
    expect(compare([check('a')], []).lost).toMatchObject([
      { check: 'a', message: 'The check did not happen.' },
    ]);
  });

  it('asks nothing of checks that fail directly, and reports those that succeed only now', () => {
    const direct = [check('a', 'FAILURE'), check('b')];
    expect(compare(direct, [check('a'), check('b'), check('c')])).toEqual({
      lost: [],
      kept: [check('b')],
      gained: [check('a'), check('c')],
    });
  });

  it('keeps checks of one name in two scenarios apart', () => {
    const elsewhere = { ...check('wire-schema-valid'), scenario: 'tools-list' };
    expect(compare([check('wire-schema-valid'), elsewhere], [elsewhere]).lost).toHaveLength(1);
  });
});

describe('judging with a baseline', () => {
  const comparison = compare([check('a'), check('b'), check('c')], [check('c')]);

  it('excuses what the baseline explains', () => {
    expect(judge(comparison, [excuse('a'), excuse('b')])).toEqual({ unexplained: [], stale: [] });
  });

  it('complains about what is lost without a reason', () => {
    expect(judge(comparison, [excuse('a')]).unexplained).toMatchObject([{ check: 'b' }]);
  });

  it('complains about an entry that is not needed: the check succeeds, or does not exist', () => {
    const { stale } = judge(comparison, ['a', 'b', 'c', 'd'].map(excuse));
    expect(stale).toEqual([excuse('c'), excuse('d')]);
  });
});

describe('the baseline file', () => {
  const complete = [
    '- pair: legacy/modern',
    '  revision: "2025-11-25"',
    '  scenario: ping',
    '  check: a',
    '  reason: Refused, because nothing can carry it.',
  ];

  it('is read', () => {
    expect(parseBaseline(complete.join('\n'))).toEqual([excuse('a')]);
  });

  it('may be empty', () => {
    expect(parseBaseline('# nothing is excused\n[]')).toEqual([]);
  });

  it('wants a reason', () => {
    expect(() => parseBaseline(complete.slice(0, -1).join('\n'))).toThrow(/Mend baseline\.yml.*reason/s);
  });

  it('refuses an entry that no run would look at', () => {
    const modern = complete.map((line) => line.replace('2025-11-25', '2026-07-28'));
    expect(() => parseBaseline(modern.join('\n'))).toThrow(/no client of this era speaks this/);
  });

  it.each(pairs)('as committed can be used for %s', async (pair) => {
    await expect(
      readBaseline(pair, pair.startsWith('legacy/') ? '2025-11-25' : '2026-07-28'),
    ).resolves.toEqual(expect.any(Array));
  });

  it('refuses an entry twice', () => {
    expect(() => parseBaseline([...complete, ...complete].join('\n'))).toThrow(/twice/);
  });
});

describe('reading the suite', () => {
  it('numbers checks that a scenario repeats, so that losing one of them shows', () => {
    const written = { id: 'meta-400', name: 'Meta400', status: 'SUCCESS' } as const;
    expect(toChecks('server-stateless', [written, written]).map(({ check }) => check)).toEqual([
      'meta-400/Meta400',
      'meta-400/Meta400#2',
    ]);
  });

  it('prints successes and failures by scenario', () => {
    const table = formatTable([
      { title: 'direct', checks: [check('a'), check('b')] },
      {
        title: 'through',
        checks: [check('a'), check('b', 'FAILURE'), { ...check('x'), scenario: 'tools-list' }],
      },
    ]);
    expect(table.split('\n')).toEqual([
      'scenario    direct  through',
      'ping             2     1 -1',
      'tools-list       ·        1',
      'total            2     2 -1',
    ]);
  });
});
