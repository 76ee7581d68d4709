import { expect, test } from 'vitest';
import { WatchedResources } from './watched-resources.js';

const updated = (uri: string) =>
  ({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } }) as const;

/** Lets everything run that waits for nothing. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('of a part whose address is longer than any that can be read, only the whole is told of', async () => {
  const told: string[] = [];
  const watched = new WatchedResources(
    async (updates) => void told.push(...updates.keys()),
    () => undefined,
  );
  watched.uris.add('note://one');
  watched.heard(updated(`note://one/${'x'.repeat(250_000)}`));
  await settled();
  expect(told).toEqual(['note://one']);
  watched.end();
});

test('what cannot be told ends the stream, whose client would wait for ever', async () => {
  let failures = 0;
  const watched = new WatchedResources(
    () => Promise.reject(new Error('The policy is not there.')),
    () => void (failures += 1),
  );
  watched.uris.add('note://one');
  watched.heard(updated('note://one'));
  await settled();
  expect(failures).toBe(1);
});
