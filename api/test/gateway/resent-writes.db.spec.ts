import { expect, test } from 'vitest';
import type { UpstreamLimits } from '../../src/gateway/upstreams/upstream-limits.js';
import type { TestServer } from '../mcp/http-server.js';
import { startMortalUpstream } from './mortal-upstream.js';
import { freePort, RunningGateway } from './running-gateway.js';
import { startUnrulyUpstream } from './unruly-upstream.js';
import { modern, send } from './wire.js';

/** A gateway before a server whose tool `write` writes, and how to call that tool. */
async function before(server: Pick<TestServer, 'target'>, limits: Partial<UpstreamLimits> = {}) {
  const gateway = await RunningGateway.start({}, {}, limits);
  const acme = await gateway.given.organization('acme');
  const sample = await gateway.connect(acme, server, { slug: 'sample', classification: { write: 'write' } });
  const token = await gateway.token(acme, await gateway.given.member(acme));
  const write = async (args: Record<string, unknown>): Promise<string | undefined> => {
    const params = { name: 'write', arguments: args };
    const answer = await send(gateway.urlOf(sample), modern(token, 'tools/call', params));
    return answer.message.result?.content?.[0]?.text;
  };
  return { gateway, write };
}

test('no write is carried out twice by a process that is killed again and again, and none is said to be that was not', async () => {
  const mortal = await startMortalUpstream(await freePort());
  const { gateway, write } = await before(mortal);
  const answered: string[] = [];
  for (let number = 1; number <= 24; number++) {
    const id = `call-${number}`;
    // The call after a death comes while the process starts again, or after; the others find it there.
    if (number % 3 !== 1) await mortal.alive();
    const dies = number % 6 === 0 ? 'before' : number % 6 === 3 ? 'after' : undefined;
    if ((await write({ id, dies })) === id) answered.push(id);
    // The breaker is not what is looked at here.
    gateway.clock.forward(120_000);
  }
  const executed = await mortal.executed();
  expect(mortal.deaths()).toBe(8);
  expect(new Set(executed).size).toBe(executed.length);
  expect(answered.filter((id) => !executed.includes(id))).toEqual([]);
  expect(answered.length).toBeGreaterThanOrEqual(8);
  await gateway[Symbol.asyncDispose]();
  await mortal.close();
});

test('a write that could not have left, because nothing listened, is sent once more', async () => {
  const server = await startUnrulyUpstream();
  // Waits long before it sends again, so that the server is back by then.
  const { gateway, write } = await before(server, { retryPauseMs: 4_000 });
  await server.vanish();
  const answer = write({ id: 'once' });
  await expect.poll(async () => (await gateway.events('gateway.call_started')).length).toBe(1);
  await server.reappear();
  expect(await answer).toBe('done');
  expect(server.executed).toEqual(['once']);
  await gateway[Symbol.asyncDispose]();
  await server.close();
});
