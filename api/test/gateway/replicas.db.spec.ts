import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Mailbox } from '../../src/gateway/mailbox/mailbox.js';
import { newId } from '../../src/kernel/ids.js';
import { Notifications } from '../../src/platform/notifications/notifications.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { startAskingUpstream, type AskingUpstream } from './asking-upstream.js';
import { startControlledUpstream, text, type ControlledUpstream } from './controlled-upstream.js';
import { RunningGateway } from './running-gateway.js';
import { legacy, modern, open, openSession, send, type WireAnswer, type WireMessage } from './wire.js';

const form = {
  message: 'Who?',
  requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
};
const accepted = { action: 'accept', content: { name: 'the answer of Ann' } };
const meta = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {}, roots: {} } };

let one: RunningGateway;
let other: RunningGateway;
let old: AskingUpstream;
let current: ControlledUpstream;
let acme: GivenOrganization;
let oldOne: GivenConnector;
let currentOne: GivenConnector;
let token: string;
let workOn: () => void = () => undefined;
const steps = 2_000;

beforeAll(async () => {
  old = await startAskingUpstream({
    asks: async ({ ask }) => text(JSON.stringify((await ask('elicitation/create', form)).result)),
    asks_twice: async ({ ask }) => {
      const first = await ask('elicitation/create', form);
      return text(JSON.stringify([first.result, (await ask('roots/list')).result]));
    },
    hangs: async ({ ask }) => {
      await ask('elicitation/create', form);
      return new Promise(() => undefined);
    },
    works: async ({ ask, notify, params }) => {
      const { progressToken } = params['_meta'] as { progressToken: unknown };
      const say = (progress: number) => notify('notifications/progress', { progressToken, progress });
      await ask('elicitation/create', form);
      say(1);
      await new Promise<void>((resolve) => (workOn = resolve));
      notify('notifications/message', { level: 'debug', data: 'small' });
      notify('notifications/message', { level: 'error', data: 'large' });
      for (let progress = 2; progress <= steps; progress++) say(progress);
      return text('worked');
    },
  });
  current = await startControlledUpstream({
    asks: ({ params }, { result }) => {
      const answers = params['inputResponses'];
      if (answers) return result(text(JSON.stringify(answers)));
      const inputRequests = { who: { method: 'elicitation/create', params: form } };
      result({ resultType: 'input_required', inputRequests });
    },
    hangs: () => undefined,
  });
  one = await RunningGateway.start({ silenceMs: 1_000 });
  other = await RunningGateway.beside(one, { silenceMs: 1_000 });
  acme = await one.given.organization('acme');
  oldOne = await one.connect(acme, old, { slug: 'old' });
  currentOne = await one.connect(acme, current, { slug: 'current' });
  await other.policyChanged(acme);
  token = await one.token(acme, await one.given.member(acme));
});
afterAll(async () => {
  await other?.stop();
  await one?.[Symbol.asyncDispose]();
  await Promise.all([old?.close(), current?.close()]);
});
beforeEach(async () => {
  old.calls.length = 0;
  old.answered = 0;
  current.received.length = 0;
  await one.forgetEvents();
});

const call = (at: RunningGateway, name: string, params = {}, as = token) =>
  send(at.urlOf(oldOne), modern(as, 'tools/call', { name, arguments: {}, _meta: meta, ...params }));

function answers(asked: WireAnswer, response: object = accepted) {
  const { inputRequests = {}, requestState } = asked.message.result ?? {};
  const names = Object.keys(inputRequests as object);
  return { requestState, inputResponses: Object.fromEntries(names.map((name) => [name, response])) };
}

