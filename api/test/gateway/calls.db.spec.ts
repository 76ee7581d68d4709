import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import {
  argumentsOf,
  startControlledUpstream,
  text,
  type ControlledUpstream,
} from './controlled-upstream.js';
import { RunningGateway } from './running-gateway.js';
import { messagesOf, modern, send } from './wire.js';

let gateway: RunningGateway;
let upstream: ControlledUpstream;
let acme: GivenOrganization;
let sample: GivenConnector;
let member: string;
let token: string;
let duringCall: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  upstream = await startControlledUpstream({
    read: async (call, { result }) => {
      await duringCall();
      result(text(String(argumentsOf(call)['text'])));
    },
    write: async (_call, { result }) => {
      await duringCall();
      result(text('written'));
    },
    fails: (_call, { result }) => result({ ...text('no such account'), isError: true }),
    huge: (_call, { result }) => result(text('x'.repeat(5 * 1024 * 1024))),
    hangs: () => undefined,
    broken: (_call, { error }) => error({ code: -32603, message: 'out of paper', data: { tray: 2 } }),
    steps: (call, { notify, result }) => {
      const { progressToken } = call.params['_meta'] as { progressToken: unknown };
      notify('notifications/progress', { progressToken: 'of somebody else', progress: 9 });
      for (const progress of [1, 2]) notify('notifications/progress', { progressToken, progress, total: 2 });
      notify('notifications/message', { level: 'debug', data: 'small' });
      notify('notifications/message', { level: 'error', data: 'large' });
      notify('notifications/tools/list_changed', {});
      result(text('stepped'));
    },
    asks: (call, { result }) => {
      const { requestState, inputResponses } = call.params;
      if (inputResponses) return result(text(`state ${String(requestState)}`));
      const inputRequests = { colour: { method: 'elicitation/create', params: { message: 'Which?' } } };
      result({ resultType: 'input_required', inputRequests, requestState: 'known to the upstream alone' });
    },
    task: (_call, { result }) => result({ resultType: 'task', task: { taskId: '1' } }),
  });
  gateway = await RunningGateway.start({ callMs: 2_000 });
  acme = await gateway.given.organization('acme');
  sample = await gateway.connect(acme, upstream, {
    slug: 'sample',
    classification: { write: 'write' },
  });
  member = await gateway.given.member(acme);
  token = await gateway.token(acme, member);
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(async () => {
  duringCall = async () => undefined;
  upstream.received.length = 0;
  await gateway.forgetEvents();
});

const url = () => gateway.urlOf(sample);
const call = (name: string, args: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) =>
  send(url(), modern(token, 'tools/call', { name, arguments: args, ...rest }));
const types = async () => (await gateway.events()).map(({ type }) => type);

describe('the audit trail', () => {
  test('has the outcome of a read before its answer is there', async () => {
    await call('read', { text: 'secret argument' });
    const events = await gateway.events();
    expect(events).toMatchObject([
      {
        type: 'gateway.called',
        outcome: 'success',
        offering: { kind: 'tool', name: 'read' },
        decision: { effect: 'allow' },
        details: { upstreamIdentity: 'none', upstreamEra: 'modern', upstreamRevision: '2026-07-28' },
      },
    ]);
    expect(events[0]?.details['argumentsHash']).toMatch(/^[0-9a-f]{64}$/);
    expect(events[0]?.decision?.contractHash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(events)).not.toContain('secret argument');
  });

  test('has the intent of a write before the upstream hears of it', async () => {
    let seen: string[] = [];
    duringCall = async () => void (seen = await types());
    await call('write');
    expect(seen).toEqual(['gateway.call_started']);
    expect(await types()).toEqual(['gateway.call_started', 'gateway.called']);
  });

  test('has the outcome of whatever is answered', async () => {
    await call('fails');
    await call('broken');
    await call('nowhere');
    await send(url(), modern(token, 'tools/list'));
    await send(url(), modern(token, 'server/discover'));
    await send(url(), modern(token, 'resources/read', { uri: 'a://b' }));
    await send(url(), modern(token, 'prompts/get', {}));
    expect(
      (await gateway.events()).map(({ type, outcome, details }) => [type, outcome, details['code']]),
    ).toEqual([
      ['gateway.called', 'failure', 'tool_error'],
      ['gateway.called', 'failure', 'error_-32603'],
      ['gateway.refused', 'denied', 'offering_unknown'],
      ['gateway.listed', 'success', undefined],
      ['gateway.listed', 'success', undefined],
      ['gateway.refused', 'denied', 'offering_unknown'],
      ['gateway.refused', 'denied', 'arguments_invalid'],
    ]);
  });

  describe('when it cannot be written', () => {
    const close = () => gateway.given.rows('revoke insert on audit_events from castellan_audit_writer');
    const reopen = () => gateway.given.rows('grant insert on audit_events to castellan_audit_writer');

    test('nothing is answered, and no write is begun', async () => {
      await close();
      try {
        const answers = await Promise.all([
          call('read', { text: 'x' }),
          call('write'),
          call('nowhere'),
          send(url(), modern(token, 'tools/list')),
        ]);
        for (const { status, headers, message } of answers) {
          expect(status).toBe(503);
          expect(headers['retry-after']).toBe('1');
          expect(message.error?.message).toContain('The audit trail cannot be written');
          expect(message.result).toBeUndefined();
        }
        expect(upstream.received.map(({ params }) => params['name'])).toEqual(['read']);
      } finally {
        await reopen();
      }
      expect((await call('read', { text: 'x' })).status).toBe(200);
    });

    test('a write that was made in the meantime is said to be made', async () => {
      duringCall = async () => void (await close());
      try {
        const answer = await call('write');
        expect(answer.message.error?.message).toContain(
          'reached Sample, but its outcome could not be recorded',
        );
      } finally {
        await reopen();
      }
    });
  });
});

