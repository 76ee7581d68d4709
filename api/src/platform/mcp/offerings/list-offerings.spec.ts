import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { startAnsweringServer, type Answers } from '../../../../test/mcp/hostile-server.js';
import { loopbackHttp } from '../../../../test/mcp/http-server.js';
import {
  startEventStreamServer,
  startLegacyServer,
  startModernServer,
} from '../../../../test/mcp/sdk-servers.js';
import { objectOf } from '../json/json-value.js';
import { metaKeys } from '../revisions/envelope.js';
import type { UpstreamStep } from '../upstream/target.js';
import { UpstreamClient } from '../upstream/upstream-client.js';
import { listOfferings } from './list-offerings.js';

const http = loopbackHttp();
const client = new UpstreamClient(http);
afterAll(async () => {
  await client.close();
  await http.close();
});

async function listed(answers: Answers, onStep?: (step: UpstreamStep) => void) {
  const server = await startAnsweringServer(answers);
  onTestFinished(server.close);
  const target = server.target();
  return listOfferings(client, target, await client.probe(target), onStep ? { onStep } : {});
}

type Also = NonNullable<Parameters<typeof startEventStreamServer>[0]>;

const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
const tool = (name: string, rest: object = {}) => ({ name, inputSchema: { type: 'object' }, ...rest });
const tools = (...list: unknown[]): Answers => ({
  'tools/list': () => ({ result: { tools: list, ttlMs: 5, cacheScope: 'public' } }),
});

describe.each([
  { name: 'modern', start: () => startModernServer(), path: '/mcp', transport: 'streamable-http' },
  { name: 'legacy', start: () => startLegacyServer(), path: '/mcp', transport: 'streamable-http' },
  { name: 'HTTP+SSE', start: startEventStreamServer, path: '/sse', transport: 'http-sse' },
] as const)('a real server ($name)', ({ start, path, transport }) => {
  it('is listed whole, and left without a session', async () => {
    const server = await start();
    onTestFinished(server.close);
    const target = server.target(path, transport);
    const { offerings, refused } = await listOfferings(client, target, await client.probe(target));
    expect(refused).toEqual([]);
    expect(offerings.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      expect.arrayContaining([
        'tool echo',
        'tool count',
        'tool wait',
        'resource note://one',
        'prompt greet',
        'instructions instructions',
      ]),
    );
    expect(offerings.find(({ name }) => name === 'echo')?.definition).toMatchObject({
      name: 'echo',
      description: 'Says it again.',
      inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    });
    await expect.poll(() => server.log.sessionsClosed).toBe(server.log.sessionsOpened);
  });
});

describe.each([
  {
    name: 'JSON',
    start: (also: Also) => startLegacyServer('json', also),
    path: '/mcp',
    transport: 'streamable-http',
  },
  {
    name: 'streams',
    start: (also: Also) => startLegacyServer('streams', also),
    path: '/mcp',
    transport: 'streamable-http',
  },
  { name: 'HTTP+SSE', start: startEventStreamServer, path: '/sse', transport: 'http-sse' },
] as const)('a real server with a tool that is nested too deep ($name)', ({ start, path, transport }) => {
  it('is listed but for that tool', async () => {
    const server = await start((sdk) => {
      sdk.registerTool('deep', { _meta: { levels: nested(200) } }, () => ({ content: [] }));
    });
    onTestFinished(server.close);
    const target = server.target(path, transport);
    const { offerings, refused } = await listOfferings(client, target, await client.probe(target));
    expect(refused).toMatchObject([{ kind: 'tool', name: 'deep', code: 'definition_too_deep' }]);
    expect(offerings.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['echo', 'count', 'note://one']),
    );
  });
});

