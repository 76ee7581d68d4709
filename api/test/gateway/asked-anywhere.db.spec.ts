import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as PreviousClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as PreviousTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WatchedUpstreams } from '../../src/gateway/upstreams/watched-upstreams.js';
import { bucketOf } from '../../src/health/latency.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import type { TestServer } from '../mcp/http-server.js';
import { startLegacyServer } from '../mcp/sdk-servers.js';
import { startAskingUpstream, type AskingUpstream } from './asking-upstream.js';
import { startControlledUpstream, text, type ControlledUpstream } from './controlled-upstream.js';
import { accepted, everything, form, ReturningClient, saidBy } from './returning-client.js';
import { RunningGateway } from './running-gateway.js';
import { legacy, open, openSession, send, type WireMessage } from './wire.js';

let gateway: RunningGateway;
let official: TestServer;
let old: AskingUpstream;
let current: ControlledUpstream;
let acme: GivenOrganization;
let officialOne: GivenConnector;
let oldOne: GivenConnector;
let currentOne: GivenConnector;
let token: string;

beforeAll(async () => {
  official = await startLegacyServer();
  old = await startAskingUpstream({
    asks: async ({ ask }) => text(JSON.stringify(await ask('elicitation/create', form))),
    samples: async ({ ask }) => text(JSON.stringify(await ask('sampling/createMessage', {}))),
    hangs: () => new Promise(() => undefined),
  });
  current = await startControlledUpstream({
    asks: ({ params }, { result }) => {
      if (params['inputResponses']) return result(text(JSON.stringify(params['inputResponses'])));
      const inputRequests = { who: { method: 'elicitation/create', params: form } };
      result({ resultType: 'input_required', inputRequests, requestState: 'asked' });
    },
  });
  gateway = await RunningGateway.start({ callMs: 400 });
  acme = await gateway.given.organization('acme');
  officialOne = await gateway.connect(acme, official, { slug: 'official' });
  oldOne = await gateway.connect(acme, old, { slug: 'old' });
  currentOne = await gateway.connect(acme, current, { slug: 'current' });
  token = await gateway.token(acme, await gateway.given.member(acme));
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await Promise.all([official?.close(), old?.close(), current?.close()]);
});
beforeEach(() => {
  old.calls.length = 0;
  current.received.length = 0;
});

/** What is on record of how a connector fared. */
async function healthOf({ id }: GivenConnector) {
  await gateway.get(WatchedUpstreams).tell();
  const [health] = await gateway.given.rows<{
    calls: number;
    failures: number;
    breaker: string;
    last_failure: string | null;
  }>(
    `select sum(calls)::int as calls, sum(failures)::int as failures, max(last_failure) as last_failure,
            (array_agg(breaker order by minute desc))[1] as breaker
       from connector_health where connector_id = $1`,
    [id],
  );
  return health;
}

const requestInit = () => ({ headers: { authorization: `Bearer ${token}` } });

describe('an official client', () => {
  test('of the newer revision answers an official server of the older one', async () => {
    const client = new Client(
      { name: 'spec', version: '1.0.0' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } }, capabilities: { elicitation: {} } },
    );
    client.setRequestHandler('elicitation/create', ({ params }) => ({
      action: 'accept',
      content: { colour: `${params.message} Green.` },
    }));
    const url = new URL(gateway.urlOf(officialOne));
    await client.connect(new StreamableHTTPClientTransport(url, { requestInit: requestInit() }));
    const result = await client.callTool({ name: 'ask' });
    expect(result.content).toEqual([{ type: 'text', text: 'Which colour? Green.' }]);
    await client.close();
  });

  test('of the older revision answers a server of the newer one', async () => {
    const client = new PreviousClient({ name: 'spec', version: '1' }, { capabilities: { elicitation: {} } });
    client.setRequestHandler(ElicitRequestSchema, () => ({
      action: 'accept' as const,
      content: { name: 'Ann' },
    }));
    const url = new URL(gateway.urlOf(currentOne));
    await client.connect(new PreviousTransport(url, { requestInit: requestInit() }));
    const result = await client.callTool({ name: 'asks' });
    expect(result.content).toEqual([{ type: 'text', text: JSON.stringify({ who: accepted }) }]);
    await client.close();
  });
});

