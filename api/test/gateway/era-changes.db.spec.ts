import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { startLegacyServer, startModernServer } from '../mcp/sdk-servers.js';
import { RunningGateway } from './running-gateway.js';
import { startSwitch, type Switch } from './switch.js';
import { startUnrulyUpstream, type Behaviour, type UnrulyUpstream } from './unruly-upstream.js';
import { legacy, modern, openSession, send } from './wire.js';

const day = 24 * 60 * 60_000;

let gateway: RunningGateway;
let acme: GivenOrganization;
let member: string;
let token: string;
let servers: {
  readonly modern: Awaited<ReturnType<typeof startModernServer>>;
  readonly legacy: Awaited<ReturnType<typeof startLegacyServer>>;
  readonly unruly: UnrulyUpstream;
};
let address: Switch;
let connector: GivenConnector;
let count = 0;

beforeAll(async () => {
  gateway = await RunningGateway.start();
  acme = await gateway.given.organization('acme');
  member = await gateway.given.member(acme);
  servers = {
    modern: await startModernServer(),
    legacy: await startLegacyServer(),
    unruly: await startUnrulyUpstream(),
  };
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  for (const server of Object.values(servers ?? {})) await server.close();
});
beforeEach(async () => {
  token = await gateway.token(acme, member);
});

/** A connector whose server was scanned as this one, and may become another. */
async function registered(as: 'modern' | 'legacy' | 'unruly'): Promise<void> {
  await address?.close();
  address = await startSwitch(servers[as]);
  connector = await gateway.connect(acme, address, {
    slug: `sample-${++count}`,
    classification: { echo: 'write', write: 'write' },
  });
  await gateway.forgetEvents();
}
afterAll(() => address?.close());

const echo = (text: string) =>
  send(gateway.urlOf(connector), modern(token, 'tools/call', { name: 'echo', arguments: { text } }));
const textOf = (answer: Awaited<ReturnType<typeof send>>) =>
  answer.message.result?.content?.[0]?.text ?? answer.text;
const verdict = async () => {
  const rows = await gateway.given.rows<{ verdict: { revision: string; checkedAt: string } }>(
    'select verdict from connectors where id = $1',
    [connector.id],
  );
  return rows[0]?.verdict;
};
const changes = () =>
  gateway.given.rows<{ body: { change: object; actor: object } }>(
    `select body from audit_events where type = 'connector.revision_changed' order by recorded_at`,
  );

describe('a server that speaks another revision than when it was scanned', () => {
  test.each([
    ['modern', 'legacy', '2026-07-28', '2025-11-25'],
    ['legacy', 'modern', '2025-11-25', '2026-07-28'],
  ] as const)('is understood at once: %s before, %s now', async (before, now, old, found) => {
    await registered(before);
    expect(textOf(await echo('one'))).toBe('one');
    address.to(servers[now]);
    expect(textOf(await echo('two'))).toBe('two');
    expect((await verdict())?.revision).toBe(found);
    expect((await changes()).map(({ body }) => body)).toMatchObject([
      { actor: { kind: 'system' }, change: { before: { revision: old }, after: { revision: found } } },
    ]);
    expect(
      (await gateway.events('gateway.called')).map(({ details }) => details['upstreamRevision']),
    ).toEqual([old, found]);
    expect(textOf(await echo('three'))).toBe('three');
    expect(await changes()).toHaveLength(1);
  });

  test('is understood by everybody who calls at that moment, and looked at once', async () => {
    await registered('modern');
    address.to(servers.legacy);
    const words = Array.from({ length: 30 }, (_, index) => `word ${index}`);
    expect((await Promise.all(words.map(echo))).map(textOf)).toEqual(words);
    expect(await changes()).toHaveLength(1);
  });

  test('is understood in the middle of a session of its client', async () => {
    await registered('legacy');
    const session = await openSession(gateway.urlOf(connector), token);
    const call = (text: string) =>
      send(
        gateway.urlOf(connector),
        legacy(token, session, {
          id: text,
          method: 'tools/call',
          params: { name: 'echo', arguments: { text } },
        }),
      );
    expect(textOf(await call('one'))).toBe('one');
    address.to(servers.modern);
    expect(textOf(await call('two'))).toBe('two');
  });
});

