import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpenStream } from './open-stream.js';
import { RunningGateway } from './running-gateway.js';
import { startWatchedUpstream, type WatchedUpstream } from './watched-upstream.js';
import { modern } from './wire.js';

let gateway: RunningGateway;
let upstreams: WatchedUpstream[];

/** Waits as long as a busy machine may need. */
const poll = <Value>(look: () => Value) => expect.poll(look, { timeout: 15_000 });

beforeAll(async () => {
  // Whoever has no client any more lingers for longer than any test takes.
  gateway = await RunningGateway.start({ lingerMs: 600_000, followedPerOrganization: 1 });
  upstreams = [await startWatchedUpstream('modern'), await startWatchedUpstream('modern')];
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await Promise.all((upstreams ?? []).map((upstream) => upstream.close()));
});

test('an organization has so many upstreams listened to, and those that nobody follows give way', async () => {
  const acme = await gateway.given.organization('acme');
  const token = await gateway.token(acme, await gateway.given.member(acme));
  const connectors = await Promise.all(
    upstreams.map((upstream, index) => gateway.connect(acme, upstream, { slug: `said-${index}` })),
  );
  const { headers, body } = modern(token, 'subscriptions/listen', {
    notifications: { toolsListChanged: true },
  });
  const heard = () => upstreams.map(({ streams }) => streams.length);

  const all = new OpenStream(gateway.aggregateOf(acme), 'POST', headers, body);
  await poll(() => all.status).toBe(200);
  await poll(() => heard().reduce((sum, one) => sum + one)).toBe(1);
  await poll(() => gateway.logged.join('')).toContain('servers are not listened to');
  expect(heard().reduce((sum, one) => sum + one)).toBe(1);
  all.leave();

  const other = connectors[heard().indexOf(0)];
  if (!other) throw new Error('both are listened to');
  const expected = heard().map((count) => 1 - count);
  // A stream leaves a moment after its client.
  const one = () => new OpenStream(gateway.urlOf(other), 'POST', headers, body);
  let stream = one();
  await expect
    .poll(
      async () => {
        await poll(() => stream.status).toBe(200);
        const now = heard();
        if (now.join() === expected.join()) return now;
        stream.leave();
        stream = one();
        return now;
      },
      { timeout: 15_000 },
    )
    .toEqual(expected);
  stream.leave();
});
