import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Announcements } from '../../src/gateway/streams/announcements.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { startAskingUpstream, type AskingUpstream } from './asking-upstream.js';
import {
  startControlledUpstream,
  text,
  type ControlledUpstream,
  type Received,
} from './controlled-upstream.js';
import { OpenStream } from './open-stream.js';
import { startPollingUpstream, type PollingUpstream } from './polling-upstream.js';
import { continuationOf, form, ReturningClient } from './returning-client.js';
import { RunningGateway } from './running-gateway.js';
import { legacy, modern, open, openSession, send } from './wire.js';

let staying: RunningGateway;
let stopping: RunningGateway;
let upstream: ControlledUpstream;
let asking: AskingUpstream;
let polling: PollingUpstream;
let acme: GivenOrganization;
let sample: GivenConnector;
let old: GivenConnector;
let polled: GivenConnector;
let token: string;
let finish: () => void = () => undefined;

beforeAll(async () => {
  upstream = await startControlledUpstream({
    slow: (_call, { result }) => void (finish = () => result(text('finished'))),
    reads: () => undefined,
    writes: () => undefined,
    tells: (call, { notify }) =>
      notify('notifications/progress', { progressToken: progressTokenOf(call), progress: 1 }),
  });
  asking = await startAskingUpstream({
    asks: async ({ ask }) => text(JSON.stringify(await ask('elicitation/create', form))),
    hangs: async ({ ask }) => {
      await ask('elicitation/create', form);
      return new Promise(() => undefined);
    },
    asks_again: async ({ ask }) => {
      await ask('elicitation/create', form);
      return text(JSON.stringify(await ask('roots/list')));
    },
  });
  polling = await startPollingUpstream();
  staying = await RunningGateway.start({ silenceMs: 1_000 });
  acme = await staying.given.organization('acme');
  const classification = { writes: 'write', tells: 'write' } as const;
  sample = await staying.connect(acme, upstream, { slug: 'sample', classification });
  old = await staying.connect(acme, asking, { slug: 'old' });
  polled = await staying.connect(acme, polling, { slug: 'polled' });
  token = await staying.token(acme, await staying.given.member(acme));
});
afterAll(async () => {
  await staying?.[Symbol.asyncDispose]();
  await Promise.all([upstream?.close(), asking?.close(), polling?.close()]);
});
beforeEach(async () => {
  upstream.received.length = 0;
  asking.calls.length = 0;
  asking.answered = 0;
  await staying.forgetEvents();
});

const progressTokenOf = ({ params }: Received) =>
  (params['_meta'] as { progressToken: unknown }).progressToken;
const begin = async (drainMs: number) => (stopping = await RunningGateway.beside(staying, { drainMs }));
const url = () => stopping.urlOf(sample);
const tool = (name: string) => ({ name, arguments: {} });
const reached = (count: number) => expect.poll(() => upstream.received.length).toBe(count);
const ends = async () => {
  const called = await staying.events('gateway.called');
  return called.map(({ offering, outcome, details }) => [offering?.name, outcome, details['code']]);
};

test('a stopping gateway takes nothing new, ends its streams, and finishes what it began', async () => {
  await begin(5_000);
  const call = send(url(), modern(token, 'tools/call', tool('slow')));
  const stream = send(url(), modern(token, 'subscriptions/listen', { notifications: {} }));
  await reached(1);
  await expect.poll(async () => (await staying.events('gateway.stream_opened')).length).toBe(1);
  const stopped = stopping.stop();
  expect((await stream).message.result).toMatchObject({ resultType: 'complete' });
  const refused = await send(url(), modern(token, 'tools/list'));
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1']);
  finish();
  expect((await call).message.result?.content?.[0]?.text).toBe('finished');
  await stopped;
  expect(await ends()).toEqual([['slow', 'success', undefined]]);
});

test('a stopping gateway has every connection closed that it answers on, so that none holds up its stop', async () => {
  await begin(5_000);
  const ask = (name: string) => fetch(url(), { method: 'POST', ...modern(token, 'tools/call', tool(name)) });
  const begun = ask('slow');
  await reached(1);
  const stopped = stopping.stop();
  const refused = await ask('slow');
  expect([refused.status, refused.headers.get('connection')]).toEqual([503, 'close']);
  finish();
  const answered = await begun;
  expect([answered.status, answered.headers.get('connection')]).toEqual([200, 'close']);
  await stopped;
});

