import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ToolSearchRepository } from '../../src/gateway/aggregate/tool-search.repository.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import {
  argumentsOf,
  startControlledUpstream,
  text,
  type ControlledUpstream,
  type Tool,
} from './controlled-upstream.js';
import { RunningGateway } from './running-gateway.js';
import { legacy, modern, openSession, send, type WireAnswer } from './wire.js';

let gateway: RunningGateway;
let upstream: ControlledUpstream;
let acme: GivenOrganization;
let calendar: GivenConnector;
let secrets: string;
let token: string;

const regionHeader = { type: 'string', 'x-mcp-header': 'Region' };

const repeat: Tool = (call, reply) => reply.result(text(JSON.stringify(argumentsOf(call))));
const ordinary = 'anything create_event wipe createEvent list-events send write_draft open_safe'.split(' ');

beforeAll(async () => {
  upstream = await startControlledUpstream({
    ...Object.fromEntries(ordinary.map((name) => [name, repeat])),
    later: (call, reply) =>
      call.params['requestState'] === undefined
        ? reply.result({ resultType: 'input_required', requestState: 'upstream-state' })
        : reply.result(text(`continued ${String(call.params['requestState'])}`)),
  });
  gateway = await RunningGateway.start({ toolsListed: 5, searchMs: 500 });
  acme = await gateway.given.organization('acme');
  calendar = await gateway.connect(acme, upstream, {
    slug: 'calendar',
    allowed: ['later'],
    notApproved: ['create_event', 'wipe'],
  });
  await tool(calendar, 'createEvent', {
    title: 'Schedule',
    description: 'Puts a meeting into the calendar.',
  });
  await tool(calendar, 'list-events', { description: 'Says which meetings there are.' });
  await tool(calendar, 'anything', {
    description: 'Answers with its arguments.',
    inputSchema: {
      type: 'object',
      properties: { region: regionHeader, count: { type: 'integer' } },
      required: ['region'],
    },
  });
  const mail = await gateway.connect(acme, upstream, { slug: 'mail', allowed: [] });
  await tool(mail, 'send', { description: 'Sends a message, also one about a meeting.' });
  await tool(mail, 'burn_archive', { description: 'Burns the whole archive.' }, 'block');
  await tool(mail, 'write_draft', { description: 'Writes a draft.' }, 'allow', 'write');
  const board = await gateway.given.group(acme, 'Board');
  const vault = await gateway.connect(acme, upstream, { slug: 'vault', allowed: [], groupId: board });
  await tool(vault, 'open_safe', { description: 'Opens the meeting room safe.' });
  secrets = await gateway.given.member(acme, { groups: [board] });
  await gateway.policyChanged(acme);
  token = await gateway.token(acme, await gateway.given.member(acme));
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(() => gateway.forgetEvents());

async function tool(
  connector: GivenConnector,
  name: string,
  about: Record<string, unknown>,
  effect: 'allow' | 'block' = 'allow',
  classification: 'read' | 'write' = 'read',
): Promise<void> {
  await gateway.given.rows(
    `delete from rules where offering_id in (select id from offerings where connector_id = $1 and name = $2)`,
    [connector.id, name],
  );
  await gateway.given.rows('delete from offerings where connector_id = $1 and name = $2', [
    connector.id,
    name,
  ]);
  const definition = { name, inputSchema: { type: 'object' }, ...about };
  const offering = await gateway.given.offering(connector, name, { definition, classification });
  await gateway.given.rule(connector, offering, effect);
}

async function hashOf(connector: GivenConnector, name: string): Promise<string> {
  const [row] = await gateway.given.rows<{ hash: string }>(
    'select approved_hash as hash from offerings where connector_id = $1 and name = $2',
    [connector.id, name],
  );
  return row?.hash ?? '';
}

const url = () => gateway.aggregateOf(acme);
const call = (name: string, args: unknown, by = token, more: Record<string, unknown> = {}) =>
  send(url(), modern(by, 'tools/call', { name, arguments: args, ...more }));

async function found(query: string, by = token, more: Record<string, unknown> = {}): Promise<unknown[]> {
  const { message } = await call('find_tools', { query, ...more }, by);
  const { tools } = message.result?.['structuredContent'] as { tools: { name: string }[] };
  return tools.map(({ name }) => name);
}

describe('where there are more tools than are listed', () => {
  test('two tools stand for them all, and the others stay callable by name', async () => {
    const { message } = await send(url(), modern(token, 'tools/list'));
    const listed = message.result?.['tools'] as { name: string; inputSchema: object }[];
    expect(listed.map(({ name }) => name)).toEqual(['find_tools', 'call_tool']);
    const discovered = await send(url(), modern(token, 'server/discover'));
    expect(discovered.message.result?.['instructions']).toContain('find_tools');
    const direct = await call('calendar__anything', { region: 'eu' }, token);
    expect(direct.status).toBe(400);
    const board = await gateway.token(acme, secrets, { connectors: [{ slug: 'vault', tools: null }] });
    const few = await send(url(), modern(board, 'tools/list'));
    expect((few.message.result?.['tools'] as { name: string }[]).map(({ name }) => name)).toEqual([
      'vault__open_safe',
    ]);
  });

  test.each([
    ['create a new event', 'calendar__createEvent'],
    ['scheduling', 'calendar__createEvent'],
    ['which events are listed', 'calendar__list-events'],
    ['write some drafts', 'mail__write_draft'],
    ['send mail', 'mail__send'],
  ])('the best match for "%s" is %s', async (query, best) => {
    expect((await found(query))[0]).toBe(best);
  });

  test('what is found comes with the whole approved definition, under the name to call it by', async () => {
    const { message } = await call('find_tools', { query: 'arguments', limit: 1 });
    const { tools } = message.result?.['structuredContent'] as { tools: unknown[] };
    expect(tools).toEqual([
      {
        name: 'calendar__anything',
        description: 'Answers with its arguments.',
        inputSchema: {
          type: 'object',
          properties: { region: regionHeader, count: { type: 'integer' } },
          required: ['region'],
        },
      },
    ]);
    expect(JSON.parse(message.result?.content?.[0]?.text ?? '')).toEqual({ tools });
    const [event] = await gateway.events();
    expect(event).toMatchObject({ type: 'gateway.listed', details: { tool: 'find_tools', count: 1 } });
    expect(JSON.stringify(event)).not.toContain('"arguments"');
  });

  test('a search can be narrowed, and finds nothing where there is nothing', async () => {
    expect(await found('meeting', token, { connector: 'mail' })).toEqual(['mail__send']);
    expect(await found('meeting', token, { limit: 2 })).toHaveLength(2);
    expect(await found('meeting', token, { connector: 'elsewhere' })).toEqual([]);
    const { message } = await call('find_tools', { query: 'submarine' });
    expect(message.result?.content?.[0]?.text).toContain('in other words');
    for (const odd of ["' or 1=1 --", 'a & b | !c:*', '<->', '\\', 'the', '🦆', 'or or or']) {
      expect((await call('find_tools', { query: odd })).message.result?.isError).toBeUndefined();
    }
    for (const wrong of [
      {},
      { query: '' },
      { query: 7 },
      { query: 'a', limit: 0 },
      { query: 'a', more: 1 },
      [],
    ]) {
      const refused = await call('find_tools', wrong);
      expect(refused.message.result?.isError, JSON.stringify(wrong)).toBe(true);
    }
  });

  test('nothing is found that its caller may not use', async () => {
    const other = await gateway.token(acme, secrets);
    expect(await found('opens the safe', other)).toEqual(['vault__open_safe']);
    expect(await found('opens the safe')).toEqual([]);
    expect(await found('burn the archive', other)).toEqual([]);
    expect(await found('wipe')).toEqual([]);
    const reading = await gateway.token(acme, secrets, { access: 'read' });
    expect(await found('write a draft', reading)).toEqual([]);
    const narrow = await gateway.token(acme, secrets, { connectors: [{ slug: 'mail', tools: ['send'] }] });
    expect(await found('meeting safe draft', narrow)).toEqual(['mail__send']);
  });
});

describe('a search', () => {
  test('ranks once, whatever lies before what its caller may use, and only that', async () => {
    const attic = await gateway.connect(acme, upstream, { slug: 'attic', allowed: [] });
    await gateway.given.rows(
      `with made as (
         insert into contracts (organization_id, hash, kind, definition)
         select organization_id, encode(sha256(n::text::bytea), 'hex'), kind,
                definition || jsonb_build_object('name', 'meeting_' || n, 'description', 'meeting meeting meeting')
           from contracts, generate_series(1, 1200) as n where hash = $3 and organization_id = $1
         returning hash, definition)
       insert into offerings (organization_id, id, connector_id, kind, name, classification, live_hash,
                              approved_hash, approved_by, approved_at)
       select $1, gen_random_uuid(), $2, 'tool', definition ->> 'name', 'read', hash, hash, $4, now() from made`,
      [acme.id, attic.id, await hashOf(calendar, 'list-events'), attic.ownerId],
    );
    await gateway.policyChanged(acme);
    const find = vi.spyOn(gateway.get(ToolSearchRepository), 'find');
    try {
      expect(await found('meeting', token, { limit: 20 })).toEqual([
        'calendar__createEvent',
        'calendar__list-events',
        'mail__send',
      ]);
      expect(find).toHaveBeenCalledTimes(1);
      expect(find.mock.calls[0]?.[1].offeringIds.length).toBeLessThan(20);
    } finally {
      find.mockRestore();
    }
  });

  test('has one order, also among equals', async () => {
    const names = ['b_twin', 'B_twin', 'a_twin', '_twin'];
    const shelf = await gateway.connect(acme, upstream, { slug: 'shelf', allowed: [] });
    for (const name of names) await tool(shelf, name, { title: 'Sextant', description: 'Takes a bearing.' });
    await gateway.policyChanged(acme);
    const inOrder = names.map((name) => `shelf__${name}`).sort();
    for (const query of ['sextant', 'Sextant bearing', 'bearing OR sextant or or']) {
      expect(await found(query)).toEqual(inOrder);
    }
  });

  test('asks for no more than a question holds, however it is written', async () => {
    const find = vi.spyOn(gateway.get(ToolSearchRepository), 'find');
    try {
      for (const query of [
        'a '.repeat(250),
        'aA'.repeat(250),
        'or '.repeat(166),
        '1 2 3 4 5 6 7 8 9 '.repeat(25),
      ]) {
        expect((await call('find_tools', { query })).message.result?.isError).toBeUndefined();
      }
      const asked = find.mock.calls.map(([, { words }]) => words.length);
      expect(asked).toEqual([1, 2, 9]);
      const many = Array.from({ length: 100 }, (_none, at) => `w${at}`).join(' ');
      await call('find_tools', { query: many });
      expect(find.mock.calls.at(-1)?.[1].words).toHaveLength(32);
    } finally {
      find.mockRestore();
    }
  });

  test('that the database cannot make in time holds up nobody, and says so to the model', async () => {
    await gateway.given.rows('begin');
    await gateway.given.rows('lock table contracts in access exclusive mode');
    try {
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => call('find_tools', { query: 'meeting' })),
      );
      const texts = answers.map(({ message }) => message.result?.content?.[0]?.text ?? '');
      expect(answers.every(({ message }) => message.result?.isError)).toBe(true);
      expect(texts.filter((said) => said.startsWith('The search took too long.'))).toHaveLength(4);
      expect(texts.filter((said) => said.startsWith('Too many searches are under way'))).toHaveLength(2);
    } finally {
      await gateway.given.rows('rollback');
    }
    expect(await found('send mail')).toContain('mail__send');
    const refused = await gateway.events('gateway.refused');
    expect(new Set(refused.map(({ details }) => details['code']))).toEqual(new Set(['search_busy']));
  });
});

