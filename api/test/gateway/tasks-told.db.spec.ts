import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { newId } from '../../src/kernel/ids.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import {
  startControlledUpstream,
  text,
  type ControlledUpstream,
  type Received,
  type Reply,
} from './controlled-upstream.js';
import { OpenStream } from './open-stream.js';
import { RunningGateway } from './running-gateway.js';
import { modern, send } from './wire.js';

const extension = 'io.modelcontextprotocol/tasks';
const declared = { 'io.modelcontextprotocol/clientCapabilities': { extensions: { [extension]: {} } } };
const times = { createdAt: '2026-11-22T10:00:00Z', lastUpdatedAt: '2026-11-22T10:00:00Z', ttlMs: null };
const week = 7 * 24 * 60 * 60_000;

/** A stream that the upstream holds open for somebody who wants to hear of tasks. */
interface Held {
  readonly call: Received;
  readonly reply: Reply;
}

/** An upstream with one credential for everybody, whose task ids are numbers that anybody can guess. */
interface TaskUpstream extends ControlledUpstream {
  readonly streams: Held[];
  readonly states: Map<string, Record<string, unknown>>;
  /** Says something of a task on every stream, whoever asked for it. */
  tell(id: string, state: Record<string, unknown>): void;
  /** Ends every stream. */
  drop(): void;
}

async function startTaskUpstream(): Promise<TaskUpstream> {
  const streams: Held[] = [];
  const states = new Map<string, Record<string, unknown>>();
  const begin = (_call: Received, reply: Reply): void => {
    const taskId = `task-${states.size + 1}`;
    states.set(taskId, { status: 'working', ...times });
    reply.result({ resultType: 'task', taskId, status: 'working', ...times });
  };
  const upstream = await startControlledUpstream(
    { export: begin, wipe: begin },
    {
      capabilities: { extensions: { [extension]: {} } },
      other: (call, reply) => {
        const taskId = String(call.params['taskId']);
        if (call.method === 'tasks/get') return reply.result({ taskId, ...states.get(taskId) });
        if (call.method !== 'subscriptions/listen') return reply.result({});
        const { notifications } = call.params;
        reply.notify('notifications/subscriptions/acknowledged', { notifications });
        streams.push({ call, reply });
      },
    },
  );
  return {
    ...upstream,
    streams,
    states,
    drop: () => {
      for (const { call, reply } of streams.splice(0)) if (!call.isAbandoned) reply.result({});
    },
    tell: (id, state) => {
      states.set(id, { ...times, ...state });
      for (const { call, reply } of open(streams)) {
        const _meta = { 'io.modelcontextprotocol/subscriptionId': call.id, 'com.example/kept': id };
        reply.notify('notifications/tasks', { taskId: id, ...times, ...state, _meta });
      }
    },
  };
}

const open = (streams: readonly Held[]) => streams.filter(({ call }) => !call.isAbandoned);

/** Waits as long as a busy machine may need. */
const poll = <Value>(look: () => Value | Promise<Value>) => expect.poll(look, { timeout: 15_000 });

let one: RunningGateway;
let other: RunningGateway;
let acme: GivenOrganization;
let upstream: TaskUpstream;
let second: TaskUpstream;
let bare: ControlledUpstream;
let reports: GivenConnector;
let plain: GivenConnector;
let ann: string;
let tokenOfAnn: string;
let tokenOfBob: string;
const held: OpenStream[] = [];

