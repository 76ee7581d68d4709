import { expect, test } from 'vitest';
import { HealthRecord } from './health-record.js';

const minuteMs = 60_000;
const begin = Date.UTC(2026, 10, 1, 12);

test('that a bad state is over is told once, though nobody calls any more', () => {
  const record = new HealthRecord(begin);
  const statesAt = (minutes: number) =>
    record.take('crm', 'gateway', begin + minutes * minuteMs).map(({ state }) => state);
  record.called('timeout', 'timeout', 10, begin);
  expect(statesAt(0)).toEqual(['degraded']);
  expect(statesAt(4)).toEqual(['degraded']);
  expect(statesAt(7)).toEqual(['unknown']);
  expect(statesAt(8)).toEqual([]);
});

test('that it answers again is told when its failures are too long ago to count', () => {
  const record = new HealthRecord(begin);
  const latestAt = (minutes: number) =>
    record.take('crm', 'gateway', begin + minutes * minuteMs).at(-1)?.state;
  record.called('timeout', 'timeout', 10, begin);
  record.called('answered', 'ok', 10, begin + 3 * minuteMs);
  expect(latestAt(3)).toBe('degraded');
  expect(latestAt(6)).toBe('healthy');
  expect(latestAt(7)).toBeUndefined();
});