describe('a parked call', () => {
  test('goes on from another process, round by round, and its events are whole', async () => {
    const first = await call(one, 'asks_twice');
    const second = await call(other, 'asks_twice', answers(first));
    expect(second.message.result?.['resultType']).toBe('input_required');
    const last = await call(other, 'asks_twice', answers(second, { roots: [] }));
    expect(JSON.parse(last.message.result?.content?.[0]?.text ?? '')).toEqual([accepted, { roots: [] }]);
    expect((await one.events('gateway.called')).map(({ details }) => details['resultType'])).toEqual([
      'input_required',
      'input_required',
      undefined,
    ]);
    expect(await one.given.rows('select 1 from gateway_letters')).toEqual([]);
  });

  test('goes on once, whichever process is asked, and for nobody else', async () => {
    const asked = await call(one, 'asks');
    const stranger = await one.token(acme, await one.given.member(acme));
    const refused = await call(other, 'asks', answers(asked), stranger);
    expect(refused.message.error?.code).toBe(-32602);
    const both = await Promise.all([call(other, 'asks', answers(asked)), call(one, 'asks', answers(asked))]);
    expect(both.filter(({ message }) => message.result)).toHaveLength(1);
    expect(both.filter(({ message }) => message.error?.code === -32602)).toHaveLength(1);
  });

  test('tells of its progress in another process, in few letters however much there is', async () => {
    const letters: string[] = [];
    const to = ['letter', other.get(Mailbox).address].join(' ');
    const stop = one
      .get(Notifications)
      .subscribe('castellan_gateway_letter', (knock) => void (knock.startsWith(to) && letters.push(knock)));
    const withMeta = (more: object) => ({ _meta: { ...meta, ...more } });
    const asked = await call(one, 'works', withMeta({ progressToken: 'first' }));
    const logLevel = { 'io.modelcontextprotocol/logLevel': 'error' };
    const params = { name: 'works', arguments: {}, ...answers(asked) };
    const wanted = { ...params, ...withMeta({ progressToken: 'second', ...logLevel }) };
    const opened = open(other.urlOf(oldOne), modern(token, 'tools/call', wanted));
    expect(await opened.next()).toMatchObject({ params: { progressToken: 'second', progress: 1 } });
    workOn();
    const rest: WireMessage[] = [];
    for (let message = await opened.next(); message; message = await opened.next()) rest.push(message);
    stop();
    expect(rest.at(-1)?.result?.content?.[0]?.text).toBe('worked');
    const said = rest.slice(0, -1).map((message) => message.params ?? {});
    expect(said.filter(({ data }) => data !== undefined)).toEqual([{ level: 'error', data: 'large' }]);
    const progress = said.flatMap((params) => ('progress' in params ? [Number(params['progress'])] : []));
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(steps);
    expect(letters.length).toBeLessThan(20);
    const types = (await one.events()).map(({ type }) => type);
    expect(types.at(-2)).toBe('gateway.call_started');
  });

  test('tells no progress to a request that did not ask for it', async () => {
    const asked = await call(one, 'works', { _meta: { ...meta, progressToken: 'first' } });
    const pending = call(other, 'works', answers(asked));
    await expect.poll(() => old.answered).toBe(1);
    workOn();
    expect((await pending).text).toMatch(/^\{.*"worked"/);
  });

  test('is cancelled by a client that leaves the other process', async () => {
    const asked = await call(one, 'hangs');
    const params = { name: 'hangs', arguments: {}, _meta: meta, ...answers(asked) };
    const leaving = open(other.urlOf(oldOne), modern(token, 'tools/call', params));
    const left = leaving.next().catch(() => undefined);
    await expect.poll(() => old.answered).toBe(1);
    leaving.leave();
    await left;
    await expect.poll(() => old.calls[0]?.isCancelled).toBe(true);
  });

  test('of a process that is dead is refused soon', async () => {
    const third = await RunningGateway.beside(one, { silenceMs: 1_000 });
    const asked = await call(third, 'asks');
    // It neither hears anything any more, nor looks, nor says goodbye.
    third.get(Mailbox).onApplicationShutdown();
    const answer = await call(other, 'asks', answers(asked));
    expect(answer.message.error).toMatchObject({
      code: -32602,
      message: expect.stringContaining('not valid'),
    });
    await third.stop();
  });

  test('of a process that has stopped is cancelled, and refused', async () => {
    const third = await RunningGateway.beside(one);
    const asked = await call(third, 'asks');
    await third.stop();
    await expect.poll(() => old.calls[0]?.isCancelled).toBe(true);
    expect((await call(other, 'asks', answers(asked))).message.error?.code).toBe(-32602);
  });
});

test('what is to be redacted is redacted on its way through another process, and stands in the trail', async () => {
  await one.given.rows(
    `insert into limit_settings (organization_id, id, connector_id, results, changed_by) values ($1, $2, $3, $4, $5)`,
    [acme.id, newId(), oldOne.id, JSON.stringify({ redactPersonalData: true }), oldOne.ownerId],
  );
  await one.policyChanged(acme);
  await other.policyChanged(acme);
  const asked = await call(one, 'asks');
  const content = { name: 'ann.lee@acme.example' };
  const answer = await call(other, 'asks', answers(asked, { action: 'accept', content }));
  expect(answer.message.result?.content?.[0]?.text).toContain('[redacted: email]');
  expect((await one.events('gateway.called')).at(-1)?.details).toMatchObject({ redacted_email: 1 });
  await one.given.rows('delete from limit_settings');
  await one.policyChanged(acme);
  await other.policyChanged(acme);
});

describe('an older client', () => {
  const request = (name: string) => ({ id: 7, method: 'tools/call', params: { name, arguments: {} } });

  test.each([
    ['an older upstream', () => oldOne],
    ['a newer upstream', () => currentOne],
  ])('answers %s through another process', async (_what, connector) => {
    const url = one.urlOf(connector());
    const session = await openSession(url, token, { elicitation: {} });
    const opened = open(url, legacy(token, session, request('asks')));
    const question = await opened.next();
    const answer = { id: question?.id, result: accepted };
    const posted = await send(other.urlOf(connector()), legacy(token, session, answer));
    expect(posted.status).toBe(202);
    expect((await opened.next())?.result?.content?.[0]?.text).toContain('the answer of Ann');
  });

  test.each([
    ['an older upstream', () => oldOne, () => expect.poll(() => old.calls[0]?.isCancelled).toBe(true)],
    ['a newer upstream', () => currentOne, async () => expect(current.received).toHaveLength(1)],
  ])('of %s is not said to be forbidden what cannot be decided', async (_what, connector, isEnded) => {
    const at = (gateway: RunningGateway) => gateway.urlOf(connector());
    const session = await openSession(at(one), token, { elicitation: {} });
    const opened = open(at(one), legacy(token, session, request('asks')));
    const question = await opened.next();
    await send(at(other), legacy(token, session, { id: 8, method: 'ping' }));
    // The other process has just looked whose token this is; what this one knows is too old.
    one.clock.forward(6_000);
    await one.without('tokens', async () => {
      const answer = { id: question?.id, result: accepted };
      expect((await send(at(other), legacy(token, session, answer))).status).toBe(202);
      expect((await opened.next())?.error?.message).toContain('cannot be found out at the moment');
    });
    await isEnded();
    expect((await one.events('gateway.called')).map(({ details }) => details['code'])).toEqual(['undecided']);
  });

  test('is not answered for by another session, and not by another organization', async () => {
    const url = one.urlOf(oldOne);
    const session = await openSession(url, token, { elicitation: {} });
    const opened = open(url, legacy(token, session, request('asks')));
    const question = await opened.next();
    const wrong = { id: question?.id, result: { action: 'accept', content: { name: 'Mallory' } } };
    const neighbour = await openSession(url, token, { elicitation: {} });
    await send(other.urlOf(oldOne), legacy(token, neighbour, wrong));
    const evil = await one.given.organization('evil');
    const theirs = await one.connect(evil, old, { slug: 'old' });
    await other.policyChanged(evil);
    const stranger = await one.token(evil, await one.given.member(evil));
    const strange = await openSession(other.urlOf(theirs), stranger, { elicitation: {} });
    await send(other.urlOf(theirs), legacy(stranger, strange, wrong));
    await send(other.urlOf(oldOne), legacy(token, session, { id: question?.id, result: accepted }));
    expect((await opened.next())?.result?.content?.[0]?.text).toContain('the answer of Ann');
  });

  test('cancels its call through another process', async () => {
    const url = one.urlOf(currentOne);
    const session = await openSession(url, token);
    const opened = open(url, legacy(token, session, request('hangs')));
    const ended = opened.next();
    await expect.poll(() => current.received.length).toBe(1);
    const cancel = { method: 'notifications/cancelled', params: { requestId: 7 } };
    const neighbour = await openSession(url, token);
    await send(other.urlOf(currentOne), legacy(token, neighbour, cancel));
    expect(current.received[0]?.isAbandoned).toBe(false);
    await send(other.urlOf(currentOne), legacy(token, session, cancel));
    expect(await ended).toBeUndefined();
    await expect.poll(() => current.received[0]?.isAbandoned).toBe(true);
  });
});

test('what processes write to each other is sealed for its place, and to be read nowhere else', async () => {
  const third = await RunningGateway.beside(one, { silenceMs: 1_000 });
  const asked = await call(third, 'asks');
  third.get(Mailbox).onApplicationShutdown();
  await one.given.rows('delete from gateway_letters');
  const pending = call(other, 'asks', answers(asked));
  const letters = () =>
    one.given.rows<{ id: string; organization_id: string; text: string }>(
      'select id, organization_id, l::text as text from gateway_letters l',
    );
  await expect.poll(letters).toHaveLength(1);
  const [letter] = await letters();
  expect(letter?.text).not.toContain('the answer of');
  const { address } = one.get(Mailbox);
  await one.given.rows('update gateway_letters set address = $1', [address]);
  await one.given.rows(`select pg_notify('castellan_gateway_letter', $1)`, [
    ['letter', address, letter?.id, letter?.organization_id].join(' '),
  ]);
  await expect.poll(() => one.logged.join()).toContain('could not be read');
  // Somebody has taken the letter, and whoever wrote it cannot know whom.
  expect((await pending).message.error?.message).toContain('may have taken effect');
  expect(old.answered).toBe(0);
  await third.stop();
});