beforeAll(async () => {
  const limits = { reopenMs: 20, lingerMs: 0, subscriptionsPerToken: 4 };
  one = await RunningGateway.start(limits);
  other = await RunningGateway.beside(one, limits);
  acme = await one.given.organization('acme');
  upstream = await startTaskUpstream();
  second = await startTaskUpstream();
  reports = await one.connect(acme, upstream, { slug: 'reports', classification: { wipe: 'write' } });
  await one.connect(acme, second, { slug: 'second' });
  bare = await startControlledUpstream({ look: () => undefined });
  plain = await one.connect(acme, bare, { slug: 'plain' });
  await other.policyChanged(acme);
}, 60_000);
afterAll(async () => {
  await other?.stop();
  await one?.[Symbol.asyncDispose]();
  await upstream?.close();
  await second?.close();
  await bare?.close();
});
beforeEach(async () => {
  ann = await one.given.member(acme);
  tokenOfAnn = await one.token(acme, ann);
  tokenOfBob = await one.token(acme, await one.given.member(acme));
  await one.forgetEvents();
});
afterEach(async () => {
  for (const stream of held.splice(0)) stream.leave();
  await poll(() => open([...upstream.streams, ...second.streams]).length).toBe(0);
  // That a stream is over is said after its end, and not to be said in the next test.
  const count = async (type: string) => (await one.events(type)).length;
  await poll(
    async () => (await count('gateway.stream_opened')) - (await count('gateway.stream_closed')),
  ).toBeLessThanOrEqual(0);
});

async function begin(as: string, url = one.urlOf(reports), name = 'export'): Promise<string> {
  const { message } = await send(url, modern(as, 'tools/call', { name, arguments: {}, _meta: declared }));
  expect(message.result).toMatchObject({ resultType: 'task' });
  return String(message.result?.['taskId']);
}

/** Every client gives its first request the same id. */
const listening = (as: string, notifications: object, meta: object = declared) =>
  modern(as, 'subscriptions/listen', { notifications, _meta: meta }, 1);

async function listen(as: string, taskIds: readonly string[], url = one.urlOf(reports)): Promise<OpenStream> {
  const { headers, body } = listening(as, { taskIds });
  const stream = new OpenStream(url, 'POST', headers, body);
  held.push(stream);
  await poll(() => stream.messages.length).toBeGreaterThan(0);
  return stream;
}

const told = (stream: OpenStream) =>
  stream.messages.filter(({ method }) => method === 'notifications/tasks').map(({ params }) => params ?? {});
const lastOf = (stream: OpenStream) => told(stream).at(-1);
/** Lets no event be written that fits, until the test is over. */
async function cannotRecord(condition: string, errcode: string): Promise<void> {
  await one.given.rows(`create function refuse_event() returns trigger language plpgsql as $$
    begin if ${condition} then raise exception 'not today' using errcode = '${errcode}'; end if; return new; end $$`);
  await one.given.rows(
    'create trigger refuse_event before insert on audit_events for each row execute function refuse_event()',
  );
  onTestFinished(async () => void (await one.given.rows('drop function refuse_event() cascade')));
}

const upstreamIds = () => open(upstream.streams).map(({ call }) => wantedOf(call));
const wantedOf = ({ params }: Received) => (params['notifications'] as { taskIds?: string[] }).taskIds;
const newestOf = ({ states }: TaskUpstream) => `task-${states.size}`;