describe('definitions', () => {
  it('are kept exactly as the server wrote them', async () => {
    const odd = tool('odd', {
      _meta: { 'x/y': 1 },
      unknown: [null, { deep: '\u202e' }],
      annotations: { readOnlyHint: true },
    });
    const { offerings } = await listed(tools(odd));
    expect(offerings).toEqual([{ kind: 'tool', name: 'odd', definition: odd }]);
  });

  it('are kept with as many levels as they may have', async () => {
    const { offerings, refused } = await listed(tools(tool('deep', { x: nested(60) })));
    expect([offerings.length, refused.length]).toEqual([1, 0]);
  });

  it('of all pages are listed; an empty text is a cursor too', async () => {
    const pages: Record<string, object> = {
      start: { tools: [tool('a')], nextCursor: '' },
      '': { tools: [tool('b')], nextCursor: 'last' },
      last: { tools: [tool('c')] },
    };
    const { offerings } = await listed({
      'tools/list': ({ cursor }) => ({ result: pages[typeof cursor === 'string' ? cursor : 'start'] }),
    });
    expect(offerings.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('include what the server keeps for clients that can answer its questions', async () => {
    const { offerings } = await listed({
      'tools/list': ({ _meta }) => {
        const declared = objectOf(_meta, metaKeys.clientCapabilities) ?? {};
        return { result: { tools: Object.keys(declared).map((capability) => tool(`needs_${capability}`)) } };
      },
    });
    expect(offerings.map(({ name }) => name).sort()).toEqual([
      'needs_elicitation',
      'needs_roots',
      'needs_sampling',
    ]);
  });

  it('include templates and instructions', async () => {
    const server = await startAnsweringServer({
      'server/discover': () => ({
        result: { supportedVersions: ['2026-07-28'], capabilities: { resources: {} }, instructions: 'Read.' },
      }),
      'resources/list': () => ({ result: { resources: [{ uri: 'a://b', name: 'b' }] } }),
      'resources/templates/list': () => ({
        result: { resourceTemplates: [{ uriTemplate: 'a://{x}', name: 'x' }] },
      }),
    });
    onTestFinished(server.close);
    const { offerings } = await listOfferings(client, server.target(), await client.probe(server.target()));
    expect(offerings).toEqual([
      { kind: 'resource', name: 'a://b', definition: { uri: 'a://b', name: 'b' } },
      { kind: 'resource_template', name: 'a://{x}', definition: { uriTemplate: 'a://{x}', name: 'x' } },
      { kind: 'instructions', name: 'instructions', definition: { instructions: 'Read.' } },
    ]);
  });
});

describe('one offering is refused and the others kept', () => {
  const annotated = (property: object) => ({ inputSchema: { type: 'object', properties: { p: property } } });

  it.each<[string, string, unknown[]]>([
    ['a name outside the alphabet', 'invalid_name', [tool('sp ace')]],
    ['a name that only looks usual', 'invalid_name', [tool('dеlete')]],
    ['a name that is too long', 'invalid_name', [tool('x'.repeat(129))]],
    ['no name', 'invalid_definition', [{ inputSchema: { type: 'object' } }]],
    ['no definition', 'invalid_definition', ['tool']],
    ['two tools of one name', 'duplicate_name', [tool('twin'), tool('twin', { description: 'other' })]],
    ['no input schema', 'invalid_definition', [{ name: 'bare' }]],
    [
      'a schema that does not compile',
      'invalid_schema',
      [tool('bad', { inputSchema: { type: 'object', properties: { a: { type: 'strng' } } } })],
    ],
    [
      'a schema that must be fetched',
      'invalid_schema',
      [tool('bad', { outputSchema: { $ref: 'http://169.254.169.254/' } })],
    ],
    [
      'a definition that is too large',
      'definition_too_large',
      [tool('big', { description: 'x'.repeat(300_000) })],
    ],
    ['61 levels', 'definition_too_deep', [tool('deep', { x: nested(61) })]],
    ['a thousand levels', 'definition_too_deep', [tool('deep', { x: nested(1_000) })]],
    [
      'a header that forges another one',
      'invalid_header_annotation',
      [tool('h', annotated({ type: 'string', 'x-mcp-header': 'a\r\nb' }))],
    ],
    [
      'a header under items',
      'invalid_header_annotation',
      [tool('h', annotated({ type: 'array', items: { type: 'string', 'x-mcp-header': 'a' } }))],
    ],
  ])('for %s', async (_, code, definitions) => {
    const { offerings, refused } = await listed(tools(tool('fine'), ...definitions));
    expect(offerings.map(({ name }) => name)).toEqual(['fine']);
    expect(refused).toEqual([
      expect.objectContaining({ kind: 'tool', code, explanation: expect.stringMatching(/\. .+\.$/) }),
    ]);
  });
});

describe('a whole scan is refused', () => {
  it.each<[string, string, Answers]>([
    ['5,000 tools', 'too_many_offerings', tools(...Array.from({ length: 5_000 }, (_, n) => tool(`t${n}`)))],
    ['an answer of 10 MB', 'answer_too_large', tools(tool('big', { description: 'x'.repeat(10_000_000) }))],
    [
      'a page that leads to itself',
      'endless_pagination',
      { 'tools/list': () => ({ result: { tools: [], nextCursor: 'again' } }) },
    ],
    [
      'pages without end',
      'endless_pagination',
      { 'tools/list': ({ cursor }) => ({ result: { tools: [], nextCursor: `${String(cursor)}x` } }) },
    ],
    [
      'a cursor that is no text',
      'protocol_violation',
      { 'tools/list': () => ({ result: { tools: [], nextCursor: 7 } }) },
    ],
    ['an answer without a list', 'protocol_violation', { 'tools/list': () => ({ result: {} }) }],
    [
      'a refusal',
      'refused_by_server',
      { 'tools/list': () => ({ error: { code: -32603, message: 'Broken' } }) },
    ],
  ])('for %s', async (_, code, answers) => {
    await expect(listed(answers)).rejects.toMatchObject({ code, nextStep: expect.any(String) });
  });
});

describe('the steps of a scan', () => {
  it('say what was found and where it went wrong', async () => {
    const steps: string[] = [];
    const onStep = ({ name, status, detail }: UpstreamStep) =>
      steps.push([name, status, detail].join(' ').trim());
    await listed(tools(tool('a')), onStep);
    expect(steps).toEqual([
      'tools running',
      'tools done 1 found',
      'resources running',
      'resources done 0 found',
      'prompts running',
      'prompts done 0 found',
      'check running',
      'check done',
    ]);
    steps.length = 0;
    await listed({ 'tools/list': () => ({ result: {} }) }, onStep).catch(() => undefined);
    expect(steps).toEqual(['tools running', 'tools failed']);
  });
});
