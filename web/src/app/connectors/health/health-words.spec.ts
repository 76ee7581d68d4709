import {
  chartSummary,
  durationWords,
  probeWords,
  stateSentence,
  windowOf,
  type HealthPoint,
} from './health-words';

const point = (given: Partial<HealthPoint> = {}): HealthPoint => ({
  at: '2026-11-01T12:00:00Z',
  calls: 0,
  failures: 0,
  timeouts: 0,
  refused: 0,
  probes: 0,
  failedProbes: 0,
  p50Ms: null,
  p95Ms: null,
  ...given,
});
const health = {
  since: null,
  calls: 20,
  failures: 0,
  probes: 0,
  failedProbes: 0,
  gateways: 2,
  openGateways: 0,
  lastFailure: null,
};

describe('the state of a connector in words', () => {
  it('has the numbers it comes from', () => {
    expect(stateSentence({ ...health, state: 'HEALTHY' })).toBe(
      '20 of 20 calls in the last five minutes were answered.',
    );
    expect(stateSentence({ ...health, state: 'HEALTHY', calls: 1 })).toBe(
      'The only call of the last five minutes was answered.',
    );
    expect(stateSentence({ ...health, state: 'DOWN', calls: 1, failures: 1 })).toBe(
      'The only call of the last five minutes got no usable answer.',
    );
    expect(stateSentence({ ...health, state: 'DEGRADED', failures: 3 })).toBe(
      '3 of 20 calls in the last five minutes got no usable answer.',
    );
    expect(stateSentence({ ...health, state: 'DEGRADED', openGateways: 1 })).toContain('1 of 2 gateways');
    expect(stateSentence({ ...health, state: 'DOWN', failures: 20 })).toContain('None of the last 20 calls');
    expect(stateSentence({ ...health, state: 'DOWN', openGateways: 2 })).toContain('refused at once');
    expect(stateSentence({ ...health, state: 'UNKNOWN' })).toContain('not known');
  });

  it('says when it was Castellan that asked', () => {
    const asked = { ...health, calls: 0, probes: 3 };
    expect(stateSentence({ ...asked, state: 'HEALTHY' })).toContain(
      'It answered when Castellan itself asked',
    );
    expect(stateSentence({ ...asked, state: 'DOWN', failedProbes: 3 })).toBe(
      'Castellan itself asked it in the last five minutes: no usable answer to 3 of 3.',
    );
    expect(stateSentence({ ...asked, state: 'DEGRADED', failedProbes: 1 })).toContain(
      'no usable answer to 1 of 3',
    );
    expect(
      [
        { probes: 0, failedProbes: 0 },
        { probes: 2, failedProbes: 0 },
        { probes: 2, failedProbes: 1 },
      ].map(probeWords),
    ).toEqual(['–', '2, answered', '2, 1 not answered']);
    const summary = (probes: number, failedProbes: number) => chartSummary([point({ probes, failedProbes })]);
    expect([summary(1, 0), summary(1, 1), summary(4, 0), summary(4, 1)]).toEqual(
      [
        'once, and got an answer.',
        'once, and got no usable answer.',
        '4 times, and always got an answer.',
        '4 times, and got no usable answer to 1 of them.',
      ].map((words) => `No calls in this time. Castellan itself asked ${words}`),
    );
  });
});

describe('a chart in words', () => {
  it('says what can be seen, and nothing of what did not happen', () => {
    expect(chartSummary([point(), point()])).toBe('No calls in this time.');
    expect(
      chartSummary([point({ calls: 10, failures: 1, p95Ms: 80 }), point({ calls: 5, p95Ms: 2_400 })]),
    ).toBe('15 calls, 1 without a usable answer, 95 % of them took 2.4 s or less, at the slowest time.');
    expect(chartSummary([point({ refused: 4 })])).toBe(
      '0 calls, 0 without a usable answer, 4 refused at once.',
    );
  });
});

it.each([
  [null, '–'],
  [38, '38 ms'],
  [1_250, '1.3 s'],
  [61_000, '61 s'],
])('a duration of %s is said as %s', (milliseconds, words) => {
  expect(durationWords(milliseconds)).toBe(words);
});

it.each([
  ['hour', 'HOUR'],
  ['week', 'WEEK'],
  ['century', 'DAY'],
  [undefined, 'DAY'],
])('the address word %s means the window %s', (word, window) => {
  expect(windowOf(word)).toBe(window);
});