describe('at the aggregated address', () => {
  const url = () => gateway.aggregateOf(acme);

  test.each(['old__asks', 'current__asks'])('a newer client comes back to %s', async (name) => {
    const client = new ReturningClient(url, () => token);
    const asked = await client.call(name);
    expect(asked.message.result?.['resultType']).toBe('input_required');
    const other = name === 'old__asks' ? 'current__asks' : 'old__asks';
    expect((await client.comeBack(other, asked)).message.error?.code).toBe(-32602);
    expect(saidBy(await client.comeBack(name, asked))).toContain('Ann');
  });

  test.each(['old__asks', 'current__asks'])('an older client is asked by %s', async (name) => {
    const session = await openSession(url(), token, everything);
    const params = { name, arguments: {} };
    const opened = open(url(), legacy(token, session, { id: 1, method: 'tools/call', params }));
    const question = await opened.next();
    await send(url(), legacy(token, session, { id: question?.id, result: accepted }));
    expect((await opened.next())?.result?.content?.[0]?.text).toContain('Ann');
  });

  test('what cannot go on is said in words for the model', async () => {
    const client = new ReturningClient(url, () => token);
    const answer = await client.call('current__asks', { capabilities: {} });
    expect(answer.message.result).toMatchObject({ isError: true });
    expect(saidBy(answer)).toContain('did not say it can do');
  });
});

describe('an older client of an older upstream', () => {
  const url = () => gateway.urlOf(oldOne);
  const request = (name: string, id = 1) => ({ id, method: 'tools/call', params: { name, arguments: {} } });
  const answer = (session: string, question: WireMessage | undefined) =>
    send(url(), legacy(token, session, { id: question?.id, result: accepted }));

  test('has time to answer while the time of its upstream stands still', async () => {
    const session = await openSession(url(), token, everything);
    const opened = open(url(), legacy(token, session, request('asks')));
    const question = await opened.next();
    // As long as any call may take here.
    const slow = await send(url(), legacy(token, session, request('hangs', 2)));
    expect(slow.message.error?.message).toContain('did not answer in time');
    await answer(session, question);
    expect((await opened.next())?.result?.content?.[0]?.text).toContain('Ann');
  });

  test('and the time it takes to answer is not that of its upstream', async () => {
    const measured = await gateway.connect(acme, old, { slug: 'measured' });
    const at = gateway.urlOf(measured);
    const session = await openSession(at, token, everything);
    const opened = open(at, legacy(token, session, request('asks')));
    const question = await opened.next();
    await send(at, legacy(token, session, request('hangs', 2)));
    await send(at, legacy(token, session, { id: question?.id, result: accepted }));
    expect((await opened.next())?.result?.content?.[0]?.text).toContain('Ann');
    await gateway.get(WatchedUpstreams).tell();
    const [health] = await gateway.given.rows<{ calls: number; latency: number[] }>(
      'select calls, latency from connector_health where connector_id = $1',
      [measured.id],
    );
    expect(health?.calls).toBe(2);
    // Only the one that hung took as long as the person did.
    const slow = health?.latency.slice(bucketOf(400)).reduce((sum, number) => sum + number, 0);
    expect(slow).toBe(1);
  });

  test('is not kept from a server by those who let its questions wait', async () => {
    const patient = await gateway.connect(acme, old, { slug: 'patient' });
    for (let time = 0; time < 5; time++) {
      const session = await openSession(gateway.urlOf(patient), token, everything);
      const leaving = open(gateway.urlOf(patient), legacy(token, session, request('asks')));
      expect((await leaving.next())?.method).toBe('elicitation/create');
      const cancel = { method: 'notifications/cancelled', params: { requestId: 1 } };
      await send(gateway.urlOf(patient), legacy(token, session, cancel));
      await leaving.next();
    }
    expect(await healthOf(patient)).toMatchObject({ calls: 5, failures: 0, breaker: 'closed' });
  });

  test('is kept from a server that asks and breaks off each time', async () => {
    const broken = await gateway.connect(acme, old, { slug: 'broken' });
    for (let time = 0; time < 5; time++) {
      const session = await openSession(gateway.urlOf(broken), token, everything);
      const opened = open(gateway.urlOf(broken), legacy(token, session, request('asks')));
      expect((await opened.next())?.method).toBe('elicitation/create');
      old.calls.at(-1)?.breakOff();
      while (await opened.next());
    }
    expect(await healthOf(broken)).toMatchObject({
      calls: 5,
      failures: 5,
      breaker: 'open',
      last_failure: 'connection_lost',
    });
  });

  test('is not asked what it did not say it can do', async () => {
    const session = await openSession(url(), token, { elicitation: {} });
    const { message } = await send(url(), legacy(token, session, request('samples')));
    expect(message.result?.content?.[0]?.text).toContain('cannot be asked this');
  });

  test('does not answer for a call that was forbidden meanwhile', async () => {
    const session = await openSession(url(), token, everything);
    const opened = open(url(), legacy(token, session, request('asks')));
    const question = await opened.next();
    const rules = async (effect: string) => {
      await gateway.given.rows('update rules set effect = $1 where connector_id = $2', [effect, oldOne.id]);
      await gateway.policyChanged(acme);
    };
    await rules('block');
    try {
      await answer(session, question);
      expect((await opened.next())?.error?.message).toContain('not allowed any more');
      await expect.poll(() => old.calls[0]?.isCancelled).toBe(true);
    } finally {
      await rules('allow');
    }
  });
});
