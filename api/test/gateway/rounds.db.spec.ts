import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import {
  startControlledUpstream,
  text,
  type ControlledUpstream,
  type Received,
} from './controlled-upstream.js';
import { RunningGateway } from './running-gateway.js';
import { legacy, open, openSession, send, type OpenCall, type WireMessage } from './wire.js';

const form = (message: string) => ({
  method: 'elicitation/create',
  params: { message, requestedSchema: { type: 'object', properties: { name: { type: 'string' } } } },
});
const address = {
  method: 'elicitation/create',
  params: { mode: 'url', message: 'Pay.', url: 'https://pay.test/1' },
};
const sampling = {
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text: 'Rome?' } }], maxTokens: 5 },
};
const roots = { method: 'roots/list' };
const everything = { elicitation: { form: {}, url: {} }, sampling: {}, roots: { listChanged: true } };
/** Not what a parser would write again, and longer than a header. */
const state = '{"round" : 1.0, "é": "\\u00e9"}'.padEnd(9_000, ' ');

let gateway: RunningGateway;
let upstream: ControlledUpstream;
let acme: GivenOrganization;
let sample: GivenConnector;
let member: string;
let token: string;

beforeAll(async () => {
  const responses = ({ params }: Received) => params['inputResponses'] as Record<string, unknown> | undefined;
  upstream = await startControlledUpstream({
    three: (call, { result }) => {
      const answers = responses(call);
      if (answers) return result(text(JSON.stringify([answers, call.params['requestState'] === state])));
      const inputRequests = { 'who?': form('Who?'), capital: sampling, folders: roots };
      result({ resultType: 'input_required', inputRequests, requestState: state });
    },
    pays: (call, { result }) => {
      if (responses(call)) return result(text('paid'));
      result({ resultType: 'input_required', inputRequests: { pay: address } });
    },
    twice: (call, { result }) => {
      const answers = { ...responses(call) };
      if ('second' in answers) return result(text(`${String(call.params['requestState'])}, then done`));
      const name = 'first' in answers ? 'second' : 'first';
      const requestState = 'first' in answers ? 'knows the first' : 'knows nothing';
      result({ resultType: 'input_required', inputRequests: { [name]: form(name) }, requestState });
    },
    forever: (_call, { result }) => {
      result({ resultType: 'input_required', inputRequests: { again: form('Again?') } });
    },
    waits: (call, { result }) => {
      if (responses(call)?.['nothing'] || call.params['requestState']) return result(text('waited'));
      result({ resultType: 'input_required', requestState: 'only wait' });
    },
    insists: (call, { result }) => {
      if (responses(call)?.['capital']) return result(text('sampled'));
      result({ resultType: 'input_required', inputRequests: { capital: sampling } });
    },
    requires: (call, { result, error }) => {
      if (!responses(call))
        return result({ resultType: 'input_required', inputRequests: { capital: sampling } });
      error({ code: -32021, message: 'no', data: { requiredCapabilities: { sampling: {} } } }, 400);
    },
    needs: (_call, { error }) =>
      error({ code: -32021, message: 'no', data: { requiredCapabilities: { sampling: {} } } }, 400),
  });
  gateway = await RunningGateway.start({ roundsPerCall: 3, answerMs: 1_000 });
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
  upstream.received.length = 0;
  await gateway.forgetEvents();
});

const url = () => gateway.urlOf(sample);
const request = (name: string, id: number | string = 1) => ({
  id,
  method: 'tools/call',
  params: { name, arguments: {} },
});
const call = (session: string, name: string) => open(url(), legacy(token, session, request(name)));
const answer = (session: string, question: WireMessage | undefined, result: object, as = token) =>
  send(url(), legacy(as, session, { id: question?.id, result }));
const accepted = { action: 'accept', content: { name: 'Ann' } };

/** Answers whatever is asked with the same, and returns the questions and the last message. */
async function answerAll(session: string, opened: OpenCall) {
  const asked: WireMessage[] = [];
  for (;;) {
    const message = await opened.next();
    if (!message?.method) return { asked, last: message };
    asked.push(message);
    await answer(session, message, accepted);
  }
}

