import type { LimitStateFragment } from '../graphql/generated/graphql';
import { holdingOf, inputsOf, problemOf, textsOf } from './limit-draft';

const limit = (given: Partial<LimitStateFragment> = {}): LimitStateFragment => ({
  subject: 'TOOL',
  quantity: 'REQUESTS_PER_MINUTE',
  chosen: null,
  inherited: 6_000,
  inheritedFrom: 'INSTALLATION',
  ceiling: 60_000,
  ...given,
});
const typed = (text: string) => ({ 'TOOL REQUESTS_PER_MINUTE': text });

describe('typed limits', () => {
  it('begin with what is chosen, and are sent as they were when nothing was typed', () => {
    const limits = [limit({ chosen: 20 }), limit({ quantity: 'BYTES_PER_MINUTE' })];
    const texts = textsOf(limits);
    expect(texts).toEqual({ 'TOOL REQUESTS_PER_MINUTE': '20', 'TOOL BYTES_PER_MINUTE': '' });
    expect(inputsOf(limits, texts).map(({ value }) => value)).toEqual([20, null]);
  });

  it.each(['0', '60,001', 'ten', '1.5e3x'])('say what is wrong with %j', (text) => {
    expect(problemOf(limit(), typed(text))).toContain('from 1 to 60,000');
  });

  it.each(['', '1', '60,000'])('take %j', (text) => {
    expect(problemOf(limit(), typed(text))).toBe('');
  });
});

describe('typed bytes', () => {
  const bytes = limit({ quantity: 'BYTES_PER_MINUTE', ceiling: 1024 ** 3 });
  const inBytes = (text: string) => ({ 'TOOL BYTES_PER_MINUTE': text });

  it.each([
    ['64 MiB', 64 * 1024 ** 2],
    ['1gib', 1024 ** 3],
    ['1,536', 1_536],
    ['2 kib', 2_048],
  ])('may have a unit: %j', (text, value) => {
    expect(problemOf(bytes, inBytes(text))).toBe('');
    expect(inputsOf([bytes], inBytes(text))[0]?.value).toBe(value);
  });

  it.each(['MiB', '1 TiB', '0 MiB', '2 GiB', '1.5 MiB'])('say what is wrong with %j', (text) => {
    expect(problemOf(bytes, inBytes(text))).toContain('of at most 1 GiB');
  });

  it('come back as they were typed', () => {
    expect(textsOf([{ ...bytes, chosen: 64 * 1024 ** 2 }])).toEqual(inBytes('64 MiB'));
    expect(textsOf([{ ...bytes, chosen: 1_000 }])).toEqual(inBytes('1000'));
  });

  it('are the only ones with a unit', () => {
    expect(problemOf(limit(), typed('1 MiB'))).not.toBe('');
  });
});

describe('what holds', () => {
  it('is the choice, else what is inherited, and never more than the installation allows', () => {
    expect(holdingOf(limit())).toBe(6_000);
    expect(holdingOf(limit({ chosen: 20 }))).toBe(20);
    expect(holdingOf(limit({ chosen: 50_000, ceiling: 1_000 }))).toBe(1_000);
  });
});
