import { describe, expect, test } from 'vitest';
import { healthOf, stateOf, type HealthMinute } from './health.js';
import { pointsOf, stepsOf } from './history.js';
import { bucketOf, latencyBounds, noLatency, percentile } from './latency.js';

const now = new Date('2026-11-01T12:00:30Z');

function minute(given: Partial<HealthMinute> & { readonly agoMinutes?: number } = {}): HealthMinute {
  const { agoMinutes = 0, ...rest } = given;
  return {
    connectorId: 'crm',
    minute: new Date(Date.parse('2026-11-01T12:00:00Z') - agoMinutes * 60_000),
    gatewayId: 'one',
    calls: 10,
    failures: 0,
    timeouts: 0,
    refused: 0,
    probes: 0,
    failedProbes: 0,
    latency: noLatency(),
    state: 'healthy',
    stateSince: new Date('2026-11-01T09:00:00Z'),
    breaker: 'closed',
    changes: [],
    lastFailure: null,
    lastFailureAt: null,
    ...rest,
  };
}

describe('the state of a connector', () => {
  test.each([
    [0, 0, 'closed', 'unknown'],
    [100, 0, 'closed', 'healthy'],
    [100, 4, 'closed', 'healthy'],
    [100, 5, 'closed', 'degraded'],
    [1, 1, 'closed', 'degraded'],
    [3, 3, 'closed', 'down'],
    [4, 3, 'closed', 'degraded'],
    [100, 0, 'open', 'down'],
    [0, 0, 'half_open', 'down'],
  ] as const)('of %i calls, %i without an answer, breaker %s: %s', (calls, failures, breaker, state) => {
    const none = { calls: 0, failures: 0, probes: 0, failedProbes: 0 };
    expect(stateOf({ ...none, calls, failures }, breaker)).toBe(state);
    expect(stateOf({ ...none, probes: calls, failedProbes: failures }, breaker)).toBe(state);
  });

  test('is not known when nobody called lately, but what failed last is', () => {
    const failed = { lastFailure: 'timeout', lastFailureAt: new Date('2026-11-01T11:30:00Z') };
    expect(healthOf([], now)).toMatchObject({ state: 'unknown', since: null, gateways: 0 });
    expect(healthOf([minute({ agoMinutes: 30, ...failed })], now)).toMatchObject({
      state: 'unknown',
      ...failed,
    });
  });

  test('is what all gateways see together', () => {
    const since = (time: string) => ({ stateSince: new Date(`2026-11-01T${time}:00Z`) });
    const down = { state: 'down', breaker: 'open', failures: 9 } as const;
    const healthy = [minute(since('09:00')), minute({ gatewayId: 'two', ...since('10:00') })];
    expect(healthOf(healthy, now)).toMatchObject({
      state: 'healthy',
      since: new Date('2026-11-01T10:00:00Z'),
      calls: 20,
    });
    const one = [minute(), minute({ gatewayId: 'two', ...down, ...since('11:58') })];
    expect(healthOf(one, now)).toMatchObject({
      state: 'degraded',
      since: new Date('2026-11-01T11:58:00Z'),
      failures: 9,
      gateways: 2,
      openGateways: 1,
    });
    const all = [
      minute({ ...down, ...since('11:59') }),
      minute({ gatewayId: 'two', ...down, ...since('11:58') }),
    ];
    expect(healthOf(all, now)).toMatchObject({ state: 'down', since: new Date('2026-11-01T11:58:00Z') });
  });

  test('follows the newest minute of each gateway', () => {
    const before = minute({ agoMinutes: 3, state: 'down', breaker: 'open' });
    expect(healthOf([minute(), before], now).state).toBe('healthy');
  });
});

describe('a history', () => {
  test('has every step of its window, those without calls too', () => {
    const latency = noLatency();
    latency[bucketOf(40)] = 10;
    const at = new Date('2026-11-01T11:59:00Z');
    const counted = [
      { at, calls: 10, failures: 1, timeouts: 0, refused: 3, probes: 2, failedProbes: 1, latency },
    ];
    const points = pointsOf(stepsOf('hour', now), counted);
    expect(points).toHaveLength(60);
    expect(points.at(-1)).toMatchObject({ at: new Date('2026-11-01T12:00:00Z'), calls: 0, p50Ms: null });
    expect(points.at(-2)).toEqual({
      at,
      calls: 10,
      failures: 1,
      timeouts: 0,
      refused: 3,
      probes: 2,
      failedProbes: 1,
      p50Ms: 38,
      p95Ms: 49,
    });
  });

  test.each([
    ['hour', 60],
    ['day', 96],
    ['week', 84],
  ] as const)('of a %s has %i steps, and ends now', (window, number) => {
    const steps = stepsOf(window, now);
    expect(steps).toHaveLength(number);
    expect(now.getTime() - Number(steps.at(-1))).toBeLessThan(Number(steps[1]) - Number(steps[0]));
  });
});

test('a percentile is within the bucket it falls in', () => {
  const counts = noLatency();
  for (const duration of [1, 3, 30, 40, 400, 999_999]) {
    const bucket = bucketOf(duration);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  expect(percentile(counts, 0.3)).toBeLessThanOrEqual(5);
  expect(percentile(counts, 0.6)).toBeLessThanOrEqual(50);
  expect(percentile(counts, 0.6)).toBeGreaterThan(25);
  expect(percentile(counts, 1)).toBe(latencyBounds.at(-1));
  expect(percentile(noLatency(), 0.5)).toBeUndefined();
});