describe('a client that wants to hear of its tasks', () => {
  test('hears each state under its own name for the task, at any replica, and nothing of it is lost', async () => {
    const taskId = await begin(tokenOfAnn);
    const id = newestOf(upstream);
    const streams = [
      await listen(tokenOfAnn, [taskId]),
      await listen(tokenOfAnn, [taskId], other.urlOf(reports)),
    ];
    for (const stream of streams) {
      expect(stream.messages[0]?.params?.['notifications']).toEqual({ taskIds: [taskId] });
      // As it is when the stream begins; what happened before would be missed else.
      await poll(() => lastOf(stream)).toMatchObject({ taskId, status: 'working' });
    }
    expect(upstreamIds()).toEqual([[id], [id]]);
    upstream.tell(id, { status: 'completed', result: text('done'), 'com.example/more': { deep: [1] } });
    for (const stream of streams) {
      await poll(() => lastOf(stream)).toEqual({
        taskId,
        ...times,
        ttlMs: week,
        status: 'completed',
        result: text('done'),
        'com.example/more': { deep: [1] },
        _meta: { 'io.modelcontextprotocol/subscriptionId': 1, 'com.example/kept': id },
      });
      expect(stream.received).not.toContain(`"taskId":"${id}"`);
    }
    // What has come to its end is not listened for any more.
    await poll(() => open(upstream.streams).length).toBe(0);
  });

  test('gets no state that cannot be recorded, and is sent away to ask for it', async () => {
    const taskId = await begin(tokenOfAnn);
    const stream = await listen(tokenOfAnn, [taskId]);
    await poll(() => told(stream).length).toBe(1);
    await cannotRecord(`new.type = 'gateway.called'`, '57014');
    upstream.tell(newestOf(upstream), { status: 'completed', result: text('done') });
    await poll(() => stream.hasEnded).toBe(true);
    expect(told(stream)).toHaveLength(1);
    expect(stream.received).not.toContain('done');
  });

  test('is listened for nowhere when one of its tasks cannot be recorded', async () => {
    const names = [await begin(tokenOfAnn), await begin(tokenOfAnn, one.urlOf(reports), 'wipe')];
    const ofBob = await begin(tokenOfBob);
    const before = upstream.streams.length;
    // An event that the database does not take costs the others nothing: they are written after it.
    await cannotRecord(
      `new.type = 'gateway.subscribed' and new.body->'offering'->>'name' = 'export'
         and new.actor_id = '${ann}'`,
      '23514',
    );
    const refused = await send(one.urlOf(reports), listening(tokenOfAnn, { taskIds: names }));
    expect(refused.status).toBe(503);
    await poll(() => one.events('gateway.subscribed')).toMatchObject([{ offering: { name: 'wipe' } }]);
    // Whatever is opened upstream for the first is opened before what comes after it.
    await listen(tokenOfBob, [ofBob]);
    await poll(() => upstreamIds().length).toBeGreaterThan(0);
    expect(upstream.streams.slice(before).map(({ call }) => wantedOf(call))).toEqual([[newestOf(upstream)]]);
    // What never quite opened has no end on record.
    await one.forgetEvents();
  });

  test('has each state on record', async () => {
    const taskId = await begin(tokenOfAnn);
    const stream = await listen(tokenOfAnn, [taskId]);
    await poll(() => told(stream).length).toBe(1);
    const result = { ...text('no'), isError: true };
    upstream.tell(newestOf(upstream), { status: 'completed', result });
    await poll(() => told(stream).length).toBe(2);
    const [call, ...events] = await one.events();
    expect(
      events.map(({ type, outcome, details, offering }) => [type, outcome, details['method'], offering]),
    ).toEqual([
      ['gateway.stream_opened', 'success', undefined, undefined],
      ['gateway.subscribed', 'success', undefined, { kind: 'tool', name: 'export' }],
      ['gateway.called', 'success', 'notifications/tasks', { kind: 'tool', name: 'export' }],
      ['gateway.called', 'failure', 'notifications/tasks', { kind: 'tool', name: 'export' }],
    ]);
    const hashes = [call, ...events.slice(1)].map((event) => event?.details['taskHash']);
    expect(new Set(hashes).size).toBe(1);
    expect(events.at(-1)?.details).toMatchObject({ taskStatus: 'completed', code: 'tool_error' });
  });

  test('hears what happened while the upstream could not be heard', async () => {
    const taskId = await begin(tokenOfAnn);
    const id = newestOf(upstream);
    const stream = await listen(tokenOfAnn, [taskId]);
    await poll(() => told(stream).length).toBe(1);
    upstream.states.set(id, { ...times, status: 'failed', error: { code: -32603, message: 'no paper' } });
    upstream.drop();
    await poll(() => lastOf(stream)).toMatchObject({
      taskId,
      status: 'failed',
      error: { message: 'no paper' },
    });
  });

  test('may name so many of them with one token', async () => {
    const names: string[] = [];
    for (let count = 0; count < 5; count++) names.push(await begin(tokenOfAnn));
    const refused = await send(one.urlOf(reports), listening(tokenOfAnn, { taskIds: names }));
    expect([refused.status, refused.message.error?.message]).toEqual([
      429,
      expect.stringContaining('4 tasks'),
    ]);
    await listen(tokenOfAnn, names.slice(1));
  });
});