test('a server that forgot its sessions gets a new one, and the call in it', async () => {
  await registered('legacy');
  expect(textOf(await echo('one'))).toBe('one');
  const opened = servers.legacy.log.sessionsOpened;
  servers.legacy.log.forgetSessions();
  expect(textOf(await echo('two'))).toBe('two');
  expect(servers.legacy.log.sessionsOpened).toBe(opened + 1);
  expect(await changes()).toEqual([]);
});

test.each<Behaviour>([
  'is unwell',
  'does not know the caller',
  'forbids',
  'answers with an error',
  'hangs up',
])('a server that %s is not asked what it speaks', async (behaviour) => {
  await registered('unruly');
  const introduced = servers.unruly.introduced();
  await send(
    gateway.urlOf(connector),
    modern(token, 'tools/call', { name: 'write', arguments: { behaviour } }),
  );
  expect(servers.unruly.introduced()).toBe(introduced);
  expect(await changes()).toEqual([]);
});

test('a server that refuses without changing is asked once in a while, not for every call', async () => {
  await registered('unruly');
  const introduced = servers.unruly.introduced();
  for (let time = 0; time < 5; time++) {
    const answer = await send(
      gateway.urlOf(connector),
      modern(token, 'tools/call', { name: 'write', arguments: { behaviour: 'is not found' } }),
    );
    expect(answer.message.error?.message).toContain('could not be used');
  }
  expect(servers.unruly.introduced()).toBe(introduced + 1);
  gateway.clock.forward(60_000);
  await send(
    gateway.urlOf(connector),
    modern(token, 'tools/call', { name: 'write', arguments: { behaviour: 'is not found' } }),
  );
  expect(servers.unruly.introduced()).toBe(introduced + 2);
  expect(await changes()).toEqual([]);
});

describe('a verdict that is a day old', () => {
  const age = async () => {
    await gateway.given.rows(
      `update connectors set verdict = jsonb_set(verdict, '{checkedAt}', to_jsonb($2::text)) where id = $1`,
      [connector.id, new Date(gateway.clock.now().getTime() - day).toISOString()],
    );
    await gateway.policyChanged(acme);
    return (await verdict())?.checkedAt;
  };

  test('is checked while calls go on, and confirmed without a word in the trail', async () => {
    await registered('modern');
    const before = await age();
    expect(textOf(await echo('one'))).toBe('one');
    await expect.poll(async () => (await verdict())?.checkedAt).not.toBe(before);
    expect((await verdict())?.revision).toBe('2026-07-28');
    expect(await changes()).toEqual([]);
  });

  test('is replaced when the server has become another that still understands the old way', async () => {
    await registered('legacy');
    await age();
    const both = await startModernServer('both');
    address.to(both);
    expect(textOf(await echo('one'))).toBe('one');
    await expect.poll(async () => (await verdict())?.revision).toBe('2026-07-28');
    expect(await changes()).toHaveLength(1);
    await both.close();
  });
});

test('a gateway that stops ends the sessions it has with servers, and tells how they fared', async () => {
  const server = await startLegacyServer();
  const stopping = await RunningGateway.start();
  const organization = await stopping.given.organization('acme');
  const sample = await stopping.connect(organization, server, { slug: 'sample' });
  const probed = server.log.sessionsClosed;
  const members = await Promise.all([1, 2, 3].map(() => stopping.given.member(organization)));
  for (const each of members) {
    const theirs = await stopping.token(organization, each);
    const call = { name: 'echo', arguments: { text: 'hello' } };
    expect(textOf(await send(stopping.urlOf(sample), modern(theirs, 'tools/call', call)))).toBe('hello');
  }
  expect(server.log.sessionsClosed).toBe(probed);
  await stopping.stop();
  expect(server.log.sessionsClosed).toBe(probed + 3);
  expect(await stopping.given.rows('select calls, failures, state from connector_health')).toEqual([
    { calls: 3, failures: 0, state: 'healthy' },
  ]);
  await stopping.given.end();
  await stopping.database.drop();
  await server.close();
});
