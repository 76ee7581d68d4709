import { describe, expect, it } from 'vitest';
import { typedNumber } from './limit-words';

describe('a typed number', () => {
  it.each([
    ['1200', 1_200],
    [' 1,200 ', 1_200],
    ['', null],
    ['many', undefined],
    ['-5', undefined],
  ])('%j is %j', (text, number) => {
    expect(typedNumber(text)).toBe(number);
  });
});
