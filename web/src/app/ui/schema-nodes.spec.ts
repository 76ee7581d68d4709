import { schemaNodes } from './schema-nodes';

describe('schemaNodes', () => {
  it('tells name, type, need and limits of each argument', () => {
    const [query, limit] = schemaNodes({
      type: 'object',
      required: ['query'],
      properties: {
        query: { type: 'string', description: 'Words', minLength: 2, maxLength: 200 },
        limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
      },
    });
    expect(query).toMatchObject({
      ...{ name: 'query', type: 'string', required: true, description: 'Words' },
      constraints: ['at least 2 characters', 'at most 200 characters'],
    });
    expect(limit?.required).toBe(false);
    expect(limit?.constraints).toContain('20 if not given');
  });

  it('goes into nested objects, lists and references', () => {
    const [fields] = schemaNodes({
      $defs: { tag: { type: 'object', properties: { label: { type: 'string', enum: ['a', 'b'] } } } },
      properties: { tags: { type: 'array', items: { $ref: '#/$defs/tag' }, maxItems: 3 } },
    });
    expect(fields).toMatchObject({
      name: 'tags',
      type: 'list of object',
      constraints: ['at most 3 entries'],
    });
    expect(fields?.children[0]).toMatchObject({ name: 'label', constraints: ['one of a, b'] });
  });

  it('keeps what a definition leaves open visible', () => {
    const nodes = schemaNodes({
      properties: { free: {}, never: false, either: { type: ['string', 'null'] } },
    });
    expect(nodes.map((node) => node.type)).toEqual(['anything', 'nothing', 'string or null']);
  });

  it('shows the variants of a choice', () => {
    const nodes = schemaNodes({
      oneOf: [{ properties: { id: { type: 'string' } } }, { properties: { email: { type: 'string' } } }],
    });
    expect(nodes.map((node) => node.children[0]?.name)).toEqual(['id', 'email']);
  });

  it('survives a schema that refers to itself, and one that is no schema', () => {
    const loop = { properties: { next: { $ref: '#' } } };
    expect(schemaNodes(loop)[0]?.name).toBe('next');
    expect(schemaNodes({ $ref: '#/a', a: { $ref: '#/a' } })).toEqual([]);
    expect(schemaNodes(null)).toEqual([]);
    expect(schemaNodes(['x'])).toEqual([]);
  });
});
