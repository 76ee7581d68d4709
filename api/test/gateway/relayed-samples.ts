const icons = [{ src: 'https://example.com/i.png', mimeType: 'image/png', sizes: ['48x48'], theme: 'dark' }];
const annotations = { audience: ['user'], priority: 0.5, lastModified: '2026-01-01T00:00:00Z', 'x-own': 1 };
/** What anybody may add to anything. */
export const _meta = { 'com.example/kept': { deep: [1, null, 'ü'] }, plain: true };
/** Fields that no revision knows. */
export const unknown = { 'com.example/field': [{ any: 'thing' }], nothing: null };

const everyContent = [
  { type: 'text', text: 'words', annotations, _meta },
  { type: 'image', data: 'AAAA', mimeType: 'image/png', annotations, _meta },
  { type: 'audio', data: 'AAAA', mimeType: 'audio/wav', _meta },
  { type: 'resource_link', uri: 'file:///a', name: 'a', title: 'A', size: 3, icons, annotations, _meta },
  { type: 'resource', resource: { uri: 'file:///a', mimeType: 'text/plain', text: 't', _meta }, annotations },
  { type: 'resource', resource: { uri: 'file:///b', blob: 'AAAA', ...unknown } },
  { type: 'com.example/hologram', ...unknown },
];

const tool = {
  name: 'work',
  title: 'Work',
  description: 'Works.',
  inputSchema: { type: 'object', properties: { text: { type: 'string', 'x-note': 1 } } },
  annotations: { title: 'W', readOnlyHint: true, openWorldHint: false, 'x-own': 1 },
  icons,
  _meta,
  ...unknown,
};
const loose = { name: 'loose', inputSchema: { type: 'object' }, outputSchema: { type: 'array' } };
const resource = { uri: 'file:///a', name: 'a', title: 'A', size: 3, icons, annotations, _meta, ...unknown };
const template = { uriTemplate: 'file:///t/{name}', name: 't', icons, annotations, _meta, ...unknown };
const prompt = {
  name: 'ask',
  title: 'Ask',
  icons,
  arguments: [{ name: 'about', required: false, 'x-own': 1 }],
  _meta,
  ...unknown,
};
/** One of each kind, with every field that there is. */
export const offers = {
  'tools/list': { tools: [tool, loose] },
  'resources/list': { resources: [resource] },
  'resources/templates/list': { resourceTemplates: [template] },
  'prompts/list': { prompts: [prompt] },
};

/** By what is asked: the method, its parameters and a whole result. */
export const results: readonly [string, string, Record<string, unknown>, Record<string, unknown>][] = [
  [
    'a tool',
    'tools/call',
    { name: 'work', arguments: { text: 'x' } },
    {
      content: everyContent,
      structuredContent: { a: [null, { b: 1.5 }] },
      isError: false,
      _meta,
      ...unknown,
    },
  ],
  [
    'a tool that failed',
    'tools/call',
    { name: 'work', arguments: {} },
    { content: everyContent, isError: true },
  ],
  [
    'a resource',
    'resources/read',
    { uri: 'file:///a' },
    {
      contents: [
        { uri: 'file:///a', mimeType: 'text/plain', text: 't', _meta, ...unknown },
        { uri: 'file:///a/b', blob: 'AAAA' },
      ],
      _meta,
      ...unknown,
    },
  ],
  ['a resource of a template', 'resources/read', { uri: 'file:///t/x' }, { contents: [], ...unknown }],
  [
    'a prompt',
    'prompts/get',
    { name: 'ask', arguments: { about: 'it' } },
    {
      description: 'd',
      messages: everyContent.map((content) => ({ role: 'user', content, ...unknown })),
      _meta,
      ...unknown,
    },
  ],
  [
    'completion',
    'completion/complete',
    {
      ref: { type: 'ref/prompt', name: 'ask' },
      argument: { name: 'about', value: 'i' },
      context: { arguments: { other: 'given' } },
    },
    { completion: { values: ['it', 'is'], total: 12, hasMore: true, ...unknown }, _meta },
  ],
];
