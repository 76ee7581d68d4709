import { beforeEach, describe, expect, it } from 'vitest';
import { AttemptLimit } from './attempt-limit.js';

let now: number;
let limit: AttemptLimit;

beforeEach(() => {
  now = Date.UTC(2026, 0, 1);
  limit = new AttemptLimit({ now: () => new Date(now) }, 2);
});

const counted = (...addresses: (string | undefined)[]) => addresses.map((address) => limit.count(address));

describe('a limit of attempts', () => {
  it('lets so many through, then says how long to wait', () => {
    expect(counted('192.0.2.1', '192.0.2.1', '192.0.2.1')).toEqual([undefined, undefined, 60]);
    now += 45_500;
    expect(limit.count('192.0.2.1')).toBe(15);
  });

  it('starts anew after a minute, however often it was asked in between', () => {
    counted('192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.1');
    now += 60_000;
    expect(counted('192.0.2.1', '192.0.2.1', '192.0.2.1')).toEqual([undefined, undefined, 60]);
  });

  it('keeps addresses apart', () => {
    counted('192.0.2.1', '192.0.2.1');
    expect(counted('192.0.2.1', '192.0.2.2', undefined)).toEqual([60, undefined, undefined]);
  });

  it('takes all addresses that one host can give itself for one', () => {
    counted('2001:db8:1:2::1', '2001:db8:1:2:3::9');
    expect(counted('2001:db8:1:2:ffff::1', '2001:db8:1:3::1')).toEqual([60, undefined]);
  });

  it('remembers no more than ten thousand addresses', () => {
    counted('192.0.2.1', '192.0.2.1', '192.0.2.2', '192.0.2.2');
    for (let at = 0; at < 9_999; at += 1) limit.count(`10.0.${at >> 8}.${at & 255}`);
    // The oldest gave way, the next is still there.
    expect(counted('192.0.2.2', '192.0.2.1')).toEqual([60, undefined]);
  });
});
