import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { startControlledUpstream, text, type ControlledUpstream } from './controlled-upstream.js';
import { RunningGateway } from './running-gateway.js';
import { legacy, modern, openSession, send, type WireAnswer } from './wire.js';

const extension = 'io.modelcontextprotocol/tasks';
const declared = { 'io.modelcontextprotocol/clientCapabilities': { extensions: { [extension]: {} } } };
const times = { createdAt: '2026-11-22T10:00:00Z', lastUpdatedAt: '2026-11-22T10:00:00Z', ttlMs: 60_000 };

let gateway: RunningGateway;
let acme: GivenOrganization;
let connector: GivenConnector;
let elsewhere: GivenConnector;
let plain: GivenConnector;
let upstream: ControlledUpstream;
let ann: string;
let token: string;
let tokenOfBob: string;
let answerOfTask: Record<string, unknown> = {};

beforeAll(async () => {
  gateway = await RunningGateway.start();
  acme = await gateway.given.organization('acme');
  const becomesTask = (id: string) => ({
    resultType: 'task',
    taskId: id,
    status: 'working',
    ...times,
    pollIntervalMs: 20,
    requestState: 'left over from a question',
    'com.example/kept': { deep: [1] },
  });
  upstream = await startControlledUpstream(
    {
      export: (_call, reply) => reply.result(becomesTask('task-7')),
      wipe: (_call, reply) => reply.result(becomesTask('task-8')),
    },
    {
      capabilities: { extensions: { [extension]: { secret: 'words' }, 'com.example/other': {} } },
      other: (call, reply) => {
        if (call.method === 'tasks/get')
          return reply.result({ taskId: call.params['taskId'], ...answerOfTask });
        return reply.result({});
      },
    },
  );
  const options = { classification: { wipe: 'write' as const } };
  connector = await gateway.connect(acme, upstream, { slug: 'reports', ...options });
  elsewhere = await gateway.connect(acme, upstream, { slug: 'elsewhere', ...options });
  const withoutTasks = await startControlledUpstream({
    surprise: (_call, reply) => reply.result(becomesTask('task-9')),
  });
  plain = await gateway.connect(acme, withoutTasks, { slug: 'plain' });
  ann = await gateway.given.member(acme);
  token = await gateway.token(acme, ann);
  tokenOfBob = await gateway.token(acme, await gateway.given.member(acme));
}, 60_000);

afterAll(async () => gateway[Symbol.asyncDispose]());

beforeEach(async () => {
  answerOfTask = { status: 'working', ...times };
  upstream.received.length = 0;
  await gateway.forgetEvents();
});

function ask(
  method: string,
  params: Record<string, unknown>,
  { as = token, at = connector, meta = declared as object } = {},
): Promise<WireAnswer> {
  return send(gateway.urlOf(at), modern(as, method, { ...params, _meta: meta }));
}

async function begin(tool = 'export'): Promise<string> {
  const answer = await ask('tools/call', { name: tool, arguments: {} });
  expect(answer.message.result).toMatchObject({ resultType: 'task', status: 'working' });
  return String(answer.message.result?.['taskId']);
}

test('a call that becomes a task is answered with it, under a name of its own, and nothing else is lost', async () => {
  const { message } = await ask('tools/call', { name: 'export', arguments: {} });
  const { taskId, ...rest } = message.result ?? {};
  expect(rest).toMatchObject({ resultType: 'task', ...times, 'com.example/kept': { deep: [1] } });
  // States belong to calls that are continued; the extension has none.
  expect(rest).not.toHaveProperty('requestState');
  expect(Buffer.from(String(taskId), 'base64url').toString()).not.toContain('task-7');
});

test('a task is followed, given answers, and cancelled, under the upstream’s own id there and the client’s here', async () => {
  const taskId = await begin();
  answerOfTask = { status: 'completed', ...times, result: { ...text('done'), structuredContent: null } };
  expect((await ask('tasks/get', { taskId })).message.result).toMatchObject({
    taskId,
    resultType: 'complete',
    status: 'completed',
    result: { content: [{ type: 'text', text: 'done' }], structuredContent: null },
  });
  const inputResponses = { name: { action: 'accept', content: { name: 'Ann' } } };
  const updated = await ask('tasks/update', { taskId, inputResponses });
  const cancelled = await ask('tasks/cancel', { taskId });
  for (const { message } of [updated, cancelled]) {
    expect(Object.keys(message.result ?? {}).sort()).toEqual(['_meta', 'resultType']);
  }
  const [, ...about] = upstream.received;
  expect(about.map(({ method, headers }) => [method, headers['mcp-method'], headers['mcp-name']])).toEqual([
    ['tasks/get', 'tasks/get', 'task-7'],
    ['tasks/update', 'tasks/update', 'task-7'],
    ['tasks/cancel', 'tasks/cancel', 'task-7'],
  ]);
  for (const { params } of about) expect(params['taskId']).toBe('task-7');
  expect(about[1]?.params['inputResponses']).toEqual(inputResponses);
});

