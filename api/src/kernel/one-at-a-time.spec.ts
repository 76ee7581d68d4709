import { expect, test } from 'vitest';
import { OneAtATime } from './one-at-a-time.js';

function countedWork() {
  const turns: (() => void)[] = [];
  const work = new OneAtATime(() => new Promise((resolve) => turns.push(resolve)));
  return { turns, work };
}

test('what is asked for while it is under way is the same work', async () => {
  const { turns, work } = countedWork();
  const both = [work.run(), work.run()];
  expect(turns).toHaveLength(1);
  turns[0]?.();
  await Promise.all(both);
  const again = work.run();
  expect(turns).toHaveLength(2);
  turns[1]?.();
  await again;
});

test('the last time begins when the one before is over', async () => {
  const { turns, work } = countedWork();
  const before = work.run();
  const last = work.finish();
  expect(turns).toHaveLength(1);
  turns[0]?.();
  await before;
  await expect.poll(() => turns.length).toBe(2);
  turns[1]?.();
  await last;
});
