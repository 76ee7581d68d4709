import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GivenOrganization } from '../given.js';
import { startAskingUpstream, type AskingUpstream } from './asking-upstream.js';
import { startControlledUpstream, text, type ControlledUpstream } from './controlled-upstream.js';
import { RunningGateway } from './running-gateway.js';
import { legacy, modern, open, openSession, send, type WireAnswer } from './wire.js';

/** Calls in which something is asked, at the aggregated address: across both eras, named directly or wrapped. */
let gateway: RunningGateway;
let older: AskingUpstream;
let newer: ControlledUpstream;
let acme: GivenOrganization;
let token: string;

const form = {
  message: 'Who?',
  requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
};
const question = { method: 'elicitation/create', params: form };
const accepted = { action: 'accept', content: { name: 'Ann' } };
const capabilities = { elicitation: { form: {} } };

beforeAll(async () => {
  older = await startAskingUpstream({
    once: async ({ ask }) => text(JSON.stringify((await ask(question.method, form)).result)),
    other: async () => text('other'),
  });
  newer = await startControlledUpstream({
    once: (call, { result }) => {
      const responses = call.params['inputResponses'] as Record<string, unknown> | undefined;
      if (responses) return result(text(JSON.stringify(responses['who'])));
      result({ resultType: 'input_required', inputRequests: { who: question } });
    },
  });
  gateway = await RunningGateway.start({ callMs: 5_000, answerMs: 3_000 });
  acme = await gateway.given.organization('acme');
  await gateway.connect(acme, older, { slug: 'older' });
  await gateway.connect(acme, newer, { slug: 'newer' });
  token = await gateway.token(acme, await gateway.given.member(acme));
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await Promise.all([older?.close(), newer?.close()]);
});

const url = () => gateway.aggregateOf(acme);

/** The call of a tool, by its own name or through `call_tool`. */
function put(name: string, isWrapped: boolean): { name: string; arguments: object } {
  return isWrapped ? { name: 'call_tool', arguments: { name, arguments: {} } } : { name, arguments: {} };
}

function ask(params: object): Promise<WireAnswer> {
  const _meta = { 'io.modelcontextprotocol/clientCapabilities': capabilities };
  return send(url(), modern(token, 'tools/call', { ...params, _meta }));
}

test.each([
  ['by name', false, false],
  ['wrapped', true, true],
  ['first by name, then wrapped', false, true],
])('a newer client answers an older upstream: %s', async (_, first, second) => {
  const asked = await ask(put('older__once', first));
  const { resultType, inputRequests, requestState } = asked.message.result ?? {};
  expect([resultType, Object.values(inputRequests ?? {})]).toEqual(['input_required', [question]]);
  const keys = Object.keys(inputRequests ?? {});
  const more = { requestState, inputResponses: Object.fromEntries(keys.map((key) => [key, accepted])) };
  const elsewhere = await ask({ ...put('older__other', second), ...more });
  expect(elsewhere.message.error?.code).toBe(-32602);
  const answered = await ask({ ...put('older__once', second), ...more });
  expect(JSON.parse(answered.message.result?.content?.[0]?.text ?? '')).toEqual(accepted);
});

test.each([
  ['by name', false],
  ['wrapped', true],
])('an older client answers a newer upstream on the call of its own stream: %s', async (_, isWrapped) => {
  const session = await openSession(url(), token, capabilities);
  const params = put('newer__once', isWrapped);
  const call = open(url(), legacy(token, session, { id: 1, method: 'tools/call', params }));
  const asked = await call.next();
  expect(asked).toMatchObject(question);
  await send(url(), legacy(token, session, { id: asked?.id, result: accepted }));
  const last = await call.next();
  expect(JSON.parse(last?.result?.content?.[0]?.text ?? '')).toEqual(accepted);
});
