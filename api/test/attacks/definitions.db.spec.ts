import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ApiClient } from '../application/api-client.js';
import { startApplication, type RunningApplication } from '../application/application.js';
import { CountingServer } from '../counting-server.js';
import { Given } from '../given.js';
import { startAnsweringServer, type Answers } from '../mcp/hostile-server.js';
import type { TestServer } from '../mcp/http-server.js';

interface Scan {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly found: readonly { readonly name: string }[];
  readonly refused: readonly { readonly name: string; readonly code: string; readonly explanation: string }[];
}

const good = { name: 'good', inputSchema: { type: 'object' } };
const harmless = { inputSchema: { type: 'object' } };

let castellan: RunningApplication;
let given: Given;
let admin: ApiClient;
let elsewhere: CountingServer;
const servers: TestServer[] = [];

beforeAll(async () => {
  castellan = await startApplication();
  given = await Given.in(castellan.database);
  const acme = await given.organization('acme');
  admin = await ApiClient.as(castellan, acme.id, await given.member(acme, { role: 'admin' }), 'admin');
}, 60_000);
afterAll(async () => {
  await given?.end();
  await castellan?.stop();
});
beforeEach(async () => {
  elsewhere = await CountingServer.http((_request, response) => void response.end('{"type":"string"}'));
});
afterEach(async () => {
  await elsewhere[Symbol.asyncDispose]();
  for (const server of servers.splice(0)) await server.close();
});

async function scan(answers: Answers): Promise<Scan> {
  const server = await startAnsweringServer({ ...nothingElse, ...answers });
  servers.push(server);
  const { data } = await admin.send(
    'mutation ($input: StartScanInput!) { startScan(input: $input) { ... on Scan { id } } }',
    { input: { url: server.target().url, transport: 'STREAMABLE_HTTP' } },
  );
  const { id } = (data as { startScan: { id: string } }).startScan;
  const query = `query ($id: ID!) { scan(id: $id) {
    status failure { code message } found { name } refused { name code explanation }
  } }`;
  const look = async () => ((await admin.send(query, { id })).data as unknown as { scan: Scan }).scan;
  await expect.poll(async () => (await look()).status, { timeout: 20_000 }).not.toBe('RUNNING');
  return look();
}

const listing = (member: string, items: readonly unknown[]) => () => ({
  result: { resultType: 'complete', ttlMs: 0, cacheScope: 'public', [member]: items },
});
const nothingElse = {
  'tools/list': listing('tools', [good]),
  'resources/list': listing('resources', []),
  'resources/templates/list': listing('resourceTemplates', []),
  'prompts/list': listing('prompts', []),
};
const scanTools = (...tools: readonly unknown[]) =>
  scan({ 'tools/list': listing('tools', [good, ...tools]) });

test('a server of good faith is read whole', async () => {
  expect(await scanTools()).toMatchObject({ status: 'SUCCEEDED', found: [{ name: 'good' }], refused: [] });
});

describe('a server that says too much', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...good, name: `t${index}` }));

  test.each<[string, string, () => Answers]>([
    ['5,000 tools', 'too_many_offerings', () => ({ 'tools/list': listing('tools', many(5_000)) })],
    [
      'a description of 10 MB',
      'answer_too_large',
      () => ({ 'tools/list': listing('tools', [{ ...good, description: 'x'.repeat(10 * 1024 * 1024) }]) }),
    ],
    [
      'many descriptions that are too much together',
      'answer_too_large',
      () => {
        let page = 0;
        return {
          'tools/list': () => ({
            result: {
              ...{ resultType: 'complete', ttlMs: 0, cacheScope: 'public' },
              tools: Array.from({ length: 20 }, (_, index) => ({
                ...good,
                name: `t${page}-${index}`,
                description: 'x'.repeat(200_000),
              })),
              nextCursor: String(++page),
            },
          }),
        };
      },
    ],
    [
      'pages without an end',
      'endless_pagination',
      () => ({
        'tools/list': () => ({ result: { resultType: 'complete', tools: [], nextCursor: 'again' } }),
      }),
    ],
    [
      'JSON ten thousand levels deep',
      'too_deep',
      () => ({ 'tools/list': listing('tools', [{ ...good, deep: nested(10_000) }]) }),
    ],
  ])('%s: fails with %s, and hurts nobody', async (_what, code, answers) => {
    expect(await scan(answers())).toMatchObject({ status: 'FAILED', failure: { code } });
    expect((await scanTools()).status).toBe('SUCCEEDED');
  });
});