describe('what a stopping gateway does not wait for any longer', () => {
  const isRestarting = 'This Castellan is restarting and did not wait any longer for Sample';
  const unknown = `${isRestarting}; whether the call took effect is not known. Look before you try again.`;

  test('is told so, and whether it may have taken effect, by client and trail alike', async () => {
    await begin(1);
    const session = await openSession(url(), token);
    const request = (name: string, id: number) => ({ id, method: 'tools/call', params: tool(name) });
    const json = (name: string) => {
      const { headers, body } = modern(token, 'tools/call', tool(name));
      return send(url(), { headers: { ...headers, accept: 'application/json' }, body });
    };
    const answers = Promise.all([
      json('reads'),
      json('writes'),
      send(url(), legacy(token, session, request('reads', 1))),
      send(url(), legacy(token, session, request('writes', 2))),
      send(stopping.aggregateOf(acme), modern(token, 'tools/call', tool('sample__writes'))),
    ]);
    const told = modern(token, 'tools/call', { ...tool('tells'), _meta: { progressToken: 1 } });
    const stream = open(url(), told);
    expect((await stream.next())?.params?.['progress']).toBe(1);
    await reached(6);
    await stopping.stop();
    const streamed = { message: { ...(await stream.next()) } };
    const [read, write, oldRead, oldWrite, aggregated] = await answers;
    for (const { message } of [read, oldRead]) {
      expect(message.error).toEqual({ code: -32603, message: `${isRestarting}. Try again.` });
    }
    for (const { message } of [write, streamed, oldWrite]) expect(message.error?.message).toBe(unknown);
    expect(aggregated.message.result).toMatchObject({ isError: true, content: [{ text: unknown }] });
    expect((await ends()).sort()).toEqual(
      ['reads', 'reads', 'tells', 'writes', 'writes', 'writes'].map((name) => [name, 'failure', 'stopping']),
    );
    expect(stopping.logged.join('\n')).not.toContain('could not be relayed');
    await expect.poll(() => upstream.received.every(({ isAbandoned }) => isAbandoned)).toBe(true);
  });

  test('had not been sent, if it waited for others', async () => {
    await staying.given.rows('update connectors set concurrent_calls = 1 where id = $1', [sample.id]);
    await staying.policyChanged(acme);
    await begin(1);
    const first = send(url(), modern(token, 'tools/call', tool('reads')));
    await reached(1);
    const second = send(url(), modern(token, 'tools/call', tool('writes')));
    await expect.poll(() => staying.events('gateway.call_started')).toHaveLength(1);
    await stopping.stop();
    await first;
    expect((await second).message.error?.message).toBe(
      'This Castellan is restarting, and the call had not been sent to Sample. Try again.',
    );
    expect(upstream.received).toHaveLength(1);
    await staying.given.rows('update connectors set concurrent_calls = null where id = $1', [sample.id]);
    await staying.policyChanged(acme);
  });

  test('is a message that never came to its end: nothing was done for it', async () => {
    await begin(1);
    const { headers, body } = modern(token, 'tools/call', tool('writes'));
    const request = httpRequest(url(), { method: 'POST', headers, agent: false });
    const answered = new Promise<[number?, string?]>((resolve, reject) => {
      request.once('error', reject).once('response', (response) => {
        response.resume();
        resolve([response.statusCode, response.headers['retry-after']]);
      });
    });
    request.write(body.slice(0, 10));
    // Whoever asks on another connection afterwards is served afterwards.
    await send(url(), modern(token, 'tools/list'));
    await stopping.stop();
    expect(await answered).toEqual([503, '1']);
    expect((await staying.events('gateway.refused')).map(({ details }) => details['code'])).toEqual([
      'stopping',
    ]);
  });
});

test('streams end in a way that their revision has for it, and the trail says that the gateway stopped', async () => {
  await begin(5_000);
  const session = await openSession(url(), token);
  const modernOne = modern(token, 'subscriptions/listen', { notifications: { toolsListChanged: true } });
  const { 'content-type': _type, ...getHeaders } = legacy(token, session, {}).headers;
  const streams = [
    new OpenStream(url(), 'POST', modernOne.headers, modernOne.body),
    new OpenStream(url(), 'GET', getHeaders as Record<string, string>),
  ];
  await expect.poll(() => streams.map(({ status }) => status)).toEqual([200, 200]);
  await stopping.stop();
  expect(streams.map(({ hasEnded }) => hasEnded)).toEqual([true, true]);
  expect(streams[0]?.messages.at(-1)?.result).toMatchObject({ resultType: 'complete' });
  const closed = await staying.events('gateway.stream_closed');
  expect(closed.map(({ details }) => details['reason'])).toEqual(['stopping', 'stopping']);
});