test('the trail tells which tool a task is of, and has what changes it before the upstream hears', async () => {
  const taskId = await begin('wipe');
  await ask('tasks/get', { taskId });
  await ask('tasks/cancel', { taskId });
  const events = await gateway.events();
  expect(events.map(({ type, details, offering }) => [type, details['method'], offering?.name])).toEqual([
    ['gateway.call_started', 'tools/call', 'wipe'],
    ['gateway.called', 'tools/call', 'wipe'],
    ['gateway.called', 'tasks/get', 'wipe'],
    ['gateway.call_started', 'tasks/cancel', 'wipe'],
    ['gateway.called', 'tasks/cancel', 'wipe'],
  ]);
  const hashes = events.slice(1).map(({ details }) => details['taskHash']);
  expect(new Set(hashes).size).toBe(1);
  expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(events[2]?.details['taskStatus']).toBe('working');
});

test('a task whose call failed stands in the trail as a failure', async () => {
  const taskId = await begin();
  answerOfTask = { status: 'completed', ...times, result: { ...text('no'), isError: true } };
  await ask('tasks/get', { taskId });
  expect((await gateway.events('gateway.called')).at(-1)).toMatchObject({
    outcome: 'failure',
    details: { code: 'tool_error', taskStatus: 'completed' },
  });
});

describe('a task that is not one’s own', () => {
  const unknown = async () => (await ask('tasks/get', { taskId: 'never-was' })).message.error;

  test.each<[string, (taskId: string) => Promise<WireAnswer>]>([
    ['of another member', (taskId) => ask('tasks/get', { taskId }, { as: tokenOfBob })],
    ['of another connector', (taskId) => ask('tasks/get', { taskId }, { at: elsewhere })],
    ['under the upstream’s own id', () => ask('tasks/get', { taskId: 'task-7' })],
    ['that is cancelled by another member', (taskId) => ask('tasks/cancel', { taskId }, { as: tokenOfBob })],
    [
      'that is answered by another member',
      (taskId) => ask('tasks/update', { taskId, inputResponses: {} }, { as: tokenOfBob }),
    ],
    ['with one bit changed', (taskId) => ask('tasks/get', { taskId: flipped(taskId) })],
    ['that is no text', () => ask('tasks/get', { taskId: 7 })],
    ['that is none', () => ask('tasks/get', {})],
  ])('%s is as unknown as one that never was', async (_what, attempt) => {
    const taskId = await begin();
    expect((await ask('tasks/get', { taskId })).message.result).toMatchObject({ status: 'working' });
    upstream.received.length = 0;
    const { status, message } = await attempt(taskId);
    expect([status, message.error]).toEqual([200, await unknown()]);
    expect(message.error?.code).toBe(-32602);
    expect(upstream.received).toEqual([]);
  });

  test('or is of another organization, with the same address of the upstream', async () => {
    const other = await gateway.given.organization('other');
    const theirs = await gateway.connect(other, upstream, { slug: 'reports' });
    const stranger = await gateway.token(other, await gateway.given.member(other));
    const taskId = await begin();
    const { message } = await ask('tasks/get', { taskId }, { as: stranger, at: theirs });
    expect(message.error).toEqual(await unknown());
  });

  test('stays so after a week', async () => {
    const taskId = await begin();
    gateway.clock.forward(7 * 24 * 60 * 60_000 + 1_000);
    try {
      const tomorrow = await gateway.token(acme, ann);
      const { message } = await ask('tasks/get', { taskId }, { as: tomorrow });
      expect(message.error).toEqual(
        (await ask('tasks/get', { taskId: 'never-was' }, { as: tomorrow })).message.error,
      );
    } finally {
      gateway.clock.forward(-(7 * 24 * 60 * 60_000 + 1_000));
    }
  });
});

test('what an upstream promises beyond a week is narrowed to what the handle lasts', async () => {
  const taskId = await begin();
  answerOfTask = { status: 'working', ...times, ttlMs: null };
  const { message } = await ask('tasks/get', { taskId });
  expect(message.result?.['ttlMs']).toBe(7 * 24 * 60 * 60_000);
});

