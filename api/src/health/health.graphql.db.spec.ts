import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ApiClient } from '../../test/application/api-client.js';
import { startApplication, type RunningApplication } from '../../test/application/application.js';
import { Given, type GivenConnector, type GivenOrganization } from '../../test/given.js';
import { newId } from '../kernel/ids.js';
import { UpkeepRepository } from '../operations/upkeep.repository.js';
import { HealthService } from './health.service.js';
import { noLatency } from './latency.js';
import type { HealthMinute } from './health.js';

let castellan: RunningApplication;
let given: Given;
let acme: GivenOrganization;
let owner: ApiClient;
let ownerId: string;
let crm: GivenConnector;
let count = 0;
const [one, two] = [newId(), newId()];

beforeAll(async () => {
  castellan = await startApplication();
  given = await Given.in(castellan.database);
  acme = await given.organization('acme');
  ownerId = await given.member(acme, { role: 'owner' });
  owner = await ApiClient.as(castellan, acme.id, ownerId, 'owner');
});
afterAll(async () => {
  await given?.end();
  await castellan?.stop();
});
beforeEach(async () => {
  crm = await given.connector(acme, { slug: `crm-${++count}`, ownerId });
});

function minute(agoMinutes: number, seen: Partial<HealthMinute> = {}): HealthMinute {
  const at = Date.now() - agoMinutes * 60_000;
  const latency = noLatency();
  latency[3] = 10;
  return {
    connectorId: crm.id,
    minute: new Date(at - (at % 60_000)),
    gatewayId: one,
    calls: 10,
    failures: 0,
    timeouts: 0,
    refused: 0,
    probes: 0,
    failedProbes: 0,
    latency,
    state: 'healthy',
    stateSince: new Date('2026-11-01T09:00:00Z'),
    breaker: 'closed',
    changes: [],
    lastFailure: null,
    lastFailureAt: null,
    ...seen,
  };
}

const keep = (...minutes: HealthMinute[]) =>
  castellan.application.get(HealthService, { strict: false }).keep(acme.id, minutes);

async function ask(fields: string, client = owner): Promise<Record<string, unknown>> {
  const { data, errors } = await client.send(`{ connector(slug: "${crm.slug}") { ${fields} } }`);
  expect(errors).toEqual([]);
  return data?.['connector'] as Record<string, unknown>;
}

const now = 'health { state since calls failures gateways openGateways lastFailure { code message } }';

