import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';
import { Meanwhile } from './meanwhile.js';

let told: (readonly JsonRpcNotification[])[];
let meanwhile: Meanwhile;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  meanwhile = new Meanwhile(async (messages) => void told.push(messages), 500);
});
afterEach(() => vi.useRealTimers());

const progress = (value: number, message?: string): JsonRpcNotification => ({
  jsonrpc: '2.0',
  method: 'notifications/progress',
  params: { progress: value, ...(message === undefined ? {} : { message }) },
});
const logged = (data: string): JsonRpcNotification => ({
  jsonrpc: '2.0',
  method: 'notifications/message',
  params: { level: 'info', data },
});

test('the first is told at once, and of what follows the newest after a while', async () => {
  for (const value of [1, 2, 3]) meanwhile.add(progress(value));
  expect(told).toEqual([[progress(1)]]);
  await vi.advanceTimersByTimeAsync(500);
  expect(told).toEqual([[progress(1)], [progress(3)]]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toHaveLength(2);
  meanwhile.add(progress(4));
  expect(told).toHaveLength(3);
});

test('every log message is told, as far as there is room', async () => {
  meanwhile.add(logged('first'));
  for (let index = 0; index < 100; index++) meanwhile.add(logged(String(index)));
  meanwhile.add(progress(1));
  await vi.advanceTimersByTimeAsync(500);
  expect(told[1]?.slice(0, 2)).toEqual([logged('0'), logged('1')]);
  expect(told[1]).toHaveLength(33);
  expect(told[1]?.at(-1)).toEqual(progress(1));
});

test('what is too long is left out', async () => {
  meanwhile.add(progress(1));
  meanwhile.add(logged('x'.repeat(40_000)));
  meanwhile.add(logged('y'.repeat(40_000)));
  meanwhile.add(progress(2, 'z'.repeat(70_000)));
  expect((await meanwhile.end()).map(({ params }) => String(params?.['data'])[0])).toEqual(['x']);
});

test('the rest is there at the end, after everything that was told', async () => {
  const arrived = Promise.withResolvers<void>();
  meanwhile = new Meanwhile(async (messages) => {
    await arrived.promise;
    told.push(messages);
  }, 500);
  meanwhile.add(progress(1));
  meanwhile.add(progress(2));
  const rest = meanwhile.end();
  arrived.resolve();
  expect(await rest).toEqual([progress(2)]);
  expect(told).toEqual([[progress(1)]]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toHaveLength(1);
});

test('what cannot be told stops nothing', async () => {
  meanwhile = new Meanwhile(() => Promise.reject(new Error('no database')), 500);
  meanwhile.add(progress(1));
  meanwhile.add(progress(2));
  expect(await meanwhile.end()).toEqual([progress(2)]);
});