describe('the policy of the moment', () => {
  test('decides again: the task of a tool that was blocked is out of reach, with the reason', async () => {
    const taskId = await begin();
    const [offering] = await gateway.given.rows<{ id: string }>(
      `select id from offerings where connector_id = $1 and name = 'export'`,
      [connector.id],
    );
    const set = async (effect: 'allow' | 'block') => {
      await gateway.given.rows('update rules set effect = $1 where offering_id = $2', [effect, offering?.id]);
      await gateway.policyChanged(acme);
    };
    await set('block');
    upstream.received.length = 0;
    const refused = await ask('tasks/get', { taskId });
    expect(refused.message.error).toMatchObject({ code: -32000, message: expect.stringContaining('block') });
    expect(upstream.received).toEqual([]);
    await set('allow');
    expect((await ask('tasks/get', { taskId })).message.result).toMatchObject({ status: 'working' });
  });

  test('a token that only reads has nothing to do with the task of a tool that writes', async () => {
    const taskId = await begin('wipe');
    const reader = await gateway.token(acme, ann, { access: 'read' });
    upstream.received.length = 0;
    const { message } = await ask('tasks/cancel', { taskId }, { as: reader });
    expect(message.error).toBeDefined();
    expect(upstream.received).toEqual([]);
  });
});

describe('the extension', () => {
  const discover = async (at: GivenConnector) =>
    (await ask('server/discover', {}, { at })).message.result?.['capabilities'];

  test('is offered where the upstream has it, in nobody’s words, and no other one', async () => {
    expect(await discover(connector)).toMatchObject({ extensions: { [extension]: {} } });
    expect(JSON.stringify(await discover(connector))).not.toMatch(/secret|com\.example/);
    expect(await discover(plain)).not.toHaveProperty('extensions');
    const session = await openSession(gateway.urlOf(connector), token);
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'w', version: '1' },
    };
    const { message } = await send(
      gateway.urlOf(connector),
      legacy(token, session, { id: 1, method: 'initialize', params }),
    );
    expect(message.result?.['capabilities']).not.toHaveProperty('extensions');
  });

  test('has no methods where it is not offered', async () => {
    const answer = await ask('tasks/get', { taskId: 'x' }, { at: plain });
    expect([answer.status, answer.message.error?.code]).toEqual([404, -32601]);
    const session = await openSession(gateway.urlOf(connector), token);
    const old = { id: 1, method: 'tasks/get', params: { taskId: 'x' } };
    const { message } = await send(gateway.urlOf(connector), legacy(token, session, old));
    expect(message.error?.code).toBe(-32601);
  });

  test.each(['tasks/get', 'tasks/update', 'tasks/cancel'])(
    '%s needs a client that declares it',
    async (method) => {
      const taskId = await begin();
      const meta = { 'io.modelcontextprotocol/clientCapabilities': {} };
      const { status, message } = await ask(method, { taskId }, { meta });
      expect([status, message.error]).toEqual([
        400,
        {
          code: -32021,
          message: expect.any(String),
          data: { requiredCapabilities: { extensions: { [extension]: {} } } },
        },
      ]);
    },
  );

  test('is told to the upstream as the client declares it, with nothing beside it that is not relayed', async () => {
    const extensions = { [extension]: { a: 1 }, 'com.example/other': {} };
    await ask(
      'tools/call',
      { name: 'export', arguments: {} },
      {
        meta: { 'io.modelcontextprotocol/clientCapabilities': { extensions } },
      },
    );
    const meta = upstream.received[0]?.params['_meta'] as Record<string, unknown>;
    expect(meta['io.modelcontextprotocol/clientCapabilities']).toEqual({
      extensions: { [extension]: { a: 1 } },
    });
  });

  test.each<[string, () => Promise<WireAnswer>]>([
    [
      'a client that did not declare it',
      () => ask('tools/call', { name: 'export', arguments: {} }, { meta: {} }),
    ],
    [
      'anybody, where it was not offered',
      () => ask('tools/call', { name: 'surprise', arguments: {} }, { at: plain }),
    ],
  ])('a task for %s is not passed on', async (_whom, call) => {
    const { message } = await call();
    expect(message.error?.code).toBe(-32603);
    expect(JSON.stringify(message)).not.toMatch(/task-[79]/);
  });
});

test('a header that names another task than the body is refused', async () => {
  const [one, two] = [await begin(), await begin('wipe')];
  const { headers, body } = modern(token, 'tasks/get', { taskId: one, _meta: declared });
  expect((await send(gateway.urlOf(connector), { headers, body })).status).toBe(200);
  const mismatched = await send(gateway.urlOf(connector), { headers: { ...headers, 'mcp-name': two }, body });
  expect([mismatched.status, mismatched.message.error?.code]).toEqual([400, -32020]);
});

/** The same text with one bit of its sealed part changed. */
function flipped(handle: string): string {
  const sealed = JSON.parse(Buffer.from(handle, 'base64url').toString()) as { ciphertext: string };
  const bytes = Buffer.from(sealed.ciphertext, 'base64');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return Buffer.from(JSON.stringify({ ...sealed, ciphertext: bytes.toString('base64') })).toString(
    'base64url',
  );
}
