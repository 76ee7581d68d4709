import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suggestClassification } from './classification.js';
import { contractOf, contractState, type Definition } from './contract.js';
import { fieldChanges } from './field-changes.js';
import { findingsOf } from './findings.js';

const tool = (definition: Definition, name = 'search') => contractOf({ kind: 'tool', name, definition });

describe('a contract', () => {
  const definition = {
    name: 'search',
    title: 'Search',
    description: 'Finds records.',
    inputSchema: { type: 'object', properties: { q: { type: 'string', description: 'What to find' } } },
    outputSchema: { type: 'object' },
    annotations: { readOnlyHint: true, title: 'Search' },
    icons: [{ src: 'https://example.com/a.png' }],
    _meta: { 'example.com/x': 1 },
  };

  it('is the same whatever the order of keys', () => {
    const reversed = Object.fromEntries(Object.entries(definition).reverse());
    expect(tool(reversed).hash).toBe(tool(definition).hash);
  });

  it.each([
    ['title', { title: 'Search!' }],
    ['description', { description: 'Finds records..' }],
    [
      'a nested description',
      { inputSchema: { type: 'object', properties: { q: { type: 'string', description: 'What' } } } },
    ],
    ['the output schema', { outputSchema: { type: 'array' } }],
    ['an annotation', { annotations: { readOnlyHint: false, title: 'Search' } }],
    ['an icon', { icons: [{ src: 'https://example.com/b.png' }] }],
    ['_meta', { _meta: { 'example.com/x': 2 } }],
    ['a field nobody knows yet', { novelty: true }],
  ])('is another one when %s changes', (_what, patch) => {
    expect(tool({ ...definition, ...patch }).hash).not.toBe(tool(definition).hash);
  });

  it('is held when the server offers something else, and gone when it offers nothing', () => {
    expect(contractState(null, 'a')).toBe('new');
    expect(contractState('a', 'a')).toBe('approved');
    expect(contractState('a', 'b')).toBe('changed');
    expect(contractState('a', null)).toBe('gone');
  });
});

describe('a suggested classification', () => {
  it.each([
    ['search_records', { annotations: { readOnlyHint: true } }, 'read'],
    ['search_records', {}, 'write'],
    ['update_record', { annotations: { readOnlyHint: true } }, 'write'],
    ['delete_record', { annotations: { readOnlyHint: true } }, 'destructive'],
    ['calendar.create_event', { annotations: { destructiveHint: false } }, 'write'],
    ['update_record', { annotations: { destructiveHint: true } }, 'write'],
    ['archive', { annotations: { destructiveHint: true } }, 'destructive'],
    ['merge_branch', {}, 'destructive'],
  ] as const)('of %s with %j is %s', (name, definition, expected) => {
    expect(suggestClassification('tool', name, definition)).toBe(expected);
  });
});

describe('changes of a definition', () => {
  it('name the smallest place that differs', () => {
    expect(
      fieldChanges(
        { description: 'a', inputSchema: { properties: { x: { type: 'string' } } } },
        { description: 'a', inputSchema: { properties: { x: { type: 'number' }, 'b/c': {} } } },
      ),
    ).toEqual([
      { path: '/inputSchema/properties/b~1c', kind: 'added', after: {} },
      { path: '/inputSchema/properties/x/type', kind: 'changed', before: 'string', after: 'number' },
    ]);
  });

  it('are empty exactly when the contracts are the same', () => {
    const definitions = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(definitions, definitions, (before, after) => {
        expect(fieldChanges(before, after).length === 0).toBe(tool(before).hash === tool(after).hash);
      }),
    );
  });
});

describe('findings', () => {
  it('show what a person cannot see', () => {
    const [finding] = findingsOf(
      tool({ inputSchema: { properties: { q: { description: 'a\u200bb\u{e0041}' } } } }),
    );
    expect(finding).toMatchObject({
      rule: 'invisible-text',
      field: '/inputSchema/properties/q/description',
      excerpt: 'a[U+200B]b[U+E0041]',
    });
  });

  it('doubt a claim that the name contradicts', () => {
    expect(
      findingsOf(tool({ annotations: { readOnlyHint: true } }, 'delete_all')).map(({ rule }) => rule),
    ).toEqual(['claims-read-only']);
  });

  it('are empty for a plain definition', () => {
    expect(findingsOf(tool({ description: 'You MUST give a password before calling delete.' }))).toEqual([]);
  });
});
