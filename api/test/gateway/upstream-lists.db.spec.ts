import type { TestingModule } from '@nestjs/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ConnectorsService } from '../../src/connectors/connectors.service.js';
import type { ChangeHandling } from '../../src/connectors/connector.js';
import { RescansModule } from '../../src/connectors/rescans.module.js';
import { GatewayPolicies } from '../../src/policies/gateway-policies.js';
import { PoliciesModule } from '../../src/policies/policies.module.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { asMember, startInstance } from '../instance.js';
import { OpenStream } from './open-stream.js';
import { RunningGateway } from './running-gateway.js';
import { startWatchedUpstream, type WatchedUpstream } from './watched-upstream.js';
import { legacy, modern, openSession, send } from './wire.js';

const eras = ['legacy', 'modern'] as const;

let gateway: RunningGateway;
/** Another process, which scans; the gateway does not. */
let control: TestingModule;
let acme: GivenOrganization;
let member: string;
let admin: string;
let upstream: WatchedUpstream;
let connector: GivenConnector;
let token: string;
const open: OpenStream[] = [];

/** Waits as long as a busy machine may need. */
const poll = <Value>(look: () => Value | Promise<Value>) => expect.poll(look, { timeout: 15_000 });

beforeAll(async () => {
  gateway = await RunningGateway.start({
    reopenMs: 20,
    lingerMs: 0,
    rescansAtOnce: 2,
    rescanEveryMs: 600_000,
  });
  control = await startInstance(gateway.database, [RescansModule, PoliciesModule], gateway.clock);
  acme = await gateway.given.organization('acme');
  member = await gateway.given.member(acme);
  admin = await gateway.given.member(acme, { role: 'admin' });
});
afterAll(async () => {
  await control?.close();
  await gateway?.[Symbol.asyncDispose]();
});
afterEach(async () => {
  for (const stream of open.splice(0)) stream.leave();
  await poll(() => upstream.streams.length).toBe(0);
  await upstream.close();
});

async function given(era: (typeof eras)[number], slug: string, handling: ChangeHandling): Promise<void> {
  upstream = await startWatchedUpstream(era);
  connector = await gateway.connect(acme, upstream, { slug, allowed: ['look', 'change', 'note://one'] });
  token = await gateway.token(acme, member);
  if (handling !== 'hold') await decide(handling);
  await gateway.forgetEvents();
}

async function decide(handling: ChangeHandling, by = admin): Promise<void> {
  const service = control.get(ConnectorsService, { strict: false });
  const context = asMember(acme.id, by, 'admin');
  const { version } = await service.get(context, connector.id);
  await service.setChangeHandling(context, connector.id, version, handling);
  await gateway.get(GatewayPolicies).poll();
}

const url = () => gateway.urlOf(connector);

async function listen(client: (typeof eras)[number], at = url()): Promise<OpenStream> {
  const stream = await opened(client, at);
  open.push(stream);
  await poll(() => stream.status).toBe(200);
  await poll(() => upstream.streams.length).toBe(1);
  return stream;
}

async function opened(client: (typeof eras)[number], at: string): Promise<OpenStream> {
  if (client === 'modern') {
    const notifications = { toolsListChanged: true, promptsListChanged: true };
    const { headers, body } = modern(token, 'subscriptions/listen', { notifications });
    return new OpenStream(at, 'POST', headers, body);
  }
  const { 'content-type': _type, ...headers } = legacy(token, await openSession(at, token), {}).headers;
  return new OpenStream(at, 'GET', headers as Record<string, string>);
}

const changes = (stream: OpenStream) =>
  stream.messages.map(({ method }) => method).filter((method) => method?.endsWith('list_changed'));

async function toolsOf(): Promise<string[]> {
  const { message } = await send(url(), modern(token, 'tools/list'));
  return (message.result?.['tools'] as { name: string }[]).map(({ name }) => name);
}

const scans = () =>
  gateway.given.rows<{ requested_by: string | null; status: string }>(
    'select requested_by, status from scans where connector_id = $1 order by started_at',
    [connector.id],
  );

