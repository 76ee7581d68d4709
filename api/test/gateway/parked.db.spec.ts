import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { Failing, startAskingUpstream, type AskingUpstream } from './asking-upstream.js';
import { text } from './controlled-upstream.js';
import { RunningGateway } from './running-gateway.js';
import { messagesOf, modern, open, send, type WireAnswer } from './wire.js';

const form = {
  message: 'Who?',
  requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
};
const sampling = { messages: [{ role: 'user', content: { type: 'text', text: 'Rome?' } }], maxTokens: 5 };
const everything = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} };
const accepted = { action: 'accept', content: { name: 'Ann' } };
const address = { mode: 'url', message: 'Pay.', url: 'https://pay.test/1', elicitationId: 'e1' };

let gateway: RunningGateway;
let upstream: AskingUpstream;
let acme: GivenOrganization;
let sample: GivenConnector;
let member: string;
let token: string;
let payments = 0;

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
    forever: async ({ ask }) => {
      for (;;) await ask('elicitation/create', form);
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
      await new Promise((resolve) => setTimeout(resolve, 150));
      return text('could not wait');
    },
  });
  gateway = await RunningGateway.start({
    roundsPerCall: 3,
    callMs: 5_000,
    answerMs: 3_000,
    parkedPerMember: 4,
  });
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

interface Rest {
  readonly as?: string;
  readonly capabilities?: object;
  readonly args?: object;
  readonly id?: number;
  readonly params?: object;
  readonly meta?: object;
}

function request(
  name: string,
  { as = token, capabilities = everything, args = {}, id = 1, ...rest }: Rest = {},
) {
  const _meta = { 'io.modelcontextprotocol/clientCapabilities': capabilities, ...rest.meta };
  return modern(as, 'tools/call', { name, arguments: args, _meta, ...rest.params }, id);
}

const call = (name: string, rest?: Rest) => send(url(), request(name, rest));
const stateOf = ({ message }: WireAnswer) => String(message.result?.['requestState']);
const questionsOf = ({ message }: WireAnswer) =>
  (message.result?.['inputRequests'] ?? {}) as Record<string, { method: string; params?: object }>;
const saidBy = ({ message }: WireAnswer) => message.result?.content?.[0]?.text;

/** Comes back with the same answer to everything that was asked. */
function comeBack(name: string, asked: WireAnswer, rest: Rest = {}, response: unknown = accepted) {
  const inputResponses = Object.fromEntries(Object.keys(questionsOf(asked)).map((key) => [key, response]));
  const params = { requestState: stateOf(asked), inputResponses };
  return call(name, { id: 2, ...rest, params: { ...params, ...rest.params } });
}

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
    await expect.poll(() => upstream.calls.length).toBe(1);
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
    const inputResponses = Object.fromEntries(Object.keys(questionsOf(asked)).map((key) => [key, accepted]));
    const leaving = open(
      url(),
      request('hangs', { params: { requestState: stateOf(asked), inputResponses } }),
    );
    const left = leaving.next().catch(() => undefined);
    await expect.poll(() => upstream.answered).toBe(answered + 1);
    leaving.leave();
    await left;
    await expect.poll(() => upstream.calls[0]?.isCancelled).toBe(true);
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

