import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Notifications } from '../../src/platform/notifications/notifications.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { startAskingUpstream, type AskingUpstream } from './asking-upstream.js';
import { startControlledUpstream, text, type ControlledUpstream } from './controlled-upstream.js';
import { accepted, continuationOf, form, ReturningClient, saidBy } from './returning-client.js';
import { RunningGateway } from './running-gateway.js';
import { legacy, open, openSession, send } from './wire.js';

let one: RunningGateway;
/** Notifications do not reach it, whoever sends them. */
let deaf: RunningGateway;
let old: AskingUpstream;
let current: ControlledUpstream;
let acme: GivenOrganization;
let oldOne: GivenConnector;
let currentOne: GivenConnector;
let token: string;
let workOn: () => void = () => undefined;

beforeAll(async () => {
  old = await startAskingUpstream({
    asks: async ({ ask }) => text(JSON.stringify((await ask('elicitation/create', form)).result)),
    hangs: async ({ ask }) => {
      await ask('elicitation/create', form);
      return new Promise(() => undefined);
    },
    works: async ({ ask }) => {
      await ask('elicitation/create', form);
      await new Promise<void>((resolve) => (workOn = resolve));
      return text('worked');
    },
  });
  current = await startControlledUpstream({ hangs: () => undefined });
  one = await RunningGateway.start({ silenceMs: 1_000 });
  deaf = await RunningGateway.beside(one, { silenceMs: 1_000 });
  acme = await one.given.organization('acme');
  oldOne = await one.connect(acme, old, { slug: 'old' });
  currentOne = await one.connect(acme, current, { slug: 'current' });
  await deaf.policyChanged(acme);
  token = await one.token(acme, await one.given.member(acme));
  await deaf.get(Notifications).onApplicationShutdown();
});
afterAll(async () => {
  await deaf?.stop();
  await one?.[Symbol.asyncDispose]();
  await Promise.all([old?.close(), current?.close()]);
});
beforeEach(() => {
  old.calls.length = 0;
  old.answered = 0;
  current.received.length = 0;
});

const clientOf = (at: () => RunningGateway) =>
  new ReturningClient(
    () => at().urlOf(oldOne),
    () => token,
  );
const here = clientOf(() => one);
const there = clientOf(() => deaf);

describe('where notifications get lost', () => {
  test('a call goes on in the process that holds it and did not hear that its client is back', async () => {
    expect(saidBy(await here.comeBack('asks', await there.call('asks')))).toContain('Ann');
  });

  test('a client gets the answer that its process did not hear of', async () => {
    expect(saidBy(await there.comeBack('asks', await here.call('asks')))).toContain('Ann');
    expect(await one.given.rows('select 1 from gateway_letters')).toEqual([]);
  });

  test('a call is cancelled whose client has left the other process', async () => {
    const asked = await there.call('hangs');
    const leaving = open(one.urlOf(oldOne), here.request('hangs', { params: continuationOf(asked) }));
    const left = leaving.next().catch(() => undefined);
    await expect.poll(() => old.answered, { timeout: 5_000 }).toBe(1);
    leaving.leave();
    await left;
    await expect.poll(() => old.calls[0]?.isCancelled, { timeout: 5_000 }).toBe(true);
  });

  test('an older client’s answer is found where it is waited for', async () => {
    const session = await openSession(deaf.urlOf(oldOne), token, { elicitation: {} });
    const request = { id: 7, method: 'tools/call', params: { name: 'asks', arguments: {} } };
    const opened = open(deaf.urlOf(oldOne), legacy(token, session, request));
    const question = await opened.next();
    await send(one.urlOf(oldOne), legacy(token, session, { id: question?.id, result: accepted }));
    expect((await opened.next())?.result?.content?.[0]?.text).toContain('Ann');
  });

  test('a cancellation that could not be read is read at the next look', async () => {
    const session = await openSession(deaf.urlOf(currentOne), token);
    const request = { id: 7, method: 'tools/call', params: { name: 'hangs', arguments: {} } };
    const ended = open(deaf.urlOf(currentOne), legacy(token, session, request)).next();
    await expect.poll(() => current.received.length).toBe(1);
    // That a letter lies there can be seen; what it says cannot.
    await one.given.rows(`revoke select on gateway_letters from castellan_application`);
    await one.given.rows(`grant select (organization_id, id, address, expires_at) on gateway_letters
      to castellan_application`);
    const cancel = { method: 'notifications/cancelled', params: { requestId: 7 } };
    await send(one.urlOf(currentOne), legacy(token, session, cancel));
    await expect.poll(() => deaf.logged.join()).toContain('could not be read');
    await one.given.rows('grant select on gateway_letters to castellan_application');
    expect(await ended).toBeUndefined();
    await expect.poll(() => current.received[0]?.isAbandoned).toBe(true);
  });

  test('an older client’s cancellation is found, and is not taken for one of a later call', async () => {
    const url = deaf.urlOf(currentOne);
    const session = await openSession(url, token);
    const begin = (id: number) => {
      const request = { id, method: 'tools/call', params: { name: 'hangs', arguments: {} } };
      return open(url, legacy(token, session, request));
    };
    const cancel = (requestId: number) => {
      const notification = { method: 'notifications/cancelled', params: { requestId } };
      return send(one.urlOf(currentOne), legacy(token, session, notification));
    };
    const cancelled = (index: number) =>
      expect.poll(() => current.received[index]?.isAbandoned, { timeout: 5_000 }).toBe(true);
    const streams = [begin(7)].map((stream) => stream.next());
    await expect.poll(() => current.received.length).toBe(1);
    await cancel(7);
    await cancelled(0);
    const again = begin(7);
    const leaving = again.next().catch(() => undefined);
    await expect.poll(() => current.received.length).toBe(2);
    streams.push(begin(8).next());
    await expect.poll(() => current.received.length).toBe(3);
    await cancel(8);
    await cancelled(2);
    expect(current.received[1]?.isAbandoned).toBe(false);
    await cancel(7);
    await cancelled(1);
    expect(await Promise.all([...streams, leaving])).toEqual([undefined, undefined, undefined]);
  });
});

