import { describe, expect, it } from 'vitest';
import { ExpiringCache } from './expiring-cache.js';

describe('ExpiringCache', () => {
  let now = 0;
  const clock = { now: () => new Date(now) };

  function counting(values: readonly (string | undefined)[]) {
    let calls = 0;
    return {
      lookUp: () => Promise.resolve(values[Math.min(calls++, values.length - 1)]),
      calls: () => calls,
    };
  }

  it('looks up once until the value is too old', async () => {
    const cache = new ExpiringCache<string, string>(clock, 1000, 10);
    const source = counting(['old', 'new']);
    expect(await cache.get('k', source.lookUp)).toBe('old');
    now += 999;
    expect(await cache.get('k', source.lookUp)).toBe('old');
    now += 1;
    expect(await cache.get('k', source.lookUp)).toBe('new');
    expect(source.calls()).toBe(2);
  });

  it('shares one look-up among those who ask at the same time', async () => {
    const cache = new ExpiringCache<string, string>(clock, 1000, 10);
    const source = counting(['a', 'b']);
    expect(await Promise.all([cache.get('k', source.lookUp), cache.get('k', source.lookUp)])).toEqual([
      'a',
      'a',
    ]);
    expect(source.calls()).toBe(1);
  });

  it('does not keep an answer that was voided while it was looked up', async () => {
    const cache = new ExpiringCache<string, string>(clock, 1000, 10);
    const source = counting(['before', 'after']);
    const asked = cache.get('k', source.lookUp);
    cache.forget('k');
    expect(await asked).toBe('before');
    expect(await cache.get('k', source.lookUp)).toBe('after');
    const again = cache.get('l', source.lookUp);
    cache.forgetWhere(() => false);
    await again;
    await cache.get('l', source.lookUp);
    expect(source.calls()).toBe(4);
  });

  it('forgets what matches and keeps the rest', async () => {
    const cache = new ExpiringCache<string, string>(clock, 1000, 10);
    const [first, second] = [counting(['x']), counting(['y'])];
    await cache.get('1', first.lookUp);
    await cache.get('2', second.lookUp);
    cache.forgetWhere((value) => value === 'x');
    await cache.get('1', first.lookUp);
    await cache.get('2', second.lookUp);
    expect([first.calls(), second.calls()]).toEqual([2, 1]);
  });

  it('remembers neither misses nor failures', async () => {
    const cache = new ExpiringCache<string, string>(clock, 1000, 10);
    const source = counting([undefined, 'found']);
    expect(await cache.get('k', source.lookUp)).toBeUndefined();
    expect(await cache.get('k', source.lookUp)).toBe('found');
    await expect(cache.get('f', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await cache.get('f', source.lookUp)).toBe('found');
  });

  it('holds no more than its capacity, and drops the oldest', async () => {
    const cache = new ExpiringCache<string, string>(clock, 1000, 2);
    const source = counting(['v']);
    for (const key of ['1', '2', '3', '3', '2']) await cache.get(key, source.lookUp);
    expect(source.calls()).toBe(3);
    await cache.get('1', source.lookUp);
    expect(source.calls()).toBe(4);
  });
});