describe('two members whose clients use the same ids', () => {
  test('hear of their own tasks alone, though the upstream tells everybody of every task', async () => {
    const ofAnn = await begin(tokenOfAnn);
    const idOfAnn = newestOf(upstream);
    const ofBob = await begin(tokenOfBob);
    const idOfBob = newestOf(upstream);
    const ann = await listen(tokenOfAnn, [ofAnn]);
    const bob = await listen(tokenOfBob, [ofBob], other.urlOf(reports));
    await poll(() => [told(ann).length, told(bob).length]).toEqual([1, 1]);
    for (let round = 1; round <= 5; round++) {
      upstream.tell(idOfBob, { status: 'working', statusMessage: `bob ${round}` });
      upstream.tell(idOfAnn, { status: 'working', statusMessage: `ann ${round}` });
    }
    upstream.tell(idOfBob, { status: 'completed', result: text('for bob') });
    upstream.tell(idOfAnn, { status: 'completed', result: text('for ann') });
    await poll(() => lastOf(ann)).toMatchObject({ taskId: ofAnn, result: text('for ann') });
    await poll(() => lastOf(bob)).toMatchObject({ taskId: ofBob, result: text('for bob') });
    expect(ann.received).not.toMatch(/bob/);
    expect(bob.received).not.toMatch(/ann/);
  });

  test.each([
    ['the other one’s name for a task', (name: string) => name],
    ['the upstream’s own id', () => newestOf(upstream)],
    ['a name that was altered', (name: string) => `${name.slice(0, -2)}AA`],
  ])('hear nothing under %s, and the attempt is on record', async (_what, nameOf) => {
    const ofAnn = await begin(tokenOfAnn);
    const id = newestOf(upstream);
    const ofBob = await begin(tokenOfBob);
    const bob = await listen(tokenOfBob, [nameOf(ofAnn), ofBob]);
    expect(bob.messages[0]?.params?.['notifications']).toEqual({ taskIds: [ofBob] });
    expect(await one.events('gateway.refused')).toMatchObject([{ details: { code: 'task_unknown' } }]);
    await poll(() => told(bob).length).toBe(1);
    upstream.tell(id, { status: 'completed', result: text('for ann') });
    upstream.tell(newestOf(upstream), { status: 'completed', result: text('for bob') });
    await poll(() => lastOf(bob)).toMatchObject({ taskId: ofBob, status: 'completed' });
    expect(bob.received).not.toContain('for ann');
  });
});

test('a tool that is blocked takes its tasks along, while the stream goes on', async () => {
  const [gone, kept] = [await begin(tokenOfAnn), await begin(tokenOfAnn, one.urlOf(reports), 'wipe')];
  const [idOfGone, idOfKept] = [`task-${upstream.states.size - 1}`, newestOf(upstream)];
  const stream = await listen(tokenOfAnn, [gone, kept]);
  await poll(() => told(stream).length).toBe(2);
  const [offering] = await one.given.rows<{ id: string }>(
    `select id from offerings where connector_id = $1 and name = 'export'`,
    [reports.id],
  );
  const set = async (effect: 'allow' | 'block') => {
    await one.given.rows('update rules set effect = $1 where offering_id = $2', [effect, offering?.id]);
    await one.policyChanged(acme);
  };
  await set('block');
  await poll(() => one.events('gateway.unsubscribed')).toMatchObject([
    { offering: { name: 'export' }, decision: { effect: 'deny' }, details: { reason: 'policy' } },
  ]);
  upstream.tell(idOfGone, { status: 'completed', result: text('blocked') });
  upstream.tell(idOfKept, { status: 'completed', result: text('kept') });
  await poll(() => lastOf(stream)).toMatchObject({ taskId: kept, result: text('kept') });
  expect(stream.received).not.toContain('blocked');
  const again = await listen(tokenOfAnn, [gone]);
  expect(again.messages[0]?.params?.['notifications']).toEqual({ taskIds: [] });
  await set('allow');
});

