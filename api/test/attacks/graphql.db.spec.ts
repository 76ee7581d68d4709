import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeCursor } from '../../src/kernel/cursor.js';
import { ApiClient, type GraphqlAnswer } from '../application/api-client.js';
import { startApplication, type RunningApplication } from '../application/application.js';
import { Given } from '../given.js';

let castellan: RunningApplication;
let given: Given;
let owner: ApiClient;

beforeAll(async () => {
  castellan = await startApplication();
  given = await Given.in(castellan.database);
  const acme = await given.organization('acme');
  owner = await ApiClient.as(castellan, acme.id, await given.member(acme, { role: 'owner' }), 'owner');
});
afterAll(async () => {
  await given?.end();
  await castellan?.stop();
});

const textOf = (answer: GraphqlAnswer) => JSON.stringify(answer);

describe('text that no database stores', () => {
  const strings: readonly [string, string, Record<string, unknown>][] = [
    ['a search', 'query ($text: String) { members(search: $text) { edges { cursor } } }', {}],
    ['a name', 'query ($text: String!) { connector(slug: $text) { id } }', {}],
    ['a filter', 'query ($text: String) { auditEvents(filter: { search: $text }) { edges { cursor } } }', {}],
    ['what anybody may ask', 'query ($text: String!) { signInOrganization(slug: $text) { name } }', {}],
  ];

  test.each(strings)('is bad input in %s, not a fault', async (_what, query) => {
    for (const text of ['a\0b', '\ud800', 'a\udc00']) {
      const answer = await owner.send(query, { text });
      expect(textOf(answer)).not.toContain('INTERNAL');
    }
  });

  test('is bad input in a mutation, wherever it stands', async () => {
    const expiresAt = new Date(Date.now() + 60 * 60 * 1000).toISOString();
    for (const input of [
      { name: 'a\0b', expiresAt, apiScopes: ['audit.read'] },
      { name: 'a\ud800', expiresAt, apiScopes: ['audit.read'] },
      { name: 'a', expiresAt, access: 'READ', connectors: [{ slug: 'a\0' }] },
    ]) {
      const answer = await owner.send(
        'mutation ($input: CreateTokenInput!) { createToken(input: $input) { __typename } }',
        { input },
      );
      expect(answer.errors[0]?.extensions['code']).toBe('BAD_INPUT');
    }
    const literal = await owner.send(
      'mutation { createToken(input: { name: "a\\u0000", expiresAt: "2100-01-01T00:00:00Z" }) { __typename } }',
    );
    expect(literal.errors[0]?.extensions['code']).toBe('BAD_INPUT');
  });
});

describe('a page marker', () => {
  const lists = ['members', 'groups', 'connectors', 'tokens', 'auditEvents'];
  const cursors = {
    'of another list': encodeCursor(['2100-01-01T00:00:00Z', 'not an id']),
    'with an id that is none': encodeCursor(['a', 'x']),
    'with numbers': encodeCursor([1e308, -1]),
    'with NUL': encodeCursor(['\0', '00000000-0000-7000-8000-000000000000']),
    'with a statement': encodeCursor([`'; drop table members; --`, `' or true --`]),
    'that is text': 'text',
    'that is too long': encodeCursor(['a'.repeat(100_000), 'a']),
  };

  test.each(Object.entries(cursors))('%s is bad input in every list', async (_what, after) => {
    for (const list of lists) {
      const answer = await owner.send(
        `query ($after: String) { ${list}(after: $after) { edges { cursor } } }`,
        {
          after,
        },
      );
      expect([list, answer.errors[0]?.extensions['code']]).toEqual([list, 'BAD_INPUT']);
    }
  });
});

describe('an operation that asks for much', () => {
  test('is refused for the lists inside lists, too', async () => {
    const everything =
      '{ connectors(first: 100) { edges { node { offerings { liveDefinition approvedDefinition findings { excerpt } changes { path } rules { group { name } } } } } } }';
    const answer = await owner.send(everything);
    expect(answer.errors[0]?.extensions['code']).toBe('LIMIT');
  });

  test('does not get cheaper by fragments, aliases or variables', async () => {
    const wide = 'edges { node { id displayName email roles groups { id name memberCount } } }';
    for (const query of [
      `query ($n: Int!) { a: members(first: $n) { ...M } b: members(first: $n) { ...M } c: members(first: $n) { ...M }
         d: members(first: $n) { ...M } e: members(first: $n) { ...M } f: members(first: $n) { ...M }
         g: members(first: $n) { ...M } h: members(first: $n) { ...M } } fragment M on MemberConnection { ${wide} }`,
      `query ($n: Int!) { ${'members(first: $n) { edges { node { id } } } '.repeat(200)} }`,
      `query ($n: Int!) { ${Array.from({ length: 16 }, (_, index) => `a${index}: viewer { roles }`).join(' ')}
         members(first: $n) { edges { cursor } } }`,
      `query ($n: Int!) { members(first: $n) { ${'edges { node { groups { '.repeat(1)} id ${'}'.repeat(3)} } ...A }
         fragment A on MemberConnection { ...B } fragment B on MemberConnection { ...A }`,
    ]) {
      const answer = await owner.send(query, { n: 100 });
      expect(answer.data).toBeNull();
      expect(answer.errors.length).toBeGreaterThan(0);
      expect(textOf(answer)).not.toContain('INTERNAL');
    }
  });
});