describe('an older client of a newer upstream', () => {
  test('is asked everything at once on its own stream, and the upstream gets the answers by name', async () => {
    const session = await openSession(url(), token, everything);
    await gateway.forgetEvents();
    const opened = call(session, 'three');
    const questions = [await opened.next(), await opened.next(), await opened.next()];
    expect(questions).toMatchObject([form('Who?'), sampling, roots]);
    const results = [
      accepted,
      { role: 'assistant', model: 'm', content: { type: 'text', text: 'Yes' } },
      { roots: [] },
    ];
    // Answered backwards.
    for (const index of [2, 1, 0]) await answer(session, questions[index], results[index] ?? {});
    const last = await opened.next();
    const [answers, isSameState] = JSON.parse(last?.result?.content?.[0]?.text ?? '') as [object, boolean];
    expect(answers).toEqual({ 'who?': results[0], capital: results[1], folders: results[2] });
    expect(isSameState).toBe(true);
    expect(last?.id).toBe(1);
    const [first, second] = upstream.received;
    expect(first?.id).not.toBe(second?.id);
    const meta = first?.params['_meta'] as Record<string, unknown>;
    expect(meta['io.modelcontextprotocol/clientCapabilities']).toEqual({ ...everything, roots: {} });
    expect((await gateway.events()).map(({ type }) => type)).toEqual([
      'gateway.call_started',
      'gateway.called',
    ]);
  });

  test('is asked no more at once than a person is to be bothered with', async () => {
    const strict = await RunningGateway.beside(gateway, { questionsAtOnce: 2 });
    const session = await openSession(strict.urlOf(sample), token, everything);
    const opened = open(strict.urlOf(sample), legacy(token, session, request('three')));
    expect((await opened.next())?.error?.message).toContain('kept asking');
    await strict.stop();
  });

  test('is asked as often as the upstream needs', async () => {
    const session = await openSession(url(), token, everything);
    const { asked, last } = await answerAll(session, call(session, 'twice'));
    expect(asked.map(({ params }) => params?.['message'])).toEqual(['first', 'second']);
    expect(last?.result?.content?.[0]?.text).toBe('knows the first, then done');
  });

  test('is sent to an address under a name of its own, as its revision wants', async () => {
    const session = await openSession(url(), token, everything);
    const { asked, last } = await answerAll(session, call(session, 'pays'));
    expect(asked[0]?.params).toMatchObject({
      ...address.params,
      elicitationId: expect.stringMatching(/.{20}/),
    });
    expect(last?.result?.content?.[0]?.text).toBe('paid');
  });

  test('that takes no stream gets addresses in the error of its revision, and else a reason', async () => {
    const session = await openSession(url(), token, everything);
    const plain = (name: string) => {
      const { headers, body } = legacy(token, session, request(name));
      return send(url(), { headers: { ...headers, accept: 'application/json' }, body });
    };
    expect((await plain('pays')).message.error).toMatchObject({
      code: -32042,
      data: { elicitations: [{ mode: 'url', url: 'https://pay.test/1', elicitationId: expect.any(String) }] },
    });
    expect((await plain('three')).message.error?.message).toContain('cannot be asked on this request');
  });

  test('does not hear of a round that asks it nothing', async () => {
    const session = await openSession(url(), token);
    const { asked, last } = await answerAll(session, call(session, 'waits'));
    expect(asked).toEqual([]);
    expect(last?.result?.content?.[0]?.text).toBe('waited');
  });

  describe('that refuses', () => {
    const refuse = (session: string, question: WireMessage | undefined) =>
      send(url(), legacy(token, session, { id: question?.id, error: { code: -1, message: 'no' } }));
    const capabilitiesOf = (received: Received | undefined) => {
      const meta = received?.params['_meta'] as Record<string, unknown>;
      return meta['io.modelcontextprotocol/clientCapabilities'];
    };

    test('a form is a person who cancelled, and one who declined has declined', async () => {
      const session = await openSession(url(), token, everything);
      for (const action of ['cancel', 'decline']) {
        const opened = call(session, 'pays');
        const question = await opened.next();
        if (action === 'cancel') await refuse(session, question);
        else await answer(session, question, { action });
        expect((await opened.next())?.result?.content?.[0]?.text).toBe('paid');
        expect(upstream.received.at(-1)?.params['inputResponses']).toEqual({ pay: { action } });
      }
    });

    test('to sample cannot sample, in the words of the upstream, which may do without', async () => {
      const session = await openSession(url(), token, everything);
      const opened = call(session, 'three');
      const [form, sample, folders] = [await opened.next(), await opened.next(), await opened.next()];
      await refuse(session, sample);
      await answer(session, form, accepted);
      await answer(session, folders, { roots: [] });
      const [answers] = JSON.parse((await opened.next())?.result?.content?.[0]?.text ?? '') as [object];
      expect(answers).toEqual({ 'who?': accepted, folders: { roots: [] } });
      expect(capabilitiesOf(upstream.received[0])).toHaveProperty('sampling');
      expect(capabilitiesOf(upstream.received[1])).toEqual({ elicitation: { form: {}, url: {} }, roots: {} });
    });

    test.each(['insists', 'requires'])('to sample ends a call whose upstream %s', async (name) => {
      const session = await openSession(url(), token, everything);
      await gateway.forgetEvents();
      const opened = call(session, name);
      await refuse(session, await opened.next());
      expect((await opened.next())?.error?.message).toContain('it refused, and cannot go on without it');
      expect(upstream.received).toHaveLength(2);
      expect(await gateway.events('gateway.called')).toMatchObject([
        { outcome: 'failure', details: { code: 'question_refused' } },
      ]);
    });

    test('to sample in one call may sample in the next', async () => {
      const session = await openSession(url(), token, everything);
      const refusing = call(session, 'insists');
      await refuse(session, await refusing.next());
      await refusing.next();
      const opened = call(session, 'insists');
      await answer(session, await opened.next(), { role: 'assistant', model: 'm', content: [] });
      expect((await opened.next())?.result?.content?.[0]?.text).toBe('sampled');
    });
  });
});