describe('what comes before the answer', () => {
  test('arrives in order under the names the client chose, and only what it asked for', async () => {
    const _meta = { progressToken: 'mine', 'io.modelcontextprotocol/logLevel': 'warning' };
    const answer = await call('steps', {}, { _meta });
    expect(answer.headers['content-type']).toBe('text/event-stream');
    expect(answer.headers['x-accel-buffering']).toBe('no');
    expect(
      messagesOf(answer.text).map(({ method, params }) => [method, params?.['progress'] ?? params?.['data']]),
    ).toEqual([
      ['notifications/progress', 1],
      ['notifications/progress', 2],
      ['notifications/message', 'large'],
      [undefined, undefined],
    ]);
    expect(messagesOf(answer.text)[0]?.params?.['progressToken']).toBe('mine');
    expect(answer.message).toMatchObject({ id: 1, result: { content: [{ text: 'stepped' }] } });
    expect(await types()).toEqual(['gateway.call_started', 'gateway.called']);
  });

  test('is left out for a client that accepts no stream', async () => {
    const request = modern(token, 'tools/call', {
      name: 'steps',
      arguments: {},
      _meta: { progressToken: 1 },
    });
    const answer = await send(url(), {
      ...request,
      headers: { ...request.headers, accept: 'application/json' },
    });
    expect(answer.message.result?.content?.[0]?.text).toBe('stepped');
  });
});

test('a request to make a task of a call is answered like any other: tasks are not offered', async () => {
  const answer = await call('read', { text: 'now' }, { task: { ttl: 60_000 } });
  expect(answer.message.result?.content?.[0]?.text).toBe('now');
  expect(upstream.received[0]?.params).not.toHaveProperty('task');
});

describe('an upstream that misbehaves', () => {
  test.each([
    ['answers too much', 'huge', 'answer_too_large', 'more than Castellan passes on'],
    ['never answers', 'hangs', 'timeout', 'did not answer in time'],
  ])('%s', async (_what, name, code, words) => {
    const answer = await call(name);
    expect(answer.message.error).toMatchObject({ code: -32603, message: expect.stringContaining(words) });
    expect(answer.text).not.toContain(upstream.origin.slice('http://'.length));
    expect(await gateway.events('gateway.called')).toMatchObject([{ outcome: 'failure', details: { code } }]);
  });

  test('is gone', async () => {
    const gone = await startControlledUpstream({ read: () => undefined });
    const connector = await gateway.connect(acme, gone, { slug: 'gone' });
    await gone.close();
    const answer = await send(
      gateway.urlOf(connector),
      modern(token, 'tools/call', { name: 'read', arguments: {} }),
    );
    expect(answer.message.error?.message).toContain('cannot be reached at the moment');
  });

  test('answers with an error of its own, which is passed on', async () => {
    expect((await call('broken')).message.error).toEqual({
      code: -32603,
      message: 'out of paper',
      data: { tray: 2 },
    });
  });

  test('answers with something that nobody asked for', async () => {
    expect((await call('task')).message.error?.code).toBe(-32603);
  });
});

test('a modern client that leaves cancels its call upstream', async () => {
  const { headers, body } = modern(token, 'tools/call', { name: 'hangs', arguments: {} });
  const leaving = httpRequest(url(), { method: 'POST', headers, agent: false });
  leaving.on('error', () => undefined).end(body);
  await expect.poll(() => upstream.received.length).toBe(1);
  leaving.destroy();
  await expect.poll(() => upstream.received[0]?.isAbandoned).toBe(true);
  await expect
    .poll(() => gateway.events('gateway.called'))
    .toMatchObject([{ outcome: 'failure', details: { code: 'cancelled' } }]);
});

describe('a call that is continued', () => {
  const _meta = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } };
  const ask = async (as = token, args = {}) => {
    const answer = await send(url(), modern(as, 'tools/call', { name: 'asks', arguments: args, _meta }));
    return String(answer.message.result?.['requestState']);
  };
  const resume = (requestState: string, as = token, args = {}) =>
    send(
      url(),
      modern(
        as,
        'tools/call',
        { name: 'asks', arguments: args, requestState, inputResponses: { colour: {} }, _meta },
        2,
      ),
    );

  test('brings the upstream its own state back', async () => {
    const first = await call('asks', {}, { _meta });
    expect(first.message.result).toMatchObject({
      resultType: 'input_required',
      inputRequests: { colour: {} },
    });
    expect(first.text).not.toContain('known to the upstream alone');
    const second = await resume(String(first.message.result?.['requestState']));
    expect(second.message.result?.content?.[0]?.text).toBe('state known to the upstream alone');
  });

  test('is continued by nobody else, with nothing else, and not for ever', async () => {
    const state = await ask();
    const stranger = await gateway.token(acme, await gateway.given.member(acme));
    const altered = state.slice(0, -2) + (state.endsWith('A') ? 'B' : 'A') + state.slice(-1);
    expect(upstream.received).toHaveLength(1);
    for (const answer of [
      await resume(state, stranger),
      await resume(state, token, { other: 1 }),
      await resume(altered),
      await resume('x'),
    ]) {
      expect(answer.message.error?.code).toBe(-32602);
    }
    expect(upstream.received).toHaveLength(1);
  });

  test('is not continued by a client that did not say it can be asked', async () => {
    const answer = await call('asks');
    expect(answer.message.error?.message).toContain('did not say it can do');
    expect(await gateway.events('gateway.called')).toMatchObject([
      { outcome: 'failure', details: { code: 'question_undeclared' } },
    ]);
  });
});
