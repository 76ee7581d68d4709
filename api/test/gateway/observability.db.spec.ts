import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Metrics } from '../../src/platform/telemetry/metrics.js';
import { Traces } from '../../src/platform/telemetry/traces.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { readJson, startHttpServer, type TestServer } from '../mcp/http-server.js';
import { startLegacyServer } from '../mcp/sdk-servers.js';
import { startControlledUpstream, text, type ControlledUpstream } from './controlled-upstream.js';
import { RunningGateway } from './running-gateway.js';
import { legacy, modern, openSession, send } from './wire.js';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
}

interface Export {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

const callerTrace = '0af7651916cd43dd8448eb211c80319c';
const callerSpan = 'b7ad6b7169203331';
const traceparent = `00-${callerTrace}-${callerSpan}-01`;
const canary = 'canary-7f3a9e';

let gateway: RunningGateway;
let upstream: ControlledUpstream;
let collector: TestServer;
const exported: Export[] = [];
let acme: GivenOrganization;
let sample: GivenConnector;
let token: string;

beforeAll(async () => {
  collector = await startHttpServer((request, response) => {
    void readJson(request).then((body) => {
      exported.push(body as unknown as Export);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  upstream = await startControlledUpstream({
    read: (_call, reply) => reply.result(text(`seen ${canary}-result`)),
    write: (_call, reply) => reply.result(text('done')),
    fail: (_call, reply) => reply.error({ code: -32603, message: `no ${canary}-error` }),
    secret: (_call, reply) => reply.result(text('never')),
  });
  const url = new URL('/v1/traces', collector.target('/').url);
  gateway = await RunningGateway.start(
    {},
    {
      telemetry: {
        traces: { url, headers: {}, ratio: 1, followsCaller: true },
        passedBaggage: ['region'],
      },
    },
  );
  acme = await gateway.given.organization('acme');
  sample = await gateway.connect(acme, upstream, {
    slug: 'sample',
    allowed: ['read', 'write', 'fail'],
    classification: { write: 'write' },
  });
  token = await gateway.token(acme, await gateway.given.member(acme));
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
  await collector?.close();
});
beforeEach(async () => {
  await gateway.forgetEvents();
  await exportedSpans();
  exported.length = 0;
  upstream.received.length = 0;
  gateway.logged.length = 0;
});

/** Everything that was exported so far, sent without waiting for the batch to fill. */
async function exportedSpans(): Promise<Span[]> {
  await gateway.get(Traces).flush();
  return exported.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
  );
}

function call(name: string, meta: Record<string, unknown> = {}, args: Record<string, unknown> = {}) {
  return modern(token, 'tools/call', { name, arguments: args, _meta: meta });
}

const exchangeLines = () => gateway.logged.filter((line) => line.includes('durationMs='));

describe('a trace', () => {
  test('goes on from the caller to the upstream, by way of a span for each step', async () => {
    const meta = { traceparent, tracestate: 'vendor=1', baggage: 'region=eu,user=ann' };
    await send(gateway.urlOf(sample), call('write', meta));
    const spans = await exportedSpans();
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([callerTrace]));
    const root = spans.find(({ name }) => name === 'tools/call write');
    expect(root).toMatchObject({ parentSpanId: callerSpan });
    const steps = spans.filter(({ parentSpanId }) => parentSpanId === root?.spanId).map(({ name }) => name);
    expect(new Set(steps)).toEqual(
      new Set(['receive', 'authenticate', 'decide', 'audit_start', 'upstream', 'audit_end', 'respond']),
    );
    const step = spans.find(({ name }) => name === 'upstream');
    const told = {
      traceparent: `00-${callerTrace}-${step?.spanId}-01`,
      tracestate: 'vendor=1',
      baggage: 'region=eu',
    };
    const [received] = upstream.received;
    expect(received?.headers).toMatchObject(told);
    expect(received?.params['_meta']).toMatchObject(told);
    const events = await gateway.given.rows<{ trace: string }>(
      `select body->'source'->>'traceId' as trace from audit_events where type like 'gateway.call%'`,
    );
    expect(events.map(({ trace }) => trace)).toEqual([callerTrace, callerTrace]);
    expect(exchangeLines()).toEqual([expect.stringContaining(`traceId="${callerTrace}"`)]);
  });

  test('is read from headers where the message does not say it', async () => {
    const { headers, body } = call('read');
    await send(gateway.urlOf(sample), { headers: { ...headers, traceparent }, body });
    expect(upstream.received[0]?.headers['traceparent']).toContain(callerTrace);
    expect((await exportedSpans()).every(({ traceId }) => traceId === callerTrace)).toBe(true);
  });

  test('begins here where the caller says none that is valid', async () => {
    await send(gateway.urlOf(sample), call('read', { traceparent: 'nonsense', tracestate: 'a=b' }));
    const [root] = (await exportedSpans()).filter(({ parentSpanId }) => !parentSpanId);
    const [received] = upstream.received;
    expect(received?.headers['traceparent']).toContain(root?.traceId);
    expect(received?.headers['tracestate']).toBeUndefined();
    expect(exchangeLines()[0]).toContain(`traceId="${root?.traceId}"`);
  });

  test('that the caller does not record is not recorded here either, and goes on', async () => {
    await send(gateway.urlOf(sample), call('read', { traceparent: traceparent.replace(/01$/, '00') }));
    expect(await exportedSpans()).toEqual([]);
    expect(upstream.received[0]?.headers['traceparent']).toMatch(new RegExp(`^00-${callerTrace}-.{16}-00$`));
  });

  test('reaches an older upstream in its headers', async () => {
    const older = await startLegacyServer();
    const connector = await gateway.connect(acme, older, { slug: 'older' });
    const session = await openSession(gateway.urlOf(connector), token);
    const { headers, body } = legacy(token, session, {
      id: 1,
      method: 'tools/call',
      params: { name: 'echo', arguments: { text: 'hi' } },
    });
    const answer = await send(gateway.urlOf(connector), { headers: { ...headers, traceparent }, body });
    expect(answer.message.result?.content).toEqual([{ type: 'text', text: 'hi' }]);
    expect((await exportedSpans()).some(({ traceId }) => traceId === callerTrace)).toBe(true);
    await older.close();
  });
});

describe('what operators see', () => {
  test('is one line with the decision, both sides, bytes and steps', async () => {
    await send(gateway.urlOf(sample), call('write'));
    const [line, ...more] = exchangeLines();
    expect(more).toEqual([]);
    for (const part of [
      `organizationId="${acme.id}"`,
      'organization="acme"',
      'connector="sample"',
      'method="tools/call"',
      'offeringKind="tool" offering="write"',
      'effect="allow" rule="Rule: allowed for everyone."',
      'outcome="answered"',
      'status=200',
      'era="modern" revision="2026-07-28"',
      'upstreamEra="modern" upstreamRevision="2026-07-28"',
    ]) {
      expect(line).toContain(part);
    }
    expect(line).toMatch(/requestBytes=[1-9]\d+ answerBytes=[1-9]\d+/);
    expect(line).toMatch(/"audit_start":\d.*"upstream":\d.*"audit_end":\d/);
  });

  test('are steps by how the exchange ended', async () => {
    await send(gateway.urlOf(sample), call('read'));
    await send(gateway.urlOf(sample), call('fail'));
    await send(gateway.urlOf(sample), call('secret'));
    const metrics = await gateway.get(Metrics).registry.metrics();
    for (const labels of [
      'step="upstream",outcome="answered"',
      'step="upstream",outcome="failed"',
      'step="decide",outcome="refused"',
    ]) {
      expect(metrics).toMatch(new RegExp(`castellan_gateway_step_seconds_count\\{${labels}\\} [1-9]`));
    }
    expect(metrics).not.toMatch(/step="upstream",outcome="refused"/);
  });

  test('never holds a token, an argument, a result, or a name that somebody made up', async () => {
    const url = gateway.urlOf(sample);
    const hidden = { note: `${canary}-argument`, deep: [{ [`${canary}-key`]: 1 }] };
    await send(url, call('read', { note: `${canary}-meta`, baggage: `user=${canary}-baggage` }, hidden));
    await send(url, call('write', { traceparent: `${canary}-parent` }, hidden));
    await send(url, call('fail', {}, hidden));
    await send(url, call('secret', {}, hidden));
    await send(url, call(`${canary}-tool`, {}, hidden));
    const ref = { type: 'ref/prompt', name: `${canary}\r\n\u001b[31m` };
    await send(url, modern(token, 'completion/complete', { ref, argument: hidden }));
    await send(url, modern(token, `${canary}-method`, hidden));
    await send(url, modern(`cst_${canary}-token`, 'tools/list'));
    await send(url, {
      headers: { authorization: `Bearer ${token}`, cookie: canary },
      body: `{"${canary}-json`,
    });
    await send(`${url}-${canary}`, call('read'));
    const spans = JSON.stringify(await exportedSpans());
    expect(spans).toContain('tools/call read');
    const seen = {
      logs: gateway.logged.join('\n'),
      spans,
      metrics: await gateway.get(Metrics).registry.metrics(),
    };
    expect(exchangeLines()).toHaveLength(10);
    for (const sink of Object.values(seen)) {
      expect(sink).not.toContain(canary);
      expect(sink).not.toContain(token);
    }
  });
});
