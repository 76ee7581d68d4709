import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { RunningGateway } from '../gateway/running-gateway.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../gateway/scripted-upstream.js';
import { legacy, messagesOf, modern, openSession, send, type WireMessage } from '../gateway/wire.js';

/** Each of two groups may use things of its own; some are approved and allowed to nobody, some not even approved. */
const owners = ['red', 'blue', 'nobody', 'hidden'] as const;
const offers = {
  'tools/list': { tools: owners.map((name) => ({ name, inputSchema: { type: 'object' } })) },
  'resources/list': { resources: owners.map((name) => ({ uri: `file:///${name}`, name })) },
  'resources/templates/list': {
    resourceTemplates: owners.map((name) => ({ uriTemplate: `file:///${name}/{id}`, name })),
  },
  'prompts/list': { prompts: owners.map((name) => ({ name })) },
};

let gateway: RunningGateway;
let acme: GivenOrganization;
let upstream: ScriptedUpstream;
let shared: GivenConnector;
const members = {} as Record<'red' | 'blue', string>;
const tokens = {} as Record<'red' | 'blue', string>;

beforeAll(async () => {
  gateway = await RunningGateway.start();
  acme = await gateway.given.organization('acme');
  upstream = await startScriptedUpstream('modern', offers);
  shared = await gateway.connect(acme, upstream, {
    slug: 'shared',
    allowed: [],
    notApproved: ['hidden', 'file:///hidden', 'file:///hidden/{id}'],
  });
  for (const color of ['red', 'blue'] as const) {
    const group = await gateway.given.group(acme, color);
    members[color] = await gateway.given.member(acme, { groups: [group] });
    const offerings = await gateway.given.rows<{ id: string }>(
      `select id from offerings where connector_id = $1 and name ~ $2`,
      [shared.id, color],
    );
    expect(offerings).toHaveLength(4);
    for (const { id } of offerings) await gateway.given.rule(shared, id, 'allow', group);
  }
  await gateway.policyChanged(acme);
  for (const color of ['red', 'blue'] as const) tokens[color] = await gateway.token(acme, members[color]);
}, 60_000);
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(() => {
  upstream.heard.length = 0;
  upstream.say = ({ params }) => ({
    result: { content: [{ type: 'text', text: String(params['name']) }], contents: [] },
  });
});

const url = () => gateway.urlOf(shared);
const aggregated = () => gateway.aggregateOf(acme);

async function ask(
  token: string,
  method: string,
  params: Record<string, unknown>,
  at = url(),
): Promise<WireMessage> {
  return (await send(at, modern(token, method, params))).message;
}

describe('lists of two members at once', () => {
  test('never cross, whatever the upstream says about who may keep them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 120 }, async (_, index) => {
        const color = index % 2 === 0 ? 'red' : 'blue';
        const [method = ''] = Object.keys(offers).slice(index % 4);
        const { result } = await ask(tokens[color], method, {});
        const [listed] = Object.values(result ?? {}).filter(Array.isArray) as { name: string }[][];
        return { color, names: listed?.map(({ name }) => name), scope: result?.['cacheScope'] };
      }),
    );
    for (const { color, names, scope } of answers) expect([names, scope]).toEqual([[color], 'private']);
    expect(upstream.heard).toEqual([]);
  });

  test('do not cross at the aggregated address', async () => {
    for (const color of ['red', 'blue'] as const) {
      const { result } = await ask(tokens[color], 'tools/list', {}, aggregated());
      expect((result?.['tools'] as { name: string }[]).map(({ name }) => name)).toEqual([`shared__${color}`]);
    }
  });

  test('answers that were given to one are not given to another', async () => {
    upstream.say = ({ params }) => ({
      result: { contents: [{ uri: params['uri'], text: 'for red' }], ttlMs: 600_000, cacheScope: 'public' },
    });
    expect((await ask(tokens.red, 'resources/read', { uri: 'file:///red' })).result).toBeDefined();
    expect((await ask(tokens.blue, 'resources/read', { uri: 'file:///red' })).error?.code).toBe(-32000);
    expect(upstream.heard).toHaveLength(1);
  });
});