describe.each(eras)('an upstream of the %s era that says its tools have changed', (era) => {
  test.each(eras)(
    'is scanned by whoever scans, and a %s client hears what that changes for it',
    async (client) => {
      await given(era, `${era}-${client}-offer`, 'offer');
      const stream = await listen(client);
      upstream.tools = ['look', 'added', 'delete_everything'];
      upstream.say('notifications/tools/list_changed');
      await poll(() => changes(stream)).toEqual(['notifications/tools/list_changed']);
      // What is new is offered, what destroys is not, and what is gone is not there any more.
      expect(await toolsOf()).toEqual(['added', 'look']);
      expect(await scans()).toEqual([{ requested_by: null, status: 'succeeded' }]);
      const trail = await gateway.given.rows<{ body: Record<string, unknown> }>(
        `select body from audit_events where type in ('contract.approved', 'rule.changed') order by recorded_at`,
      );
      expect(trail.map(({ body }) => body)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            type: 'contract.approved',
            offering: { kind: 'tool', name: 'added' },
            details: { standingDecisionOf: admin },
          }),
          expect.objectContaining({ type: 'rule.changed', offering: { kind: 'tool', name: 'added' } }),
        ]),
      );
    },
  );
});

describe.each(['one connector', 'all connectors'])('a client at the address of %s', (which) => {
  const address = () => (which === 'one connector' ? url() : gateway.aggregateOf(acme));

  test.each(eras)('hears of what a %s upstream announces', async (era) => {
    await given(era, `said-${era}-${which.slice(0, 3)}`, 'offer');
    const stream = await listen('modern', address());
    upstream.tools = ['look', 'added'];
    upstream.say('notifications/tools/list_changed');
    await poll(() => changes(stream)).toEqual(['notifications/tools/list_changed']);
    expect(await toolsOf()).toEqual(['added', 'look']);
  });

  test.each(eras)('hears of what a %s upstream has changed while it was away', async (era) => {
    await given(era, `away-${era}-${which.slice(0, 3)}`, 'offer');
    const stream = await listen('legacy', address());
    upstream.isUnwell = true;
    upstream.drop();
    await poll(() => upstream.turnedAway).toBeGreaterThan(0);
    upstream.tools = ['look', 'added'];
    upstream.isUnwell = false;
    await poll(() => changes(stream)).toEqual(['notifications/tools/list_changed']);
    expect(await toolsOf()).toEqual(['added', 'look']);
  });
});

test('an upstream is not listened to for a stream whose beginning cannot be recorded', async () => {
  await given('modern', 'unrecorded', 'hold');
  await gateway.without('audit_events', async () => {
    const notifications = { toolsListChanged: true };
    expect((await send(url(), modern(token, 'subscriptions/listen', { notifications }))).status).toBe(503);
  });
  await listen('modern');
  expect(upstream.opened).toBe(1);
});

test('an upstream that only ends its streams is not scanned for that', async () => {
  await given('modern', 'ending', 'offer');
  const stream = await listen('modern');
  for (let time = 2; time <= 4; time++) {
    upstream.drop();
    await poll(() => upstream.opened).toBe(time);
    await poll(() => upstream.streams.length).toBe(1);
  }
  upstream.tools = ['look'];
  upstream.say('notifications/tools/list_changed');
  await poll(() => changes(stream)).toEqual(['notifications/tools/list_changed']);
  expect(await scans()).toHaveLength(1);
});

test('changes nothing by itself: what it adds or changes waits for a person', async () => {
  await given('modern', 'held', 'hold');
  const stream = await listen('modern');
  upstream.tools = ['look', 'change', 'added'];
  upstream.say('notifications/tools/list_changed');
  await poll(async () => (await scans()).map(({ status }) => status)).toEqual(['succeeded']);
  expect(await toolsOf()).toEqual(['change', 'look']);
  expect(changes(stream)).toEqual([]);
});