describe('an upstream', () => {
  test('that asks for ever is stopped', async () => {
    const session = await openSession(url(), token, everything);
    const { asked, last } = await answerAll(session, call(session, 'forever'));
    expect(asked).toHaveLength(3);
    expect(last?.error?.message).toContain('kept asking');
    expect(upstream.received).toHaveLength(3);
    expect(await gateway.events('gateway.called')).toMatchObject([
      { outcome: 'failure', details: { code: 'too_many_rounds' } },
    ]);
  });

  test('does not get to ask what the client did not declare', async () => {
    const session = await openSession(url(), token, { elicitation: {}, sampling: {} });
    for (const name of ['three', 'pays']) {
      const { asked, last } = await answerAll(session, call(session, name));
      expect(asked).toEqual([]);
      expect(last?.error?.message).toContain('did not say it can do');
    }
  });

  test('that needs more than the client can do says so in words the client has', async () => {
    const session = await openSession(url(), token);
    const { last } = await answerAll(session, call(session, 'needs'));
    expect(last?.error).toMatchObject({ code: -32603, message: expect.stringContaining('needs sampling') });
  });

  test('is not told an answer after the call was forbidden', async () => {
    const other = await gateway.token(acme, member);
    const session = await openSession(url(), other, everything);
    const opened = open(url(), legacy(other, session, request('twice')));
    const question = await opened.next();
    await gateway.given.rows(`update rules set effect = 'block' where connector_id = $1`, [sample.id]);
    await gateway.policyChanged(acme);
    try {
      await answer(session, question, accepted, other);
      expect((await opened.next())?.error?.message).toContain('not allowed any more');
      expect(upstream.received).toHaveLength(1);
    } finally {
      await gateway.given.rows(`update rules set effect = 'allow' where connector_id = $1`, [sample.id]);
      await gateway.policyChanged(acme);
    }
  });
});

describe('a question', () => {
  test('that nobody answers ends the call in time', async () => {
    const session = await openSession(url(), token, everything);
    const opened = call(session, 'forever');
    const question = await opened.next();
    // A person is not kept at a form that nobody will read.
    expect(await opened.next()).toMatchObject({
      method: 'notifications/cancelled',
      params: { requestId: question?.id },
    });
    expect((await opened.next())?.error?.message).toContain('got no answer in time');
    expect(await gateway.events('gateway.called')).toMatchObject([{ details: { code: 'answer_timeout' } }]);
  });

  test('is answered by its own session alone, and once', async () => {
    const session = await openSession(url(), token, everything);
    const opened = call(session, 'twice');
    const question = await opened.next();
    const neighbour = await openSession(url(), token, everything);
    const stranger = await gateway.token(acme, await gateway.given.member(acme));
    const theirs = await openSession(url(), stranger, everything);
    const wrong = { action: 'accept', content: { name: 'Mallory' } };
    await answer(neighbour, question, wrong);
    await answer(theirs, question, wrong, stranger);
    expect((await answer(session, question, wrong, stranger)).status).toBe(404);
    await answer(session, { ...question, id: `${String(question?.id)}0` }, wrong);
    await answer(session, { ...question, id: 1 }, wrong);
    expect(upstream.received).toHaveLength(1);
    await answer(session, question, accepted);
    const next = await opened.next();
    await answer(session, question, wrong);
    await answer(session, next, accepted);
    expect((await opened.next())?.result).toBeDefined();
    expect(upstream.received.map(({ params }) => params['inputResponses'])).toEqual([
      undefined,
      { first: accepted },
      { second: accepted },
    ]);
  });

  test('ends with a call that is cancelled, which gets no answer', async () => {
    const session = await openSession(url(), token, everything);
    const opened = call(session, 'forever');
    await opened.next();
    const cancel = { method: 'notifications/cancelled', params: { requestId: 1 } };
    await send(url(), legacy(token, session, cancel));
    expect(await opened.next()).toBeUndefined();
    expect(await gateway.events('gateway.called')).toMatchObject([{ details: { code: 'cancelled' } }]);
  });

  test('of one session does not meet that of another with equal ids', async () => {
    const sessions = await Promise.all([1, 2, 3, 4].map(() => openSession(url(), token, everything)));
    const opened = sessions.map((session) => call(session, 'twice'));
    const questions = await Promise.all(opened.map((one) => one.next()));
    expect(new Set(questions.map((question) => question?.id)).size).toBe(4);
    await Promise.all(
      questions.map((question, index) =>
        answer(sessions[index] ?? '', question, { action: 'accept', content: { name: `person ${index}` } }),
      ),
    );
    await Promise.all(opened.map((one) => one.next()));
    const told = upstream.received.slice(4).map(({ params }) => JSON.stringify(params['inputResponses']));
    expect(told.sort()).toEqual(
      [0, 1, 2, 3].map((index) =>
        JSON.stringify({ first: { action: 'accept', content: { name: `person ${index}` } } }),
      ),
    );
    opened.forEach((one) => one.leave());
  });
});
