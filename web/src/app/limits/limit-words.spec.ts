import { describe, expect, it } from 'vitest';
import { amountWords, limitWords, typedNumber } from './limit-words';

describe('a typed number', () => {
  it.each([
    ['1200', 1_200],
    [' 1,200 ', 1_200],
    ['1 200 000', 1_200_000],
    ['1.5', undefined],
    ['1,20', undefined],
    ['', null],
    ['many', undefined],
    ['-5', undefined],
  ])('%j is %j', (text, number) => {
    expect(typedNumber(text)).toBe(number);
  });
});

describe('an amount', () => {
  it.each([
    [1024 ** 3, '1 GiB'],
    [256 * 1024 ** 2, '256 MiB'],
    [1_536, '1.5 KiB'],
    [1e12, '931.32 GiB'],
    [1_023, '1,023 bytes'],
  ])('of %d bytes is %s', (value, words) => {
    expect(amountWords('BYTES_PER_MINUTE', value)).toBe(words);
  });

  it('of anything else is a number with what it counts', () => {
    expect(limitWords('REQUESTS_PER_MINUTE', 6_000)).toBe('6,000 requests a minute');
    expect(limitWords('CONCURRENT_REQUESTS', 2)).toBe('2 at once');
  });
});