describe('what a connector’s results have to keep to', () => {
  const choose = async (results: object) => {
    await one.given.rows('delete from limit_settings');
    await one.given.rows(
      `insert into limit_settings (organization_id, id, connector_id, results, changed_by) values ($1, $2, $3, $4, $5)`,
      [acme.id, newId(), reports.id, JSON.stringify(results), await one.given.member(acme)],
    );
    await one.policyChanged(acme);
    onTestFinished(async () => {
      await one.given.rows('delete from limit_settings');
      await one.policyChanged(acme);
    });
  };

  test('holds for states of tasks as for answers: what is removed reaches nobody', async () => {
    await choose({ redactPersonalData: true });
    const taskId = await begin(tokenOfAnn);
    const stream = await listen(tokenOfAnn, [taskId]);
    await poll(() => told(stream).length).toBe(1);
    const result = text('paid with 4111 1111 1111 1111');
    upstream.tell(newestOf(upstream), { status: 'completed', result });
    await poll(() => lastOf(stream)).toMatchObject({ result: text('paid with [redacted: card]') });
    expect((await one.events('gateway.called')).at(-1)?.details).toMatchObject({ redacted_card: 1 });
  });

  test('holds for their size too: what is too large is told by nobody, to whoever asks in words', async () => {
    await choose({ maximumBytes: 2_048 });
    const [large, small] = [await begin(tokenOfAnn), await begin(tokenOfAnn)];
    const stream = await listen(tokenOfAnn, [large, small]);
    await poll(() => told(stream).length).toBe(2);
    const idOfLarge = `task-${upstream.states.size - 1}`;
    upstream.tell(idOfLarge, { status: 'completed', result: text('x'.repeat(4_096)) });
    upstream.tell(newestOf(upstream), { status: 'completed', result: text('small') });
    await poll(() => lastOf(stream)).toMatchObject({ taskId: small, result: text('small') });
    expect(told(stream)).toHaveLength(3);
    const asked = modern(tokenOfAnn, 'tasks/get', { taskId: large, _meta: declared });
    expect((await send(one.urlOf(reports), asked)).message.error?.message).toContain(
      'answered with more than',
    );
  });
});

describe('the address of all connectors', () => {
  test('tells of tasks wherever they were made, whichever upstream is gone', async () => {
    const url = one.aggregateOf(acme);
    const first = await begin(tokenOfAnn, url, 'reports__export');
    const other = await begin(tokenOfAnn, url, 'second__export');
    const stream = await listen(tokenOfAnn, [first, other], url);
    expect(stream.messages[0]?.params?.['notifications']).toEqual({ taskIds: [first, other] });
    await poll(() => told(stream).length).toBe(2);
    second.drop();
    upstream.tell(newestOf(upstream), { status: 'completed', result: text('first') });
    await poll(() => lastOf(stream)).toMatchObject({ taskId: first, result: text('first') });
    second.tell(newestOf(second), { status: 'cancelled' });
    await poll(() => lastOf(stream)).toMatchObject({ taskId: other, status: 'cancelled' });
  });
});

describe('what cannot be understood', () => {
  const at = (name: string) => (name === 'all' ? one.aggregateOf(acme) : one.urlOf(reports));

  test.each(['one', 'all'])('is refused without the extension, at the address of %s', async (address) => {
    const answer = await send(at(address), listening(tokenOfAnn, { taskIds: ['x'] }, {}));
    expect([answer.status, answer.message]).toEqual([
      400,
      {
        jsonrpc: '2.0',
        id: 1,
        error: {
          code: -32021,
          message: expect.stringMatching(/^Missing required client capability: declare .*tasks/),
          data: { requiredCapabilities: { extensions: { [extension]: {} } } },
        },
      },
    ]);
  });

  test.each([['task-1'], [[7]], [{}]])('is refused as no list of names: %j', async (taskIds) => {
    const answer = await send(one.urlOf(reports), listening(tokenOfAnn, { taskIds }));
    expect([answer.status, answer.message.error?.code]).toEqual([200, -32602]);
  });

  test('or is not offered by the server is left out of what is told', async () => {
    const stream = await listen(tokenOfAnn, ['x'], one.urlOf(plain));
    expect(stream.messages[0]?.params?.['notifications']).toEqual({});
  });
});
