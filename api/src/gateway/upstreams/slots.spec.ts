import { expect, test } from 'vitest';
import { NoSlot, Slots } from './slots.js';

const never = new AbortController().signal;
const patient = { waitingCalls: 2, waitMs: 60_000 };

test('as many as may are let in at once; the next wait and come in the order they came', async () => {
  const slots = new Slots(patient);
  expect(slots.enter(2, never)).toBeUndefined();
  expect(slots.enter(2, never)).toBeUndefined();
  const order: string[] = [];
  const first = slots.enter(2, never)?.then(() => order.push('first'));
  const second = slots.enter(2, never)?.then(() => order.push('second'));
  slots.leave();
  slots.leave();
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
  slots.leave();
  expect(slots.isIdle).toBe(false);
  slots.leave();
  expect(slots.isIdle).toBe(true);
});

test('beyond those that may wait everybody is turned away at once', () => {
  const slots = new Slots(patient);
  void slots.enter(1, never);
  void slots.enter(1, never);
  void slots.enter(1, never);
  expect(() => slots.enter(1, never)).toThrow(NoSlot);
});

test('whoever waited long enough, or is not wanted any more, leaves its place to the next', async () => {
  const slots = new Slots({ waitingCalls: 2, waitMs: 1 });
  void slots.enter(1, never);
  await expect(slots.enter(1, never)).rejects.toThrow(NoSlot);
  const cancel = new AbortController();
  const cancelled = new Slots(patient);
  void cancelled.enter(1, never);
  const waiting = cancelled.enter(1, cancel.signal);
  cancel.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  const next = cancelled.enter(1, never);
  cancelled.leave();
  await next;
  expect(cancelled.isIdle).toBe(false);
});

test('a caller that was gone before does not wait', async () => {
  const slots = new Slots(patient);
  void slots.enter(1, never);
  await expect(slots.enter(1, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  slots.leave();
  expect(slots.isIdle).toBe(true);
});
