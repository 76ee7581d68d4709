import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ParkedCalls } from '../../src/gateway/bridge/parked-calls.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { Failing, startAskingUpstream, type AskingUpstream } from './asking-upstream.js';
import { text } from './controlled-upstream.js';
import { form, ReturningClient, saidBy, stateOf } from './returning-client.js';
import { RunningGateway } from './running-gateway.js';
import { send, type WireAnswer } from './wire.js';

const address = { mode: 'url', message: 'Pay.', url: 'https://pay.test/1', elicitationId: 'e1' };

let gateway: RunningGateway;
let upstream: AskingUpstream;
let acme: GivenOrganization;
let sample: GivenConnector;
let member: string;
let token: string;
let goOn: () => void = () => undefined;

beforeAll(async () => {
  upstream = await startAskingUpstream({
    once: async ({ ask }) => text(JSON.stringify(await ask('elicitation/create', form))),
    twice: async ({ ask }) => {
      const first = await ask('elicitation/create', form);
      return text(JSON.stringify([first.result, (await ask('roots/list')).result]));
    },
    forever: async ({ ask }) => {
      for (;;) await ask('elicitation/create', form);
    },
    atOnce: async ({ ask }) => {
      await Promise.all(Array.from({ length: 40 }, () => ask('elicitation/create', form)));
      return text('never');
    },
    hangs: async ({ ask }) => {
      await ask('elicitation/create', form);
      return new Promise(() => undefined);
    },
    answersAnyway: async ({ ask, arguments: { as, long } }) => {
      void ask('elicitation/create', form);
      await new Promise<void>((resolve) => (goOn = resolve));
      if (as === 'error') throw new Failing({ code: -32603, message: 'out of paper' });
      return { ...text(String(long ? 'x'.repeat(300_000) : 'done')), isError: as === 'failed' };
    },
    asksMore: async ({ ask }) => {
      void ask('elicitation/create', form);
      await new Promise<void>((resolve) => (goOn = resolve));
      await ask('elicitation/create', { ...form, message: 'x'.repeat(300_000) });
      return text('never');
    },
    address: async ({ ask }) => text(String((await ask('elicitation/create', address)).result?.['action'])),
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
const tokenOf = (memberId: string) => gateway.token(acme, memberId);

const client = new ReturningClient(url, () => token);
const call = client.call.bind(client);
const comeBack = client.comeBack.bind(client);

describe('a parked call', () => {
  const refused = ({ message }: WireAnswer) => {
    expect(message.error?.message).toContain('this requestState is not valid');
    expect(message.error?.code).toBe(-32602);
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
    refused(
      await send(gateway.urlOf(second), client.request('twice', { args, params: { requestState: state } })),
    );
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
    const ofCall = (await gateway.events('gateway.called')).filter(
      ({ offering }) => offering?.name === 'once',
    );
    expect(ofCall).toMatchObject([
      { outcome: 'success', details: { resultType: 'input_required' } },
      { outcome: 'failure', details: { code: 'answer_timeout' } },
    ]);
    refused(await comeBack('once', asked));
    const states = await call('once');
    gateway.clock.forward(61 * 60_000);
    const fresh = await gateway.token(acme, member);
    refused(await comeBack('once', states, { as: fresh }));
    token = fresh;
  });

  /** What is on record of the end of the one call of a tool. */
  const endOf = async (name: string) => {
    const ended = async () =>
      (await gateway.events('gateway.called')).filter(
        ({ offering, details }) => offering?.name === name && details['resultType'] === undefined,
      );
    await expect.poll(ended, { timeout: 10_000 }).toHaveLength(1);
    return (await ended())[0];
  };

  test.each([
    ['answered', 'done', 'success', undefined],
    ['failed', 'failed', 'failure', 'tool_error'],
    ['ended with an error', 'error', 'failure', 'error_-32603'],
  ])('that %s while nobody came back is on record as that', async (_how, as, outcome, code) => {
    await call('answersAnyway', { args: { as } });
    await expect.poll(() => upstream.calls.length).toBe(1);
    goOn();
    const event = await endOf('answersAnyway');
    expect(event).toMatchObject({ outcome, details: { unfetched: 'answer_timeout' } });
    expect([event?.details['code'], upstream.calls[0]?.isCancelled]).toEqual([code, false]);
  });

  test('is not ended as one that nobody came back to while its answer is brought', async () => {
    const stopping = await RunningGateway.beside(gateway);
    const at = new ReturningClient(
      () => stopping.urlOf(sample),
      () => token,
    );
    const asked = await at.call('once');
    const thanks = Promise.withResolvers<void>();
    upstream.thanksAfter = thanks.promise;
    const before = upstream.answered;
    const answer = at.comeBack('once', asked);
    await expect.poll(() => upstream.answered).toBe(before + 1);
    await stopping.get(ParkedCalls).stop();
    thanks.resolve();
    expect(saidBy(await answer)).toContain('Ann');
    const ended = (await gateway.events('gateway.called')).map(({ outcome, details }) => [
      outcome,
      details['resultType'] ?? details['unfetched'] ?? details['code'],
    ]);
    expect(ended).toEqual([
      ['success', 'input_required'],
      ['success', undefined],
    ]);
    await stopping.stop();
  });

  test('keeps no long answer for a client that is away', async () => {
    await call('answersAnyway', { args: { long: true } });
    goOn();
    const event = await endOf('answersAnyway');
    expect(event).toMatchObject({ outcome: 'failure', details: { code: 'answer_not_kept' } });
    expect(event?.details['resultBytes']).toBeLessThan(1_000);
  });

  test('ends when it is asked very much while its client is away', async () => {
    const asked = await call('asksMore');
    goOn();
    await expect.poll(() => upstream.calls[0]?.isCancelled).toBe(true);
    expect((await comeBack('asksMore', asked)).message.error?.message).toContain('kept asking');
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
    expect(fifth.message.error?.message).toContain('too many calls wait');
    await expect.poll(() => upstream.calls[4]?.isCancelled).toBe(true);
    for (const asked of kept) expect((await comeBack('once', asked, { as })).message.result).toBeDefined();
    const failed = (await gateway.events('gateway.called')).filter(({ outcome }) => outcome === 'failure');
    expect(failed).toMatchObject([{ details: { code: 'too_many_parked' } }]);
  });

  test.each([
    ['token', { parkedPerToken: 2 }, async () => token],
    ['organization', { parkedPerOrganization: 2 }, async () => gateway.given.member(acme).then(tokenOf)],
    ['process', { parkedPerProcess: 2 }, async () => gateway.given.member(acme).then(tokenOf)],
  ])('takes one of the few places of its %s', async (_whose, limits, next) => {
    const small = await RunningGateway.beside(gateway, limits);
    const answers: WireAnswer[] = [];
    for (let index = 0; index < 3; index++) {
      const as = await next();
      answers.push(await send(small.urlOf(sample), client.request('once', { as })));
    }
    expect(answers.map(({ message }) => message.result !== undefined)).toEqual([true, true, false]);
    await small.stop();
    await expect.poll(() => upstream.calls.every(({ isCancelled }) => isCancelled)).toBe(true);
  });
});

describe('what waits with parked calls', () => {
  // A fifth of the room for all, and less than a quarter.
  const args = { filler: 'x'.repeat(200_000) };
  const begin = () => RunningGateway.beside(gateway, { allParkedCharacters: 1_000_000, parkedPerMember: 16 });
  const isParked = async (at: RunningGateway, as: string, rest = {}) =>
    (await send(at.urlOf(sample), client.request('once', { as, ...rest }))).message.result !== undefined;

  test('has its bounds in one process, what clients sent among it', async () => {
    const small = await begin();
    const parked: boolean[] = [];
    for (let index = 0; index < 5; index++) {
      parked.push(await isParked(small, await tokenOf(await gateway.given.member(acme)), { args }));
    }
    expect(parked).toEqual([true, true, true, true, false]);
    await small.stop();
  });

  test('leaves others room, however much one member sends', async () => {
    const small = await begin();
    const as = await tokenOf(await gateway.given.member(acme));
    expect(await isParked(small, as, { args })).toBe(true);
    expect(await isParked(small, as, { args })).toBe(false);
    expect(await isParked(small, as)).toBe(true);
    expect(await isParked(small, await tokenOf(await gateway.given.member(acme)), { args })).toBe(true);
    await small.stop();
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

  test('that asks very much at once is stopped, before anybody has to answer it', async () => {
    const as = await gateway.token(acme, await gateway.given.member(acme));
    const answer = await call('atOnce', { as });
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