describe('the endpoint', () => {
  const post = (body: string, headers: Record<string, string>) =>
    fetch(`${castellan.url}/graphql`, { method: 'POST', headers, body });
  const whoami = JSON.stringify({ query: '{ __typename }' });

  test.each([
    ['text', 'text/plain'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['a form with files', 'multipart/form-data; boundary=x'],
    ['no type', ''],
  ])('takes nothing that another site’s page can send: %s', async (_what, type) => {
    const answer = await post(whoami, type === '' ? {} : { 'content-type': type });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).not.toContain('"data"');
  });

  test('answers no batch, no query in an address, and no change by GET', async () => {
    const batch = await post(`[${whoami},${whoami}]`, { 'content-type': 'application/json' });
    expect(batch.status).toBe(400);
    expect((await fetch(`${castellan.url}/graphql?query={__typename}`)).status).toBe(400);
    const change = await fetch(
      `${castellan.url}/graphql?query=mutation{retireConnector(input:{id:"",version:1}){__typename}}`,
      {
        headers: { 'apollo-require-preflight': 'true' },
      },
    );
    expect(change.status).toBe(405);
  });

  const nearMisses: readonly [string, string, string, object][] = [
    ['a field', '{ connecter { id } }', 'Cannot query field "connecter" on type "Query".', {}],
    [
      'a field of one of several types',
      'mutation { setLimits(input: { version: 0, limits: [] }) { version } }',
      'Cannot query field "version" on type "SetLimitsResult".',
      {},
    ],
    [
      'an argument',
      '{ connector(slag: "crm") { id } }',
      'Unknown argument "slag" on field "Query.connector".',
      {},
    ],
    ['a type', 'query ($x: AuditFiltr) { auditEventTypes }', 'Unknown type "AuditFiltr".', {}],
    [
      'a value',
      '{ auditEvents(filter: { outcome: DENIE }) { edges { cursor } } }',
      'Value "DENIE" does not exist in "AuditOutcome" enum.',
      {},
    ],
    [
      'a value in a variable',
      'query ($filter: AuditFilter) { auditEvents(filter: $filter) { edges { cursor } } }',
      'Value "DENIE" does not exist in "AuditOutcome" enum.',
      { filter: { outcome: 'DENIE' } },
    ],
    [
      'a field in a variable',
      'query ($filter: AuditFilter) { auditEvents(filter: $filter) { edges { cursor } } }',
      'Field "outcom" is not defined by type "AuditFilter".',
      { filter: { outcom: 'DENIED' } },
    ],
  ];
  test.each(nearMisses)(
    'suggests nothing for %s, and says so without a gap',
    async (_what, query, end, variables) => {
      const { errors } = await owner.send(query, { ...variables });
      expect(errors.map(({ message }) => message).find((message) => message.endsWith(end))).toBeDefined();
      expect(JSON.stringify(errors)).not.toMatch(/did you mean|suggestion|stack|node_modules/i);
    },
  );

  const longTexts: readonly [string, string][] = [
    ['blanks', ' '.repeat(1_000_000)],
    ['halves of suggestions', 'Did you mean x '.repeat(65_000)],
  ];
  test.each(longTexts)(
    'reads a megabyte of %s once, and does not say all of it back',
    async (_what, text) => {
      const literal = await owner.send(`{ connectors(first: "${text}") { edges { cursor } } }`);
      const variable = await owner.send('query ($n: Int) { connectors(first: $n) { edges { cursor } } }', {
        n: text,
      });
      for (const { errors } of [literal, variable]) {
        expect(errors[0]?.extensions['code']).toBe('BAD_INPUT');
        expect(errors[0]?.message.length).toBeLessThanOrEqual(1_001);
      }
    },
  );

  test('gives no other site leave to read', async () => {
    const answer = await fetch(`${castellan.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('does not merge what a body says about prototypes', async () => {
    const answer = await post('{"query":"{ __typename }","__proto__":{"admin":true}}', {
      'content-type': 'application/json',
    });
    expect(answer.status).toBe(400);
  });
});

test('a request that is still being sent has to end some time', () => {
  const { requestTimeout, headersTimeout } = castellan.application.getHttpServer() as {
    requestTimeout: number;
    headersTimeout: number;
  };
  for (const limit of [requestTimeout, headersTimeout]) {
    expect(limit).toBeGreaterThan(0);
    expect(limit).toBeLessThanOrEqual(120_000);
  }
});
