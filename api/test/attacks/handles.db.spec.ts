import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { RunningGateway } from '../gateway/running-gateway.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../gateway/scripted-upstream.js';
import { legacy, modern, openSession, send, type WireMessage } from '../gateway/wire.js';

const none = { 'resources/list': { resources: [] }, 'resources/templates/list': { resourceTemplates: [] } };
const offers = {
  ...none,
  'tools/list': { tools: [{ name: 'work', inputSchema: { type: 'object' } }] },
  'prompts/list': { prompts: [] },
};

let gateway: RunningGateway;
let acme: GivenOrganization;
let upstream: ScriptedUpstream;
let shared: GivenConnector;
let token: string;
let stranger: string;

beforeAll(async () => {
  gateway = await RunningGateway.start({ sessionsPerToken: 1_100 });
  acme = await gateway.given.organization('acme');
  upstream = await startScriptedUpstream('modern', offers);
  shared = await gateway.connect(acme, upstream, { slug: 'shared' });
  token = await gateway.token(acme, await gateway.given.member(acme));
  stranger = await gateway.token(acme, await gateway.given.member(acme));
}, 60_000);
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(() => (upstream.heard.length = 0));

const url = () => gateway.urlOf(shared);
const aggregated = () => gateway.aggregateOf(acme);

async function ask(method: string, params: Record<string, unknown>): Promise<WireMessage> {
  return (await send(url(), modern(token, method, params))).message;
}

describe('the id of a session', () => {
  test('is random in every bit, and no two are alike', async () => {
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'wire', version: '1' },
    };
    const begin = async () => {
      const { headers } = await send(
        url(),
        legacy(token, undefined, { id: 1, method: 'initialize', params }),
      );
      return String(headers['mcp-session-id']);
    };
    const ids: string[] = [];
    for (let round = 0; round < 40; round += 1) {
      ids.push(...(await Promise.all(Array.from({ length: 25 }, begin))));
    }
    expect(new Set(ids).size).toBe(1_000);
    const set = new Array<number>(256).fill(0);
    for (const id of ids) {
      const bytes = Buffer.from(id, 'base64url');
      expect(bytes).toHaveLength(32);
      for (let bit = 0; bit < 256; bit += 1) set[bit]! += ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1;
    }
    // Nine standard deviations of a fair coin.
    expect(Math.min(...set)).toBeGreaterThan(350);
    expect(Math.max(...set)).toBeLessThan(650);
  }, 60_000);

  test('is of use to nobody else on any way, and its owner does not notice', async () => {
    const session = await openSession(url(), token);
    const list = { id: 1, method: 'tools/list' };
    const ways: readonly [string, object][] = [
      ['POST', list],
      ['POST', { method: 'notifications/cancelled', params: { requestId: 1 } }],
      ['POST', { id: 'castellan-1', result: { action: 'accept' } }],
      ['GET', {}],
      ['DELETE', {}],
    ];
    for (const [method, message] of ways) {
      const { headers, body } = legacy(stranger, session, { ...message });
      const given = { ...headers, 'last-event-id': '1' };
      const answer = await send(url(), { method, headers: given, ...(method === 'POST' ? { body } : {}) });
      expect([method, answer.status]).toEqual([method, 404]);
    }
    expect((await send(url(), legacy(token, session, list))).status).toBe(200);
    // Nor at the aggregated address, which is another one.
    expect((await send(aggregated(), legacy(token, session, list))).status).toBe(404);
  });
});

describe('the state of an unfinished call', () => {
  const begin = async () => {
    upstream.say = () => ({
      result: { resultType: 'input_required', inputRequests: {}, requestState: 'the state of one' },
    });
    const { result } = await ask('tools/call', { name: 'work', arguments: {} });
    upstream.heard.length = 0;
    upstream.say = ({ params }) => ({
      result: { content: [{ type: 'text', text: String(params['requestState']) }] },
    });
    return String(result?.['requestState']);
  };
  const go = (requestState: string) =>
    ask('tools/call', { name: 'work', arguments: {}, requestState, inputResponses: {} });

  test('goes back to the upstream as it was, and is spoiled by any bit', async () => {
    const state = await begin();
    expect((await go(state)).result?.content?.[0]?.text).toBe('the state of one');
    upstream.heard.length = 0;
    const bytes = Buffer.from(state, 'base64url');
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      // Some bits say nothing: in what Base64 leaves over, and in the letters of a name that nobody reads.
      const { error, result } = await go(changed.toString('base64url'));
      if (result) expect(result.content?.[0]?.text).toBe('the state of one');
      else expect(error?.code).toBe(-32602);
    }
    for (const one of upstream.heard) expect(one.params['requestState']).toBe('the state of one');
    expect(upstream.heard.length).toBeLessThan(bytes.length / 70);
  });
});
