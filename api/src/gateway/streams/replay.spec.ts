import { expect, test } from 'vitest';
import { mostBefore, Replay } from './replay.js';

/** What a reader gets who comes when everything was said. */
async function readAll(replay: Replay): Promise<string[]> {
  const events: string[] = [];
  const reader = {
    write: async (event: Buffer) => void events.push(/^data: (.*)$/m.exec(event.toString())?.[1] ?? ''),
    end: () => undefined,
  };
  await replay.read(0, reader, new AbortController().signal);
  return events;
}

test('messages before an answer never take the room of the answer', async () => {
  const replay = new Replay(
    2_000,
    () => false,
    () => undefined,
  );
  for (let at = 0; at < 100; at += 1) replay.add('m'.repeat(10_000));
  replay.over('a'.repeat(1_900));
  expect(replay.reserved).toBeLessThanOrEqual(mostBefore + 2_000);
  const events = await readAll(replay);
  expect(events.length).toBeGreaterThan(20);
  expect(events.at(-1)).toBe('a'.repeat(1_900));
});

test('an answer that is longer than was thought is kept whole, or nothing of it is', async () => {
  const asked: number[] = [];
  for (const isRoom of [true, false]) {
    const mayTake = (bytes: number) => {
      asked.push(bytes);
      return isRoom;
    };
    const replay = new Replay(1_000, mayTake, () => undefined);
    replay.add('before');
    replay.over('ä'.repeat(1_000));
    expect(await readAll(replay)).toEqual(isRoom ? ['before', 'ä'.repeat(1_000)] : []);
    expect(replay.reserved).toBe(isRoom ? replay.reserved : 0);
  }
  // In bytes, with what is written around the answer.
  expect(asked.every((bytes) => bytes > 1_000 && bytes < 1_200)).toBe(true);
});

test('room is set aside until the answer is there, and then as much as it takes', () => {
  const replay = new Replay(
    50_000,
    () => false,
    () => undefined,
  );
  expect(replay.reserved).toBe(mostBefore + 50_000);
  replay.over('short');
  expect(replay.reserved).toBeLessThan(200);
});
