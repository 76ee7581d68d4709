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

  it('takes both ways to write an address of IPv4 for one', () => {
    expect(counted('192.0.2.1', '::ffff:192.0.2.1', '192.0.2.1')).toEqual([undefined, undefined, 60]);
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

describe('a limit that several processes count for', () => {
  let other: AttemptLimit;
  beforeEach(() => {
    other = new AttemptLimit({ now: () => new Date(now) }, 2);
  });

  it('tells each attempt once, with the age of the first', () => {
    counted('192.0.2.1', '192.0.2.1', '192.0.2.2');
    now += 5_000;
    expect(limit.handOver()).toMatchObject([
      { source: '192.0.2.1', attempts: 2, ageMs: 5_000 },
      { source: '192.0.2.2', attempts: 1, ageMs: 5_000 },
    ]);
    expect(limit.handOver()).toEqual([]);
    counted('192.0.2.2', '192.0.2.2', '192.0.2.2');
    // What is refused is not told: it would only lengthen the list.
    expect(limit.handOver()).toMatchObject([{ source: '192.0.2.2', attempts: 1, ageMs: 5_000 }]);
  });

  it('refuses what all of them counted, until the minute of the first is over', () => {
    limit.count('192.0.2.1');
    now += 20_000;
    other.count('192.0.2.1');
    other.learn(other.handOver().map((told) => ({ ...told, attempts: 2, ageMs: 20_000 })));
    expect(other.count('192.0.2.1')).toBe(40);
    now += 40_000;
    expect(other.count('192.0.2.1')).toBeUndefined();
  });

  it('adds what it counted while it asked', () => {
    const more = new AttemptLimit({ now: () => new Date(now) }, 3);
    more.count('192.0.2.1');
    const told = more.handOver();
    more.count('192.0.2.1');
    more.learn(told);
    expect([more.count('192.0.2.1'), more.count('192.0.2.1')]).toEqual([undefined, 60]);
  });

  it('tells again what nobody heard, unless its minute is over', () => {
    limit.count('192.0.2.1');
    limit.takeBack(limit.handOver());
    expect(limit.handOver()).toHaveLength(1);
    limit.count('192.0.2.1');
    now += 60_000;
    expect(limit.handOver()).toEqual([]);
  });

  it.each(['learn', 'takeBack'] as const)('has nothing of the last minute in a new one: %s', (hear) => {
    counted('192.0.2.1', '192.0.2.1');
    const told = limit.handOver();
    now += 60_000;
    expect(limit.count('192.0.2.1')).toBeUndefined();
    limit[hear](told);
    expect(limit.handOver()).toMatchObject([{ source: '192.0.2.1', attempts: 1, ageMs: 0 }]);
    expect(counted('192.0.2.1', '192.0.2.1')).toEqual([undefined, 60]);
  });

  it('learns nothing of networks that it does not know', () => {
    limit.learn([{ source: '192.0.2.9', since: now, attempts: 99, ageMs: 0 }]);
    expect(limit.count('192.0.2.9')).toBeUndefined();
  });
});