describe('a parked call', () => {
  const refused = (answer: WireAnswer) => {
    expect(answer.message.error).toMatchObject({
      code: -32602,
      message: expect.stringContaining('not valid'),
    });
  };

  test('goes on for nobody else, with nothing else, after no change of its state, and once', async () => {
    const asked = await call('twice', { args: { amount: 1 } });
    const state = stateOf(asked);
    const as = await gateway.token(acme, await gateway.given.member(acme));
    const again = await gateway.token(acme, member);
    const second = await gateway.connect(acme, upstream, { slug: `second` });
    const args = { amount: 1 };
    refused(await comeBack('twice', asked, { as, args }));
    refused(await comeBack('twice', asked, { as: again, args }));
    refused(await comeBack('twice', asked, { args: { amount: 2 } }));
    refused(await comeBack('once', asked, { args }));
    refused(await send(gateway.urlOf(second), request('twice', { args, params: { requestState: state } })));
    for (let index = 0; index < state.length; index += 37) {
      const code = state.charCodeAt(index) ^ 1;
      const requestState = state.slice(0, index) + String.fromCharCode(code) + state.slice(index + 1);
      refused(await comeBack('twice', asked, { args, params: { requestState } }));
    }
    const last = state.slice(0, -1) + String.fromCharCode(state.charCodeAt(state.length - 1) ^ 1);
    refused(await comeBack('twice', asked, { args, params: { requestState: last } }));
    expect(upstream.calls).toHaveLength(1);
    const next = await comeBack('twice', asked, { args });
    expect(next.message.result?.['resultType']).toBe('input_required');
    refused(await comeBack('twice', asked, { args }));
    const both = await Promise.all([comeBack('twice', next, { args }), comeBack('twice', next, { args })]);
    expect(both.filter(({ message }) => message.result)).toHaveLength(1);
    both.filter(({ message }) => message.error).forEach(refused);
  });

  test('ends when nobody comes back in time, and whoever comes later hears so', async () => {
    const asked = await call('once');
    await expect.poll(() => upstream.calls[0]?.isCancelled, { timeout: 10_000 }).toBe(true);
    refused(await comeBack('once', asked));
    const states = await call('once');
    gateway.clock.forward(61 * 60_000);
    const fresh = await gateway.token(acme, member);
    refused(await comeBack('once', states, { as: fresh }));
    token = fresh;
  });

  test('ends when its token is revoked', async () => {
    const as = await gateway.token(acme, member, { name: 'lost' });
    await call('once', { as });
    const [lost] = await gateway.given.rows<{ id: string }>(
      `update tokens set revoked_at = now() where name = 'lost' returning id`,
    );
    await gateway.given.rows(`select pg_notify('castellan_token', $1)`, [lost?.id]);
    await expect.poll(() => upstream.calls[0]?.isCancelled, { timeout: 10_000 }).toBe(true);
  });

  test('ends when its tool is forbidden', async () => {
    const asked = await call('hangs');
    const rule = (effect: string) =>
      gateway.given.rows(
        `update rules set effect = $1 where offering_id =
           (select id from offerings where connector_id = $2 and name = 'hangs')`,
        [effect, sample.id],
      );
    await rule('block');
    await gateway.policyChanged(acme);
    expect((await comeBack('hangs', asked)).message.result?.isError).toBe(true);
    await expect.poll(() => upstream.calls[0]?.isCancelled, { timeout: 10_000 }).toBe(true);
    await rule('allow');
    await gateway.policyChanged(acme);
    refused(await comeBack('hangs', asked));
  });

  test('takes one of the few places of its member', async () => {
    const as = await gateway.token(acme, await gateway.given.member(acme));
    const kept = await Promise.all([1, 2, 3, 4].map(() => call('once', { as })));
    expect(kept.filter(({ message }) => message.result)).toHaveLength(4);
    const fifth = await call('once', { as });
    expect(fifth.message.error?.message).toContain('too many of your calls wait');
    await expect.poll(() => upstream.calls[4]?.isCancelled).toBe(true);
    for (const asked of kept) expect((await comeBack('once', asked, { as })).message.result).toBeDefined();
    const failed = (await gateway.events('gateway.called')).filter(({ outcome }) => outcome === 'failure');
    expect(failed).toMatchObject([{ details: { code: 'too_many_parked' } }]);
  });

  test('takes one of the few places of its process', async () => {
    const small = await RunningGateway.beside(gateway, { parkedPerProcess: 2 });
    const answers: WireAnswer[] = [];
    for (let index = 0; index < 3; index++) {
      const as = await gateway.token(acme, await gateway.given.member(acme));
      answers.push(await send(small.urlOf(sample), request('once', { as })));
    }
    expect(answers.map(({ message }) => message.result !== undefined)).toEqual([true, true, false]);
    await small.stop();
    await expect.poll(() => upstream.calls.every(({ isCancelled }) => isCancelled)).toBe(true);
  });
});

describe('an upstream', () => {
  test('that asks for ever is stopped', async () => {
    const as = await gateway.token(acme, await gateway.given.member(acme));
    let asked = await call('forever', { as });
    for (let round = 1; round < 3; round++) asked = await comeBack('forever', asked, { as });
    const answer = await comeBack('forever', asked, { as });
    expect(answer.message.error?.message).toContain('kept asking');
    await expect.poll(() => upstream.calls[0]?.isCancelled).toBe(true);
  });

  test('hears that its client cannot be asked what it did not declare', async () => {
    for (const capabilities of [{}, { elicitation: {} }, { sampling: {} }]) {
      const answer = await call('address', { capabilities });
      expect(answer.message.result).toMatchObject({
        resultType: 'complete',
        content: [{ text: 'undefined' }],
      });
    }
  });
});
