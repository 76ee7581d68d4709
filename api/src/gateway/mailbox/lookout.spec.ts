import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Lookout } from './lookout.js';

let looks: [string, readonly string[]][];
let answered: Promise<void>;
let lookout: Lookout;

beforeEach(() => {
  vi.useFakeTimers();
  looks = [];
  answered = Promise.resolve();
  lookout = new Lookout(async (organizationId, addresses) => {
    looks.push([organizationId, addresses]);
    await answered;
  }, 1_000);
});
afterEach(() => {
  lookout.end();
  vi.useRealTimers();
});

test('looks only for what is waited for longer than a moment, once for each organization', async () => {
  lookout.await('acme', 'here');
  lookout.await('acme', 'session');
  lookout.await('other', 'here');
  const leave = lookout.await('acme', 'short');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(looks).toEqual([]);
  leave();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(looks).toEqual([
    ['acme', ['here', 'session']],
    ['other', ['here']],
  ]);
});

test('looks as long as anybody waits, and not longer', async () => {
  const leaves = [lookout.await('acme', 'here'), lookout.await('acme', 'here')];
  leaves[0]?.();
  leaves[0]?.();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(looks).toHaveLength(2);
  expect(lookout.isAwaited('acme', 'here')).toBe(true);
  leaves[1]?.();
  expect(lookout.isAwaited('acme', 'here')).toBe(false);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(looks).toHaveLength(2);
  expect(vi.getTimerCount()).toBe(0);
});

test('does not ask again before it was answered', async () => {
  const answer = Promise.withResolvers<void>();
  answered = answer.promise;
  lookout.await('acme', 'here');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(looks).toHaveLength(1);
  answer.resolve();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(looks).toHaveLength(2);
});

test('looks for everything at once when it is told to', () => {
  lookout.await('acme', 'here');
  lookout.lookNow();
  expect(looks).toEqual([['acme', ['here']]]);
});
