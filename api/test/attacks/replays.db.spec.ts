import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mostBefore } from '../../src/gateway/streams/replay.js';
import { startPollingUpstream, type PollingUpstream } from '../gateway/polling-upstream.js';
import { RunningGateway } from '../gateway/running-gateway.js';
import { legacy, messagesOf, openSession, send, type WireAnswer } from '../gateway/wire.js';
import { newId } from '../../src/kernel/ids.js';
import type { GivenConnector, GivenOrganization } from '../given.js';

const resultBytes = 64 * 1024;

let gateway: RunningGateway;
let upstream: PollingUpstream;
let acme: GivenOrganization;
let sample: GivenConnector;

beforeAll(async () => {
  // Room for four answers that are waited for, so that one token has one of them.
  const keptBytes = 4 * (mostBefore + resultBytes + 20_000);
  [gateway, upstream] = await Promise.all([
    RunningGateway.start({ resultBytes, keptBytes, drainMs: 100 }),
    startPollingUpstream(),
  ]);
  upstream.holds = true;
  acme = await gateway.given.organization('acme');
  sample = await gateway.connect(acme, upstream, { slug: 'sample' });
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(async () => {
  upstream.finish('');
  await gateway.forgetEvents();
});

/** A client of 2025-11-25 that can be sent away and comes back. */
class Poller {
  private constructor(
    readonly member: string,
    private readonly url: string,
    private readonly token: string,
    private readonly session: string,
  ) {}

  static async at(url: string): Promise<Poller> {
    const member = await gateway.given.member(acme);
    const token = await gateway.token(acme, member);
    return new Poller(member, url, token, await openSession(url, token));
  }

  call(id = 1): Promise<WireAnswer> {
    const name = this.url.endsWith('/sample') ? 'poll' : 'sample__poll';
    const params = { name, arguments: {} };
    return send(this.url, legacy(this.token, this.session, { id, method: 'tools/call', params }));
  }

  comeBack(sentAway: WireAnswer): Promise<WireAnswer> {
    const { 'content-type': _type, ...headers } = legacy(this.token, this.session, {}).headers;
    const lastEventId = /^id: (\S+)$/m.exec(sentAway.text)?.[1] ?? '';
    return send(this.url, {
      method: 'GET',
      headers: { ...headers, 'last-event-id': lastEventId } as Record<string, string>,
    });
  }
}

const isSentAway = ({ text }: WireAnswer) => /^id: \S+\nretry: 100\ndata: \n\n$/.test(text);
const poller = () => Poller.at(gateway.urlOf(sample));
const ended = (count: number) =>
  expect.poll(() => gateway.events('gateway.called'), { timeout: 10_000 }).toHaveLength(count);

/** That a stream is over is said after its last word. */
const closed = () =>
  expect.poll(() => gateway.events('gateway.stream_closed'), { timeout: 10_000 }).toHaveLength(1);

describe('answers that wait for their clients', () => {
  test('never take more room than there is: who finds none stays on its stream, and is answered there', async () => {
    const [first, ...others] = await Promise.all([poller(), poller(), poller(), poller()]);
    const away = await first.call(1);
    expect(isSentAway(away)).toBe(true);
    const second = first.call(2);
    for (const other of others) expect(isSentAway(await other.call())).toBe(true);
    const fifth = (await poller()).call();
    await expect.poll(() => upstream.waiting, { timeout: 10_000 }).toBe(6);
    upstream.finish('for everybody');
    for (const answer of [await second, await fifth]) {
      expect(isSentAway(answer)).toBe(false);
      expect(answer.message.result?.content?.[0]?.text).toBe('for everybody');
    }
    expect((await first.comeBack(away)).message).toMatchObject({
      id: 1,
      result: { content: [{ text: 'for everybody' }] },
    });
    await closed();
    // What is there takes only what it is long; there is room again.
    await ended(6);
    upstream.finish('');
    expect(isSentAway(await first.call(3))).toBe(true);
    await expect.poll(() => upstream.waiting, { timeout: 10_000 }).toBe(1);
    upstream.finish('done');
    await ended(7);
  });

  test('are not pushed out by what their server says before them', async () => {
    const client = await poller();
    const away = await client.call();
    upstream.finish('y'.repeat(resultBytes - 1_000), { messages: 100, letters: 10_000 });
    await ended(1);
    const answer = await client.comeBack(away);
    expect(answer.message).toMatchObject({
      id: 1,
      result: { content: [{ text: expect.stringMatching(/^y+$/) }] },
    });
    expect(messagesOf(answer.text).length).toBeGreaterThan(10);
    expect(Buffer.byteLength(answer.text)).toBeLessThan(mostBefore + resultBytes + 20_000);
    await closed();
  });
});

test('no server sends a client away for longer than its answer is kept', async () => {
  upstream.retryMs = 999_999_999;
  const away = await (await poller()).call();
  upstream.retryMs = 100;
  expect(away.text).toMatch(/^id: \S+\nretry: 30000\ndata: \n\n$/);
});

describe('nothing more is delivered to a client that came back and waits', () => {
  const ids = (member: string) =>
    gateway.given.rows<{ id: string }>('select id from tokens where member_id = $1', [member]);
  const ways: Readonly<Record<string, (member: string) => Promise<() => Promise<unknown>>>> = {
    'once its token is revoked': async (member) => {
      await gateway.given.rows('update tokens set revoked_at = now() where member_id = $1', [member]);
      for (const { id } of await ids(member))
        await gateway.given.rows(`select pg_notify('castellan_token', $1)`, [id]);
      return async () => undefined;
    },
    'once its member is suspended': async (member) => {
      await gateway.given.rows(`update members set status = 'disabled' where id = $1`, [member]);
      await gateway.given.rows(`select pg_notify('castellan_member', $1)`, [member]);
      return async () => undefined;
    },
    'once its connector is not published to it any more': async () => {
      const group = await gateway.given.group(acme, newId());
      await gateway.given.rows('update publications set group_id = $1 where connector_id = $2', [
        group,
        sample.id,
      ]);
      await gateway.policyChanged(acme);
      return () => gateway.given.rows('update publications set group_id = null');
    },
    'once its tool is blocked': async () => {
      await gateway.given.rows(`update rules set effect = 'block' where connector_id = $1`, [sample.id]);
      await gateway.policyChanged(acme);
      return () => gateway.given.rows(`update rules set effect = 'allow'`);
    },
  };

  test.each(
    Object.keys(ways).flatMap((way) => ['one connector', 'all connectors'].map((where) => [way, where])),
  )('%s, at the address of %s', async (way, where) => {
    const url = where === 'one connector' ? gateway.urlOf(sample) : gateway.aggregateOf(acme);
    const client = await Poller.at(url);
    const away = await client.call();
    expect(isSentAway(away)).toBe(true);
    const back = client.comeBack(away);
    await expect
      .poll(async () => (await gateway.events('gateway.stream_opened')).length, { timeout: 10_000 })
      .toBe(1);
    const undo = await ways[way]?.(client.member);
    await expect
      .poll(() => gateway.events('gateway.stream_closed'), { timeout: 10_000 })
      .toMatchObject([{ details: { resumed: true, reason: 'ended' } }]);
    upstream.finish('too late for this');
    await ended(1);
    expect(messagesOf((await back).text)).toEqual([]);
    const again = await client.comeBack(away);
    expect(again.status).toBeGreaterThanOrEqual(400);
    expect(again.text).not.toContain('too late');
    await undo?.();
    await gateway.policyChanged(acme);
  });
});
