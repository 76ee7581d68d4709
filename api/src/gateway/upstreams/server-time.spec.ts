import { expect, test } from 'vitest';
import { ServerTime } from './server-time.js';

test('is all of it where nothing is asked', () => {
  expect(new ServerTime(100).spentMs(350)).toBe(250);
});

test('leaves out what passes from a question to its answer', () => {
  const time = new ServerTime(0);
  time.asked(10);
  expect([time.isWithPeople, time.spentMs(60_000)]).toEqual([true, 10]);
  time.answered(60_000);
  expect([time.isWithPeople, time.spentMs(60_005)]).toEqual([false, 15]);
});

test('goes on when the last of several questions is answered', () => {
  const time = new ServerTime(0);
  time.asked(10);
  time.asked(20);
  time.answered(500);
  expect(time.spentMs(600)).toBe(10);
  time.answered(1_000);
  expect(time.spentMs(1_001)).toBe(11);
});

test('is not confused by an answer to nothing', () => {
  const time = new ServerTime(0);
  time.answered(50);
  expect([time.isWithPeople, time.spentMs(80)]).toEqual([false, 80]);
});

test('knows when the server was heard, or told something, last', () => {
  const time = new ServerTime(5);
  expect(time.lastSign).toBe(5);
  time.heard(20);
  time.asked(20);
  expect(time.lastSign).toBe(20);
  time.answered(900);
  expect(time.lastSign).toBe(900);
});