describe('call_tool', () => {
  test('calls with headers that fit the tool, and is recorded as the call of it', async () => {
    const { status, message } = await call('call_tool', {
      name: 'calendar__anything',
      arguments: { region: 'eu', count: 2 },
    });
    expect([status, message.result?.content?.[0]?.text]).toEqual([200, '{"region":"eu","count":2}']);
    const received = upstream.received.at(-1);
    expect(received?.headers).toMatchObject({ 'mcp-name': 'anything', 'mcp-param-region': 'eu' });
    expect((await gateway.events()).map(({ type, offering }) => [type, offering?.name])).toEqual([
      ['gateway.called', 'anything'],
    ]);
  });

  test('continues a call that asked for something', async () => {
    const args = { name: 'calendar__later' };
    const first = await call('call_tool', args);
    const requestState = first.message.result?.['requestState'];
    const second = await call('call_tool', args, token, { requestState });
    expect(second.message.result?.content?.[0]?.text).toBe('continued upstream-state');
    const direct = await call('calendar__later', undefined, token, { requestState });
    expect(direct.message.result?.content?.[0]?.text).toBe('continued upstream-state');
  });

  test('works for clients of older revisions', async () => {
    const session = await openSession(url(), token);
    const params = {
      name: 'call_tool',
      arguments: { name: 'calendar__anything', arguments: { region: 'x' } },
    };
    const answer = await send(url(), legacy(token, session, { id: 1, method: 'tools/call', params }));
    expect(answer.message.result?.content?.[0]?.text).toBe('{"region":"x"}');
  });

  test.each([
    {},
    { name: '' },
    { name: 7 },
    { name: 'a__b', arguments: 'text' },
    { name: 'a__b', extra: 1 },
    [],
  ])('refuses %j in words a model can act on', async (args) => {
    const { message } = await call('call_tool', args);
    expect(message.result?.isError).toBe(true);
    expect(message.result?.content?.[0]?.text).toContain('do not fit call_tool');
  });
});