test('a stream that is opened while the gateway stops ends at once', async () => {
  await begin(5_000);
  stopping.get(Announcements).endAll();
  const { message } = await send(url(), modern(token, 'subscriptions/listen', { notifications: {} }));
  expect(message.result).toMatchObject({ resultType: 'complete' });
  const [closed] = await staying.events('gateway.stream_closed');
  expect(closed?.details['reason']).toBe('stopping');
  await stopping.stop();
});

describe('a call in the middle of a question', () => {
  const here = new ReturningClient(
    () => stopping.urlOf(old),
    () => token,
  );
  const there = new ReturningClient(
    () => staying.urlOf(old),
    () => token,
  );

  test('that is parked in a stopping gateway ends in the trail, and is not gone on with elsewhere', async () => {
    await begin(1);
    const asked = await here.call('asks');
    await stopping.stop();
    expect(await ends()).toEqual([
      ['asks', 'success', undefined],
      ['asks', 'failure', 'stopping'],
    ]);
    await expect.poll(() => asking.calls[0]?.isCancelled).toBe(true);
    expect((await there.comeBack('asks', asked)).message.error?.message).toContain('from its beginning');
  });

  test('goes on while the gateway that holds it stops, if its client is at another one', async () => {
    await begin(5_000);
    const asked = await here.call('asks_again');
    const back = there.comeBack('asks_again', asked);
    await expect.poll(() => asking.answered).toBe(1);
    await stopping.stop();
    // What it asks now, nobody could come back to.
    expect((await back).message.error?.message).toContain('is restarting and cannot wait for the answer');
    expect((await ends()).at(-1)).toEqual(['asks_again', 'failure', 'stopping']);
  });

  test('that is cut short in the gateway that holds it is told so through the other one', async () => {
    await begin(1);
    const asked = await here.call('hangs');
    const back = there.comeBack('hangs', asked);
    await expect.poll(() => asking.answered).toBe(1);
    await stopping.stop();
    expect((await back).message.error?.message).toBe(
      'This Castellan is restarting and did not wait any longer for Old. Try again.',
    );
    expect((await ends()).at(-1)).toEqual(['hangs', 'failure', 'stopping']);
    await expect.poll(() => asking.calls[0]?.isCancelled).toBe(true);
  });

  test('whose client waits at a stopping gateway is told so, and ends in the other one', async () => {
    await begin(1);
    const asked = await there.call('hangs');
    const back = here.call('hangs', { params: continuationOf(asked) });
    await expect.poll(() => asking.answered).toBe(1);
    await stopping.stop();
    expect((await back).message.error?.message).toContain('This Castellan is restarting');
    await expect.poll(() => asking.calls[0]?.isCancelled).toBe(true);
    expect(stopping.logged.join('\n')).not.toContain('could not be relayed');
  });

  test('whose older client is being asked is told so on the stream of the call', async () => {
    await begin(1);
    const session = await openSession(stopping.urlOf(old), token, { elicitation: {} });
    const request = { id: 1, method: 'tools/call', params: tool('asks') };
    const opened = open(stopping.urlOf(old), legacy(token, session, request));
    expect((await opened.next())?.method).toBe('elicitation/create');
    await stopping.stop();
    expect((await opened.next())?.method).toBe('notifications/cancelled');
    expect((await opened.next())?.error?.message).toContain('This Castellan is restarting');
    expect(await ends()).toEqual([['asks', 'failure', 'stopping']]);
  });
});

test('a client that was sent away and has come back hears the last word of its call', async () => {
  await begin(1);
  const session = await openSession(stopping.urlOf(polled), token);
  const request = { id: 1, method: 'tools/call', params: tool('poll') };
  const sentAway = await send(stopping.urlOf(polled), legacy(token, session, request));
  const { 'content-type': _type, ...headers } = legacy(token, session, {}).headers;
  const lastEventId = /^id: (\S+)$/m.exec(sentAway.text)?.[1] ?? '';
  const back = send(stopping.urlOf(polled), {
    method: 'GET',
    headers: { ...headers, 'last-event-id': lastEventId },
  });
  await expect.poll(() => staying.events('gateway.stream_opened')).toHaveLength(1);
  await stopping.stop();
  expect((await back).message.error?.message).toContain('This Castellan is restarting');
  expect(await ends()).toEqual([['poll', 'failure', 'stopping']]);
});