describe('what one may not use', () => {
  const about = (name: string): readonly [string, string, Record<string, unknown>][] => [
    ['a tool', 'tools/call', { name, arguments: {} }],
    ['a prompt', 'prompts/get', { name }],
    ['a resource', 'resources/read', { uri: `file:///${name}` }],
    ['a resource of a template', 'resources/read', { uri: `file:///${name}/1` }],
    ['completion of a prompt', 'completion/complete', reference({ type: 'ref/prompt', name })],
    [
      'completion of a resource',
      'completion/complete',
      reference({ type: 'ref/resource', uri: `file:///${name}/{id}` }),
    ],
  ];

  test.each(about('red'))('%s: is used by whoever may', async (_what, method, params) => {
    expect((await ask(tokens.red, method, params)).result).toBeDefined();
    const session = await openSession(url(), tokens.red);
    const old = await send(url(), legacy(tokens.red, session, { id: 1, method, params }));
    expect(old.message.result).toBeDefined();
    expect(upstream.heard).toHaveLength(2);
  });

  const ofOlderClient = async (method: string, params: Record<string, unknown>) => {
    const session = await openSession(url(), tokens.red);
    return (await send(url(), legacy(tokens.red, session, { id: 1, method, params }))).message;
  };

  describe.each(['blue', 'nobody'])('because it is for %s', (owner) => {
    test.each(about(owner))('%s: is refused on every way, with the reason', async (_what, method, params) => {
      for (const answer of [await ask(tokens.red, method, params), await ofOlderClient(method, params)]) {
        const { error, result } = answer;
        expect(error?.message ?? result?.content?.[0]?.text).toContain('not allowed');
        expect(error?.code ?? result?.isError).toBe(method === 'tools/call' ? true : -32000);
      }
      expect(upstream.heard).toEqual([]);
    });
  });

  describe.each(['hidden', 'gone'])('because it is %s', (owner) => {
    const nameless = ({ error }: WireMessage) => JSON.stringify(error).replaceAll(/hidden|gone|never/g, '·');
    const cases = about(owner).map((one, index) => [...one, about('never')[index]?.[2] ?? {}] as const);

    test.each(cases)(
      '%s: answers like what never was, on every way',
      async (_what, method, params, absent) => {
        const answer = await ask(tokens.red, method, params);
        expect(answer.error?.code).toBe(-32602);
        expect(nameless(answer)).toBe(nameless(await ask(tokens.red, method, absent)));
        expect(nameless(await ofOlderClient(method, params))).toBe(
          nameless(await ofOlderClient(method, absent)),
        );
        expect(upstream.heard).toEqual([]);
      },
    );
  });

  test.each([
    ['by its name', 'shared__blue', { name: 'shared__blue', arguments: {} }],
    [
      'by the tool that calls others',
      'call_tool',
      { name: 'call_tool', arguments: { name: 'shared__blue', arguments: {} } },
    ],
  ])('is not to be had at the aggregated address %s', async (_how, _name, params) => {
    const { result, error } = await ask(tokens.red, 'tools/call', params, aggregated());
    expect(error ?? result?.isError).toBeTruthy();
    expect(upstream.heard).toEqual([]);
    const own = await ask(tokens.red, 'tools/call', { name: 'shared__red', arguments: {} }, aggregated());
    expect(own.result?.content?.[0]?.text).toBe('red');
  });

  test('is not to be watched', async () => {
    const wanted = (color: string) =>
      modern(tokens.red, 'subscriptions/listen', {
        notifications: { resourceSubscriptions: [`file:///${color}`] },
      });
    const { headers, body } = wanted('blue');
    const controller = new AbortController();
    const response = await fetch(url(), { method: 'POST', headers, body, signal: controller.signal });
    const first = await response.body?.getReader().read();
    const [acknowledged] = messagesOf(Buffer.from(first?.value ?? []).toString('utf8'));
    expect(JSON.stringify(acknowledged ?? {})).not.toContain('file:///blue');
    controller.abort();
    const session = await openSession(url(), tokens.red);
    const old = { id: 1, method: 'resources/subscribe', params: { uri: 'file:///blue' } };
    expect((await send(url(), legacy(tokens.red, session, old))).message.error).toBeDefined();
  });

  test('stays out of reach with what was listed before', async () => {
    expect((await ask(tokens.blue, 'tools/call', { name: 'blue', arguments: {} })).result).toBeDefined();
    const [offering] = await gateway.given.rows<{ id: string }>(
      `select id from offerings where connector_id = $1 and name = 'blue' and kind = 'tool'`,
      [shared.id],
    );
    const set = async (effect: string) => {
      await gateway.given.rows('update rules set effect = $1 where offering_id = $2', [effect, offering?.id]);
      await gateway.policyChanged(acme);
    };
    upstream.heard.length = 0;
    await set('block');
    const refused = await ask(tokens.blue, 'tools/call', { name: 'blue', arguments: {} });
    expect(refused.error ?? refused.result?.isError).toBeTruthy();
    expect(upstream.heard).toEqual([]);
    await set('allow');
  });

  test('a token that only reads changes nothing', async () => {
    await gateway.given.rows(
      `update offerings set classification = 'write' where name = 'red' and kind = 'tool'`,
    );
    await gateway.policyChanged(acme);
    const reader = await gateway.token(acme, members.red, { access: 'read' });
    const refused = await ask(reader, 'tools/call', { name: 'red', arguments: {} });
    expect(refused.error ?? refused.result?.isError).toBeTruthy();
    expect(upstream.heard).toEqual([]);
    expect((await ask(tokens.red, 'tools/call', { name: 'red', arguments: {} })).result?.isError).toBeFalsy();
  });
});

function reference(ref: object): Record<string, unknown> {
  return { ref, argument: { name: 'id', value: 'x' } };
}
