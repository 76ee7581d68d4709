import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startControlledUpstream, text, type ControlledUpstream } from '../gateway/controlled-upstream.js';
import { RunningGateway } from '../gateway/running-gateway.js';
import { modern, send, sendUnread } from '../gateway/wire.js';
import { Metrics } from '../../src/platform/telemetry/metrics.js';
import type { GivenConnector, GivenOrganization } from '../given.js';

const slots = 2;
/** More than the connection of a client that does not read takes, and no more than an answer may have. */
const flood = { messages: 63, bytes: 64 * 1024 };

let gateway: RunningGateway;
let upstream: ControlledUpstream;
let acme: GivenOrganization;
let connector: GivenConnector;
const open: Socket[] = [];
let floods = 0;

beforeAll(async () => {
  upstream = await startControlledUpstream({
    floods: (_call, { notify, result }) => {
      floods++;
      const data = 'x'.repeat(flood.bytes);
      for (let sent = 0; sent < flood.messages; sent++) {
        notify('notifications/message', { level: 'info', data });
      }
      result(text('done'));
    },
    answers: (_call, { result }) => result(text('done')),
  });
  gateway = await RunningGateway.start({ callMs: 500 }, {}, { concurrentCalls: slots, waitMs: 10_000 });
  acme = await gateway.given.organization('acme');
  connector = await gateway.connect(acme, upstream, { slug: 'sample' });
});
afterAll(async () => {
  for (const socket of open) socket.destroy();
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});

const tokenOf = async () => gateway.token(acme, await gateway.given.member(acme));

async function callUnread(token: string): Promise<void> {
  const _meta = { 'io.modelcontextprotocol/logLevel': 'info' };
  const call = modern(token, 'tools/call', { name: 'floods', arguments: {}, _meta });
  open.push(await sendUnread(gateway.urlOf(connector), call));
}

test('members who do not read what they asked for keep nobody from a connector, and say nothing of its server', async () => {
  const lazy = await tokenOf();
  // As many as would open its breaker, if they counted.
  for (let time = 0; time < 3; time++) {
    await Promise.all(Array.from({ length: slots }, () => callUnread(lazy)));
    await expect.poll(() => floods).toBe((time + 1) * slots);
    const { message } = await send(
      gateway.urlOf(connector),
      modern(await tokenOf(), 'tools/call', { name: 'answers', arguments: {} }),
    );
    expect(message.result).toMatchObject(text('done'));
  }
  for (const socket of open) socket.destroy();
  const ends = async () =>
    (await gateway.events('gateway.called')).flatMap(({ offering, details }) =>
      offering?.name === 'floods' ? [details['code']] : [],
    );
  await expect.poll(async () => (await ends()).length).toBe(3 * slots);
  // Or nothing was held, and nothing is proven.
  expect((await ends()).filter((code) => code === 'not_read').length).toBeGreaterThanOrEqual(slots);
  const metrics = await gateway.get(Metrics).registry.metrics();
  expect(metrics).not.toMatch(/upstream_calls_total\{outcome="(?:timeout|silent|failed|unusable)"\} [1-9]/);
});
