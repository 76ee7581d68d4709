import { describe, expect, test } from 'vitest';
import type { Turn } from './pipeline/turn.js';
import { TurnsUnderWay } from './turns-under-way.js';

function turnsOf(count: number): Turn[] {
  return Array.from({ length: count }, () => ({ place: -1, held: 0 }) as Turn);
}

test('forgets whichever turn ends, in any order', () => {
  const underWay = new TurnsUnderWay(100);
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
  const underWay = new TurnsUnderWay(100);
  const turns = turnsOf(4);
  turns.forEach((turn) => underWay.add(turn));
  underWay.all().forEach((turn) => underWay.delete(turn));
  expect(underWay.size).toBe(0);
});

describe('bytes that are held', () => {
  function turnOf(memberId: string): Turn {
    return { place: -1, held: 0, caller: { principal: { memberId } } } as Turn;
  }

  test('are at most a quarter for one member, whatever the turns, and given back when they end', () => {
    const underWay = new TurnsUnderWay(100);
    const [one, two, other] = [turnOf('ann'), turnOf('ann'), turnOf('bob')];
    [one, two, other].forEach((turn) => underWay.add(turn));
    expect(one.hold(20)).toBeUndefined();
    expect(two.hold(6)).toMatchObject({ code: 'too_much_held', status: 429 });
    expect(two.hold(5)).toBeUndefined();
    expect(other.hold(25)).toBeUndefined();
    underWay.delete(one);
    expect(two.hold(20)).toBeUndefined();
  });

  test('are never more than the room for all, whoever comes', () => {
    const underWay = new TurnsUnderWay(100);
    const turns = ['ann', 'bob', 'cay', 'dee', 'eve'].map(turnOf);
    turns.forEach((turn) => underWay.add(turn));
    const [first, ...others] = turns.map((turn) => turn.hold(25)).reverse();
    expect(others).toEqual([undefined, undefined, undefined, undefined]);
    expect(first).toMatchObject({ code: 'too_much_held', status: 503, headers: { 'retry-after': '1' } });
  });

  test('of a turn that is over are those that its client has not taken', () => {
    const underWay = new TurnsUnderWay(100);
    const [slow, next] = [turnOf('ann'), turnOf('ann')];
    [slow, next].forEach((turn) => underWay.add(turn));
    expect(slow.hold(25)).toBeUndefined();
    underWay.leave(slow, 10);
    // What still comes of it belongs to nobody's request any more.
    expect(slow.hold(50)).toBeUndefined();
    expect(next.hold(16)).toMatchObject({ status: 429 });
    expect(next.hold(15)).toBeUndefined();
    underWay.delete(slow);
    expect(next.hold(10)).toBeUndefined();
  });
});
