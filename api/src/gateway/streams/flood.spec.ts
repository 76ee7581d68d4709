import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Flood } from './flood.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const text = (length: number) =>
  ({ jsonrpc: '2.0', method: 'x', params: { text: 'x'.repeat(length) } }) as const;

test('so many notices in a second are a flood, and the next second begins anew', () => {
  const flood = new Flood();
  for (let count = 0; count < 500; count += 1) expect(flood.counts(text(1))).toBe(false);
  expect(flood.counts(text(1))).toBe(true);
  vi.advanceTimersByTime(1_000);
  expect(flood.counts(text(1))).toBe(false);
});

test('a few notices that are huge are a flood too', () => {
  const flood = new Flood();
  for (let count = 0; count < 3; count += 1) expect(flood.counts(text(4 * 1024 * 1024))).toBe(false);
  expect(flood.counts(text(4 * 1024 * 1024))).toBe(true);
  vi.advanceTimersByTime(1_000);
  expect(flood.counts(text(4 * 1024 * 1024))).toBe(false);
});
