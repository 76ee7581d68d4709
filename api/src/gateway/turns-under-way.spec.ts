import { expect, test } from 'vitest';
import type { Turn } from './pipeline/turn.js';
import { TurnsUnderWay } from './turns-under-way.js';

function turnsOf(count: number): Turn[] {
  return Array.from({ length: count }, () => ({ place: -1 }) as Turn);
}

test('forgets whichever turn ends, in any order', () => {
  const underWay = new TurnsUnderWay();
  const turns = turnsOf(5);
  turns.forEach((turn) => underWay.add(turn));
  for (const ended of [2, 0, 4]) underWay.delete(turns[ended] as Turn);
  expect(new Set(underWay.all())).toEqual(new Set([turns[1], turns[3]]));
  expect(underWay.size).toBe(2);
  underWay.delete(turns[3] as Turn);
  underWay.delete(turns[1] as Turn);
  expect(underWay.size).toBe(0);
});

test('gives all of them while they end', () => {
  const underWay = new TurnsUnderWay();
  const turns = turnsOf(4);
  turns.forEach((turn) => underWay.add(turn));
  underWay.all().forEach((turn) => underWay.delete(turn));
  expect(underWay.size).toBe(0);
});
