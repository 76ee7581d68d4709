import { exactTime, relativeTime } from './time-words';

const now = Date.UTC(2026, 10, 22, 12);
const before = (seconds: number) => new Date(now - seconds * 1000).toISOString();

describe('relativeTime', () => {
  it.each([
    [5, 'just now'],
    [-5, 'in a moment'],
    [60, '1 minute ago'],
    [59 * 60, '59 minutes ago'],
    [3 * 3600, '3 hours ago'],
    [86_400, 'yesterday'],
    [-3 * 86_400, 'in 3 days'],
    [-30 * 86_400 + 60, 'in 30 days'],
    [40 * 86_400, 'Oct 13, 2026'],
  ])('tells %i seconds as "%s"', (seconds, words) => {
    expect(relativeTime(before(seconds), now)).toBe(words);
  });
});

describe('exactTime', () => {
  it('has the second and the zone', () => {
    expect(exactTime('2026-11-22T12:00:05Z', 'en', 'UTC')).toBe('Nov 22, 2026, 12:00:05 UTC');
  });
});