/** What a caller sees and what is recorded, without what differs from one request to the next. */
async function outcomeOf(answer: WireAnswer): Promise<unknown> {
  const events = (await gateway.events()).map(
    ({ type, outcome, connectorId, offering, decision, details }) => {
      const { durationMs: _duration, ...rest } = details;
      return { type, outcome, connectorId, offering, decision, details: rest };
    },
  );
  await gateway.forgetEvents();
  return { status: answer.status, result: answer.message.result, error: answer.message.error, events };
}

describe('call_tool is decided exactly as the direct call', () => {
  const cases = [
    'calendar__later',
    'calendar__list-events',
    'calendar__anything',
    'calendar__createEvent',
    'calendar__create_event',
    'calendar__wipe',
    'calendar__nothing',
    'mail__send',
    'mail__burn_archive',
    'mail__write_draft',
    'vault__open_safe',
    'nowhere__send',
    'send',
    '__send',
    'mail__',
    'mail____send',
    'Mail__send',
    'mail__SEND',
    'mail__ѕend',
  ].flatMap((name) => [{}, { count: 'many', region: 'eu' }].map((args) => [name, args] as const));

  const callers: { readonly by: string; readonly session: string }[] = [];
  beforeAll(async () => {
    const narrowed = { connectors: [{ slug: 'calendar', tools: ['later'] }] };
    for (const scope of [{}, { access: 'read' as const }, narrowed]) {
      const by = await gateway.token(acme, secrets, scope);
      callers.push({ by, session: await openSession(url(), by) });
    }
    callers.push({ by: token, session: await openSession(url(), token) });
  });

  test.each(cases)('%s with %j', async (name, args) => {
    for (const { by, session } of callers) {
      await gateway.forgetEvents();
      const asOlder = (params: object) =>
        send(url(), legacy(by, session, { id: 1, method: 'tools/call', params }));
      const wrapped = { name: 'call_tool', arguments: { name, arguments: args } };
      const viaTool = await outcomeOf(await asOlder(wrapped));
      expect(viaTool).toEqual(await outcomeOf(await asOlder({ name, arguments: args })));
    }
  });

  test.each(['call_tool', 'find_tools'])(
    'and does not call %s, which is no tool of a connector',
    async (name) => {
      const { message } = await call('call_tool', { name, arguments: { query: 'a', name: 'mail__send' } });
      expect(message.error).toEqual({ code: -32602, message: `Unknown tool: ${name}` });
    },
  );
});