describe('where letters cannot be posted', () => {
  const unposted = async (work: () => Promise<unknown>) => {
    await one.given.rows('revoke insert on gateway_letters from castellan_application');
    try {
      await work();
    } finally {
      await one.given.rows('grant insert on gateway_letters to castellan_application');
    }
  };

  test('an answer is posted as soon as it can be', async () => {
    const asked = await there.call('works');
    const answer = here.comeBack('works', asked);
    await expect.poll(() => old.answered, { timeout: 5_000 }).toBe(1);
    await unposted(async () => {
      workOn();
      await expect.poll(() => deaf.logged.join()).toContain('an answer cannot be posted at the moment');
    });
    expect(saidBy(await answer)).toBe('worked');
  });

  test('whoever hears no answer is told that the call may have taken effect', async () => {
    const holder = await RunningGateway.beside(one, { silenceMs: 1_000, drainMs: 1 });
    const atHolder = clientOf(() => holder);
    const answer = here.comeBack('hangs', await atHolder.call('hangs'));
    await expect.poll(() => old.answered, { timeout: 5_000 }).toBe(1);
    let said: string | undefined;
    await unposted(async () => {
      await holder.stop();
      said = (await answer).message.error?.message;
    });
    expect(said).toContain('gives no sign of life any more. The call may have taken effect');
    const [ended] = (await one.events('gateway.called')).slice(-1);
    expect(ended).toMatchObject({ outcome: 'failure', details: { code: 'not_heard_of' } });
  });
});

test('who lost the connection that notifications come on looks as soon as there is another', async () => {
  // Without that they would look, and knock again, in a hundred seconds.
  const third = await RunningGateway.beside(one, { silenceMs: 400_000 });
  const session = await openSession(third.urlOf(oldOne), token, { elicitation: {} });
  const request = { id: 7, method: 'tools/call', params: { name: 'asks', arguments: {} } };
  const opened = open(third.urlOf(oldOne), legacy(token, session, request));
  const question = await opened.next();
  const listening = `from pg_stat_activity where application_name = 'castellan-notifications'
    and datname = current_database()`;
  const [before] = await one.given.rows<{ pids: number[] }>(`select array_agg(pid) as pids ${listening}`);
  await one.given.rows(`select pg_terminate_backend(pid) ${listening}`);
  const remaining = () => one.given.rows(`select 1 ${listening} and pid = any($1)`, [before?.pids]);
  await expect.poll(remaining).toEqual([]);
  await send(one.urlOf(oldOne), legacy(token, session, { id: question?.id, result: accepted }));
  expect((await opened.next())?.result?.content?.[0]?.text).toContain('Ann');
  await third.stop();
});
