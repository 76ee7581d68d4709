import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { Failing, startAskingUpstream, type AskingUpstream } from './asking-upstream.js';
import { text } from './controlled-upstream.js';
import {
  accepted,
  continuationOf,
  everything,
  form,
  questionsOf,
  ReturningClient,
  saidBy,
  stateOf,
} from './returning-client.js';
import { RunningGateway } from './running-gateway.js';
import { messagesOf, open } from './wire.js';

const sampling = { messages: [{ role: 'user', content: { type: 'text', text: 'Rome?' } }], maxTokens: 5 };
const address = { mode: 'url', message: 'Pay.', url: 'https://pay.test/1', elicitationId: 'e1' };

let gateway: RunningGateway;
let upstream: AskingUpstream;
let acme: GivenOrganization;
let sample: GivenConnector;
let member: string;
let token: string;
let payments = 0;
let giveUp: () => void = () => undefined;

beforeAll(async () => {
  upstream = await startAskingUpstream({
    once: async ({ ask }) => text(JSON.stringify(await ask('elicitation/create', form))),
    twice: async ({ ask }) => {
      const first = await ask('elicitation/create', form);
      return text(JSON.stringify([first.result, (await ask('roots/list')).result]));
    },
    together: async ({ ask }) => {
      const answers = [
        ask('elicitation/create', form),
        ask('sampling/createMessage', sampling),
        ask('roots/list'),
      ];
      return text(JSON.stringify((await Promise.all(answers)).map(({ result }) => result)));
    },
    progress: async ({ ask, notify, params }) => {
      const { progressToken } = params['_meta'] as { progressToken: unknown };
      notify('notifications/progress', { progressToken, progress: 1 });
      await ask('elicitation/create', form);
      notify('notifications/progress', { progressToken, progress: 2 });
      return text('stepped');
    },
    hangs: async ({ ask }) => {
      await ask('elicitation/create', form);
      return new Promise(() => undefined);
    },
    address: async ({ ask }) => text(String((await ask('elicitation/create', address)).result?.['action'])),
    pays: async () => {
      if (payments++ > 0) return text('paid');
      throw new Failing({ code: -32042, message: 'Pay first.', data: { elicitations: [address] } });
    },
    fails: async ({ ask }) => {
      await ask('elicitation/create', form);
      throw new Failing({ code: -32603, message: 'out of paper' });
    },
    gives_up: async ({ ask }) => {
      void ask('elicitation/create', form);
      await new Promise<void>((resolve) => (giveUp = resolve));
      return text('could not wait');
    },
  });
  gateway = await RunningGateway.start();
  acme = await gateway.given.organization('acme');
  sample = await gateway.connect(acme, upstream, { slug: 'sample', classification: { twice: 'write' } });
  member = await gateway.given.member(acme);
  token = await gateway.token(acme, member);
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(async () => {
  upstream.calls.length = 0;
  await gateway.forgetEvents();
});

const url = () => gateway.urlOf(sample);

const client = new ReturningClient(url, () => token);
const call = client.call.bind(client);
const comeBack = client.comeBack.bind(client);

describe('a newer client of an older upstream', () => {
  test('is asked by the end of its request, and comes back with the answer', async () => {
    const asked = await call('once');
    expect(asked.message).toMatchObject({ id: 1, result: { resultType: 'input_required' } });
    expect(Object.values(questionsOf(asked))).toEqual([{ method: 'elicitation/create', params: form }]);
    const answer = await comeBack('once', asked);
    expect(answer.message).toMatchObject({ id: 2, result: { resultType: 'complete' } });
    expect(JSON.parse(saidBy(answer) ?? '')).toMatchObject({ result: accepted });
    expect(upstream.calls).toHaveLength(1);
    expect(upstream.calls[0]?.params).not.toHaveProperty('requestState');
    expect(upstream.capabilities).toContainEqual(everything);
    expect(
      (await gateway.events()).map(({ type, outcome, details }) => [type, outcome, details['resultType']]),
    ).toEqual([
      ['gateway.called', 'success', 'input_required'],
      ['gateway.called', 'success', undefined],
    ]);
  });

  test('is asked several things at once where the upstream asks them together', async () => {
    const asked = await call('together');
    const questions = questionsOf(asked);
    expect(Object.values(questions).map(({ method }) => method)).toEqual([
      'elicitation/create',
      'sampling/createMessage',
      'roots/list',
    ]);
    const results = [
      accepted,
      { role: 'assistant', model: 'm', content: { type: 'text', text: 'Yes' } },
      { roots: [] },
    ];
    const inputResponses = Object.fromEntries(
      Object.keys(questions).map((key, index) => [key, results[index]]),
    );
    const answer = await call('together', { params: { requestState: stateOf(asked), inputResponses } });
    expect(JSON.parse(saidBy(answer) ?? '')).toEqual(results);
  });

  test('is asked again for what it left out, and not for what it said', async () => {
    const asked = await call('together');
    const [first = '', second = '', third = ''] = Object.keys(questionsOf(asked));
    const again = await call('together', {
      params: { requestState: stateOf(asked), inputResponses: { [first]: accepted, [second]: 7, other: {} } },
    });
    expect(Object.keys(questionsOf(again))).toEqual([second, third]);
    expect(saidBy(await comeBack('together', again, {}, { roots: [] }))).toContain('Ann');
  });

  test('is asked round by round, and each is begun on record before it reaches the upstream', async () => {
    const first = await call('twice');
    const second = await comeBack('twice', first);
    expect(Object.values(questionsOf(second))).toEqual([{ method: 'roots/list' }]);
    expect(stateOf(second)).not.toBe(stateOf(first));
    const answer = await comeBack('twice', second, {}, { roots: [] });
    expect(JSON.parse(saidBy(answer) ?? '')).toEqual([accepted, { roots: [] }]);
    expect((await gateway.events()).map(({ type }) => type)).toEqual(
      [1, 2, 3].flatMap(() => ['gateway.call_started', 'gateway.called']),
    );
  });

  test('hears of progress under the name that each of its requests chose', async () => {
    const asked = await call('progress', { meta: { progressToken: 'first' } });
    const answer = await comeBack('progress', asked, { meta: { progressToken: 'second' } });
    const heard = [asked, answer].flatMap(({ text: body }) => messagesOf(body));
    expect(heard.filter(({ method }) => method).map(({ params }) => params)).toEqual([
      { progressToken: 'first', progress: 1 },
      { progressToken: 'second', progress: 2 },
    ]);
  });

  test('is sent to addresses, whichever way the upstream says it', async () => {
    const asked = await call('address');
    const { elicitationId: _legacyName, ...plain } = address;
    expect(Object.values(questionsOf(asked))).toEqual([{ method: 'elicitation/create', params: plain }]);
    expect(saidBy(await comeBack('address', asked, {}, { action: 'accept' }))).toBe('accept');
    const wanted = await call('pays');
    expect(Object.values(questionsOf(wanted))).toEqual([{ method: 'elicitation/create', params: plain }]);
    expect(saidBy(await comeBack('pays', wanted, {}, { action: 'accept' }))).toBe('paid');
    payments = 0;
    const unable = await call('pays', { capabilities: {} });
    expect(unable.status).toBe(400);
    expect(unable.message.error).toMatchObject({
      code: -32021,
      data: { requiredCapabilities: { elicitation: { url: {} } } },
    });
  });

  test('gets what the upstream came to without it, when it comes back', async () => {
    const asked = await call('gives_up');
    giveUp();
    expect(saidBy(await comeBack('gives_up', asked))).toBe('could not wait');
    const failing = await call('fails');
    expect((await comeBack('fails', failing)).message.error).toEqual({
      code: -32603,
      message: 'out of paper',
    });
  });

  test('cancels the call by leaving while it waits', async () => {
    const asked = await call('hangs');
    const { answered } = upstream;
    const leaving = open(url(), client.request('hangs', { params: continuationOf(asked) }));
    const left = leaving.next().catch(() => undefined);
    await expect.poll(() => upstream.answered).toBe(answered + 1);
    leaving.leave();
    await left;
    await expect.poll(() => upstream.calls[0]?.isCancelled).toBe(true);
  });

  test('is waited for while it cannot be found out whether it is let in', async () => {
    const asked = await call('once');
    const failures = () =>
      gateway.logged.filter((line) => line.includes('a token could not be checked')).length;
    // Longer than a token is believed without a look.
    gateway.clock.forward(6_000);
    await gateway.without('tokens', () => expect.poll(failures, { timeout: 10_000 }).toBeGreaterThan(1));
    expect(saidBy(await comeBack('once', asked))).toContain('Ann');
    expect(upstream.calls[0]?.isCancelled).toBe(false);
  });

  test('is told of as what it can do, each kind of client in a session of its own', async () => {
    upstream.capabilities.length = 0;
    const other = await gateway.token(acme, member);
    for (const capabilities of [{}, { roots: { listChanged: true }, experimental: { x: {} } }, {}]) {
      await call('once', { as: other, capabilities });
    }
    expect(upstream.capabilities).toEqual([{}, { roots: {} }]);
  });
});
