import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../../test/application/api-client.js';
import { startApplication, type RunningApplication } from '../../test/application/application.js';
import { Given, type GivenOrganization } from '../../test/given.js';
import { asMember } from '../../test/instance.js';
import { GatewayRecorder } from './gateway-recorder.js';

const trace = '0af7651916cd43dd8448eb211c80319c';

let castellan: RunningApplication;
let given: Given;
let acme: GivenOrganization;
let auditor: ApiClient;
let foreigner: ApiClient;

beforeAll(async () => {
  castellan = await startApplication();
  given = await Given.in(castellan.database);
  acme = await given.organization('acme');
  const other = await given.organization('other');
  auditor = await ApiClient.as(castellan, acme.id, await given.member(acme, { role: 'auditor' }), 'auditor');
  const theirs = await given.member(other, { role: 'auditor' });
  foreigner = await ApiClient.as(castellan, other.id, theirs, 'auditor');
  await record('gateway.call_started', trace);
  await record('gateway.called', trace);
  await Promise.all(
    Array.from({ length: 2_000 }, (_, at) => record('gateway.called', at.toString(16).padStart(32, '0'))),
  );
});
afterAll(async () => {
  await given?.end();
  await castellan?.stop();
});

async function record(type: 'gateway.call_started' | 'gateway.called', traceId: string): Promise<void> {
  await castellan.application
    .get(GatewayRecorder, { strict: false })
    .record(
      { ...asMember(acme.id, acme.id), channel: 'gateway' },
      { type, outcome: 'success', offering: { kind: 'tool', name: 'search' }, traceId },
    );
}

async function inTrace(api: ApiClient, traceId: string) {
  const { data, errors } = await api.send(
    `query ($traceId: String) { auditEvents(filter: { traceId: $traceId }) { edges { node { type traceId } } } }`,
    { traceId },
  );
  const edges = (data?.['auditEvents'] as { edges: { node: unknown }[] } | undefined)?.edges;
  return { events: edges?.map(({ node }) => node), errors };
}

it('shows everything that happened in a trace, newest first, to its own organization only', async () => {
  expect((await inTrace(auditor, trace)).events).toEqual([
    { type: 'gateway.called', traceId: trace },
    { type: 'gateway.call_started', traceId: trace },
  ]);
  expect((await inTrace(foreigner, trace)).events).toEqual([]);
});

it('names no trace where there was none', async () => {
  const { data } = await foreigner.send('{ auditEvents(first: 1) { edges { node { type traceId } } } }');
  expect(data).toMatchObject({ auditEvents: { edges: [{ node: { type: 'token.issued', traceId: null } }] } });
});

it.each(['', '0af7', `00-${trace}-b7ad6b7169203331-01`, trace.toUpperCase()])(
  'says of %j what a trace id looks like',
  async (traceId) => {
    const { errors } = await inTrace(auditor, traceId);
    expect(errors[0]?.message).toMatch(/not the id of a trace/);
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', reason: 'invalid_trace_id' });
  },
);

it('says that an empty text is not the id of a connector', async () => {
  const { errors } = await auditor.send(
    '{ auditEvents(filter: { connectorId: "" }) { edges { node { id } } } }',
  );
  expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', reason: 'invalid_id' });
});

it('finds a trace without reading the rest of the trail', async () => {
  await given.rows('analyze audit_events');
  const client = new pg.Client({ connectionString: castellan.database.application });
  await client.connect();
  try {
    await client.query(`begin; set local castellan.organization = '${acme.id}'`);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain select id from audit_events event where organization_id = $1 and event.trace_id = $2
        order by recorded_at desc, id desc limit 50`,
      [acme.id, trace],
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index Cond: .*trace_id = /);
  } finally {
    await client.end();
  }
});