describe('the health of a connector', () => {
  test('is not known before anybody called it', async () => {
    expect(await ask(now)).toEqual({
      health: {
        state: 'UNKNOWN',
        since: null,
        calls: 0,
        failures: 0,
        gateways: 0,
        openGateways: 0,
        lastFailure: null,
      },
    });
  });

  test('comes from every gateway that called it', async () => {
    const failure = { lastFailure: 'server_error', lastFailureAt: new Date() };
    await keep(
      minute(1),
      minute(0, { gatewayId: two, failures: 10, state: 'down', breaker: 'open', ...failure }),
    );
    expect(await ask(now)).toMatchObject({
      health: {
        state: 'DEGRADED',
        calls: 20,
        failures: 10,
        gateways: 2,
        openGateways: 1,
        lastFailure: { code: 'server_error', message: 'It failed with a server error (5xx).' },
      },
    });
    await keep(minute(0, { failures: 10, state: 'down', breaker: 'open', ...failure }));
    expect(await ask(now)).toMatchObject({ health: { state: 'DOWN', openGateways: 2 } });
  });

  test('comes from Castellan itself where nobody calls, which is counted apart', async () => {
    await keep(minute(1, { calls: 0, probes: 2 }), minute(0, { calls: 0, probes: 3, failedProbes: 1 }));
    expect(await ask('health { state calls failures probes failedProbes }')).toEqual({
      health: { state: 'HEALTHY', calls: 0, failures: 0, probes: 5, failedProbes: 1 },
    });
    const { healthHistory } = (await ask(
      'healthHistory(window: DAY) { points { calls probes failedProbes } }',
    )) as { healthHistory: { points: { calls: number; probes: number; failedProbes: number }[] } };
    const sum = (count: 'calls' | 'probes' | 'failedProbes') =>
      healthHistory.points.reduce((total, point) => total + point[count], 0);
    expect([sum('calls'), sum('probes'), sum('failedProbes')]).toEqual([0, 5, 1]);
  });

  test('is what was said last of a minute that is told again', async () => {
    await keep(minute(0, { calls: 1 }));
    await keep(minute(0, { calls: 7 }));
    expect(await ask(now)).toMatchObject({ health: { calls: 7 } });
  });

  test('has a history, added up over gateways, with what the breakers did', async () => {
    const at = new Date(Date.now() - 60_000).toISOString();
    await keep(
      minute(1, { failures: 2, timeouts: 1, changes: [{ at, to: 'open', code: 'timeout' }] }),
      minute(1, { gatewayId: two, refused: 4 }),
      minute(3 * 24 * 60, { calls: 5 }),
    );
    const { healthHistory: hour } = (await ask(
      `healthHistory(window: HOUR) {
         stepSeconds points { at calls failures timeouts refused p50Ms p95Ms } events { at to reason gatewayId }
       }`,
    )) as { healthHistory: { stepSeconds: number; points: object[]; events: object[] } };
    expect(hour.stepSeconds).toBe(60);
    expect(hour.points).toHaveLength(60);
    expect(hour.points.filter((point) => 'calls' in point && point.calls !== 0)).toMatchObject([
      { calls: 20, failures: 2, timeouts: 1, refused: 4, p50Ms: 38, p95Ms: 49 },
    ]);
    expect(hour.events).toEqual([{ at, to: 'OPEN', reason: 'It did not answer in time.', gatewayId: one }]);
    const { healthHistory: week } = (await ask(`healthHistory(window: WEEK) { points { calls } }`)) as {
      healthHistory: { points: { calls: number }[] };
    };
    expect(week.points).toHaveLength(84);
    expect(week.points.reduce((sum, { calls }) => sum + calls, 0)).toBe(25);
  });

  test('is kept for a week', async () => {
    await keep(minute(0), minute(8 * 24 * 60));
    const removed = await castellan.application.get(UpkeepRepository, { strict: false }).removeOldHealth();
    expect(removed).toBe(1);
    expect(await ask(now)).toMatchObject({ health: { calls: 10 } });
  });

  test('of another organization is neither kept nor shown', async () => {
    const beta = await given.organization(`beta-${count}`);
    const stranger = await given.member(beta, { role: 'owner' });
    await castellan.application.get(HealthService, { strict: false }).keep(beta.id, [minute(0)]);
    expect(await given.rows('select 1 from connector_health where connector_id = $1', [crm.id])).toEqual([]);
    await keep(minute(0));
    const client = await ApiClient.as(castellan, beta.id, stranger, 'owner');
    const { data } = await client.send(`{ connector(slug: "${crm.slug}") { health { state } } }`);
    expect(data).toEqual({ connector: null });
  });
});

describe('how a connector is called', () => {
  const update = async (input: Record<string, unknown>, version = 1) => {
    const { data } = await owner.send(
      `mutation ($input: UpdateConnectorInput!) { updateConnector(input: $input) {
         __typename ... on Connector { callTimeoutSeconds concurrentCalls } ... on Refusal { code field } } }`,
      {
        input: {
          ...{ id: crm.id, version, name: 'CRM', purpose: '', dataClass: 'INTERNAL', ownerId },
          ...{ url: 'https://crm.example/mcp', transport: 'STREAMABLE_HTTP' },
          ...input,
        },
      },
    );
    return data?.['updateConnector'];
  };

  test('is the default until somebody says otherwise, and stays as it was when nothing is said', async () => {
    expect(await ask('callTimeoutSeconds concurrentCalls')).toEqual({
      callTimeoutSeconds: null,
      concurrentCalls: null,
    });
    const set = { callTimeoutSeconds: 30, concurrentCalls: 4 };
    expect(await update(set)).toMatchObject(set);
    expect(await update({}, 2)).toMatchObject(set);
    expect(await update({ callTimeoutSeconds: null }, 3)).toMatchObject({ ...set, callTimeoutSeconds: null });
  });

  test.each([
    ['callTimeoutSeconds', 0],
    ['callTimeoutSeconds', 601],
    ['concurrentCalls', 0],
    ['concurrentCalls', 1_001],
  ])('is within bounds: %s is not %i', async (field, value) => {
    expect(await update({ [field]: value })).toMatchObject({ __typename: 'Refusal', field });
  });
});