test('an approval in advance makes no rules, unless that was decided too', async () => {
  await given('modern', 'approved', 'approve');
  await listen('modern');
  upstream.tools = ['look', 'change', 'added'];
  upstream.say('notifications/tools/list_changed');
  await poll(() => approvedTools()).toEqual(['added', 'change', 'look']);
  await gateway.get(GatewayPolicies).poll();
  expect(await toolsOf()).toEqual(['change', 'look']);
});

test('an approval in advance reaches as far as whoever gave it, and never to what looks suspicious', async () => {
  await given('modern', 'suspicious', 'offer');
  await listen('modern');
  upstream.tools = ['look', 'change', 'hid\u200bden'];
  upstream.say('notifications/tools/list_changed');
  await poll(async () => (await scans()).map(({ status }) => status)).toEqual(['succeeded']);
  expect(await approvedTools()).toEqual(['change', 'look']);

  await gateway.given.rows(`update members set status = 'disabled' where id = $1`, [admin]);
  upstream.tools = ['look', 'change', 'added'];
  upstream.say('notifications/tools/list_changed');
  await poll(async () => (await scans()).length).toBe(2);
  await poll(async () => (await scans()).at(-1)?.status).toBe('succeeded');
  expect(await approvedTools()).toEqual(['change', 'look']);
  await gateway.given.rows(`update members set status = 'active' where id = $1`, [admin]);
});

test('an upstream that announces without end is scanned so often and no more, and its calls go on', async () => {
  await given('modern', 'flooding', 'offer');
  await listen('modern');
  for (let round = 0; round < 400; round += 1) upstream.say('notifications/tools/list_changed');
  await poll(async () => (await scans()).map(({ status }) => status)).toEqual(['succeeded']);
  for (let round = 0; round < 400; round += 1) upstream.say('notifications/prompts/list_changed');
  await poll(async () => (await scans()).length).toBe(2);
  const { opened: before } = upstream;
  for (let round = 0; round < 5_000; round += 1) upstream.say('notifications/tools/list_changed');
  // What says more than anybody can hear is not listened to for a while.
  await poll(() => upstream.streams.length).toBe(0);
  expect((await scans()).length).toBe(2);
  expect(upstream.opened).toBe(before);
  const { message } = await send(url(), modern(token, 'tools/call', { name: 'look', arguments: {} }));
  expect(message.result?.content?.[0]?.text).toBe('done');
});

test('two clients of a connector share one stream to its upstream, which ends when both have left', async () => {
  await given('legacy', 'shared', 'hold');
  const first = await listen('modern');
  await listen('legacy');
  expect(upstream.streams).toHaveLength(1);
  first.leave();
  await poll(() => gateway.events('gateway.stream_closed')).toHaveLength(1);
  expect(upstream.streams).toHaveLength(1);
});

test('moving a connector to another address ends what was decided in advance about the server before', async () => {
  await given('modern', 'moved', 'offer');
  const service = control.get(ConnectorsService, { strict: false });
  const context = asMember(acme.id, admin, 'admin');
  const before = await service.get(context, connector.id);
  const { id, version, name, purpose, dataClass, ownerId, transport } = before;
  const edit = { id, version, name, purpose, dataClass, ownerId, transport };
  expect((await service.update(context, { ...edit, url: before.url })).changeHandling).toBe('offer');
  const moved = await service.update(context, { ...edit, version: version + 1, url: `${before.url}/2` });
  expect(moved.changeHandling).toBe('hold');
  await expect(
    service.setChangeHandling(asMember(acme.id, admin, 'reviewer'), id, moved.version, 'offer'),
  ).rejects.toMatchObject({ code: 'may_not_offer' });
});

async function approvedTools(): Promise<string[]> {
  const rows = await gateway.given.rows<{ name: string }>(
    `select name from offerings where connector_id = $1 and kind = 'tool' and approved_hash is not null order by name`,
    [connector.id],
  );
  return rows.map(({ name }) => name);
}