describe('a tool that cannot be taken', () => {
  const schema = (properties: object, more: object = {}) => ({
    inputSchema: { type: 'object', properties, ...more },
  });
  const mirrored = (name: unknown, type: unknown = 'string') => ({ type, 'x-mcp-header': name });

  test.each<[string, string, () => object]>([
    [
      'a description of 300 KB',
      'definition_too_large',
      () => ({ ...harmless, description: 'x'.repeat(300_000) }),
    ],
    ['five hundred levels', 'definition_too_deep', () => schema({ a: nested(500) })],
    [
      'a hundred thousand schemas',
      'definition_too_large',
      () => schema({}, { anyOf: Array.from({ length: 100_000 }, () => ({})) }),
    ],
    [
      'three thousand schemas',
      'invalid_schema',
      () => schema({}, { anyOf: Array.from({ length: 3_000 }, () => ({})) }),
    ],
    [
      'a reference to the network',
      'invalid_schema',
      () => schema({ a: { $ref: `${elsewhere.origin}/schema` } }),
    ],
    ['a reference to the cloud', 'invalid_schema', () => schema({ a: { $ref: 'http://169.254.169.254/' } })],
    ['a reference to a file', 'invalid_schema', () => schema({ a: { $ref: 'file:///etc/passwd' } })],
    ['a dynamic reference', 'invalid_schema', () => schema({ a: { $dynamicRef: `${elsewhere.origin}/#x` } })],
    [
      'a base that makes its references foreign',
      'invalid_schema',
      () => schema({ a: { $id: `${elsewhere.origin}/`, $ref: 'schema' } }),
    ],
    ['a foreign dialect', 'invalid_schema', () => schema({}, { $schema: `${elsewhere.origin}/dialect` })],
    [
      'a header with a line break',
      'invalid_header_annotation',
      () => schema({ a: mirrored('A\r\nX-Evil: 1') }),
    ],
    ['a header with a space', 'invalid_header_annotation', () => schema({ a: mirrored('A B') })],
    ['a header without a name', 'invalid_header_annotation', () => schema({ a: mirrored('') })],
    ['a header that is no text', 'invalid_header_annotation', () => schema({ a: mirrored({}) })],
    [
      'one header twice, in two cases',
      'invalid_header_annotation',
      () => schema({ a: mirrored('Region'), b: mirrored('rEGION') }),
    ],
    [
      'a header for each item of a list',
      'invalid_header_annotation',
      () => schema({ a: { type: 'array', items: mirrored('Region') } }),
    ],
    [
      'a header that depends on a condition',
      'invalid_header_annotation',
      () => schema({}, { if: {}, then: { properties: { a: mirrored('Region') } } }),
    ],
    ['a header of a number', 'invalid_header_annotation', () => schema({ a: mirrored('Region', 'number') })],
    ['a header of an object', 'invalid_header_annotation', () => schema({ a: mirrored('Region', 'object') })],
    ['no object for arguments', 'invalid_definition', () => ({ inputSchema: { type: 'array' } })],
  ])('%s: is left out with %s, and the others stay', async (_what, code, definition) => {
    const { status, found, refused } = await scanTools({ name: 'bad', ...definition() });
    expect([status, found]).toEqual(['SUCCEEDED', [{ name: 'good' }]]);
    expect(refused).toMatchObject([{ name: 'bad', code }]);
    expect(elsewhere.connections).toBe(0);
  });

  test.each<[string, unknown]>([
    ['a line break', 'a\r\nb'],
    ['an escape sequence', '\u001b[2Ja'],
    ['letters that look like others', 'g\u043e\u043ed'],
    ['a name that reads backwards', '\u202edoog'],
    ['full-width letters', 'ｇｏｏｄ'],
    ['a space', 'good '],
    ['too many letters', 'g'.repeat(129)],
    ['nothing', ''],
    ['no text', 7],
  ])('is one whose name has %s', async (_what, name) => {
    const { status, found, refused } = await scanTools({ ...harmless, name });
    expect([status, found]).toEqual(['SUCCEEDED', [{ name: 'good' }]]);
    expect(refused).toHaveLength(1);
  });

  test('is one that shares its name: which of the two was approved, nobody could say', async () => {
    const { found, refused } = await scanTools({ ...good, description: 'Does something else.' });
    expect(found).toEqual([]);
    expect(refused).toMatchObject([{ name: 'good', code: 'duplicate_name' }]);
  });
});

test('schemas may refer to themselves, and names may be those of prototypes', async () => {
  const tree = { type: 'object', properties: { children: { type: 'array', items: { $ref: '#' } } } };
  const dynamic = {
    $dynamicAnchor: 'node',
    type: 'object',
    properties: { next: { $dynamicRef: '#node' }, pattern: { pattern: '^(a+)+$' } },
  };
  const { found, refused } = await scanTools(
    { name: 'tree', inputSchema: tree },
    { name: 'dynamic', inputSchema: dynamic },
    { name: '__proto__', ...harmless },
    { name: 'constructor', ...harmless },
  );
  expect(refused).toEqual([]);
  expect(found.map(({ name }) => name).toSorted()).toEqual(
    ['__proto__', 'constructor', 'dynamic', 'good', 'tree'].toSorted(),
  );
});

test('addresses in a definition are not visited, neither at the scan nor by those who look at it', async () => {
  const src = `${elsewhere.origin}/icon.svg`;
  const description = `![](${src}) <img src="${src}">`;
  const { found } = await scan({
    'tools/list': listing('tools', [
      { ...good, description, icons: [{ src }], _meta: { ui: { resourceUri: src } } },
    ]),
    'resources/list': listing('resources', [{ uri: src, name: 'r', icons: [{ src }] }]),
    'prompts/list': listing('prompts', [{ name: 'p', icons: [{ src: 'file:///etc/passwd' }] }]),
  });
  expect(found.map(({ name }) => name).toSorted()).toEqual([src, 'good', 'p'].toSorted());
  expect(elsewhere.connections).toBe(0);
});

/** A value inside of so many lists. */
function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}
