import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/json-value.js';
import { compileSchema } from './compile-schema.js';

/** The pattern that a common schema library writes for an e-mail address; RE2 has no lookahead. */
const EMAIL = String.raw`^(?!\.)(?!.*\.\.)([A-Za-z0-9_'+\-\.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$`;

const object = (properties: JsonObject, rest: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  ...rest,
});

describe('a compiled schema', () => {
  it.each([
    ['a required property', object({ name: { type: 'string' } }, { required: ['name'] }), { name: 'x' }, {}],
    ['an integer', object({ n: { type: 'integer' } }), { n: 1 }, { n: 1.5 }],
    ['a linear pattern', object({ id: { pattern: '^[a-z]{2}-\\d+$' } }), { id: 'ab-12' }, { id: 'ab-' }],
    [
      'a pattern with lookahead',
      object({ mail: { pattern: EMAIL } }),
      { mail: 'a.b@c.de' },
      { mail: 'a..b@c.de' },
    ],
    [
      'unique items',
      object({ l: { uniqueItems: true } }),
      { l: [{ a: 1, b: 2 }, 1] },
      {
        l: [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
      },
    ],
    [
      'a long enumeration',
      object({ e: { enum: Array.from({ length: 500 }, (_, n) => `e${n}`) } }),
      { e: 'e499' },
      { e: 'e500' },
    ],
    [
      'a recursive schema',
      { ...object({ next: { $ref: '#' }, value: { type: 'number' } }), additionalProperties: false },
      { next: { next: { value: 1 } } },
      { next: { next: { value: 'x' } } },
    ],
    [
      'definitions of draft-07',
      {
        $schema: 'http://json-schema.org/draft-07/schema#',
        ...object({ at: { $ref: '#/definitions/a~1b' } }),
        definitions: { 'a/b': { type: 'boolean' } },
      },
      { at: true },
      { at: 'true' },
    ],
    [
      'a tuple of 2020-12',
      object({ t: { prefixItems: [{ type: 'string' }], items: false } }),
      { t: ['x'] },
      { t: ['x', 1] },
    ],
    [
      'a constant that looks like a reference',
      object({ c: { const: { $ref: 'x' } } }),
      { c: { $ref: 'x' } },
      { c: {} },
    ],
    [
      'a property with the name of a keyword',
      object({ $ref: { type: 'string' } }),
      { $ref: 'x' },
      { $ref: 1 },
    ],
  ])('tells right from wrong by %s', (_, schema, right, wrong) => {
    const compiled = compileSchema(schema);
    expect(compiled.validate(right)).toEqual({ ok: true });
    expect(compiled.validate(wrong)).toMatchObject({ ok: false, errors: [expect.any(String)] });
  });

  it('names the place, and what is too much', () => {
    const compiled = compileSchema(object({ a: object({}, { additionalProperties: false }) }));
    expect(compiled.validate({ a: { b: 1 } })).toEqual({
      ok: false,
      errors: ['The argument "a" has no field "b".'],
    });
  });

  it('does not let a format decide', () => {
    expect(
      compileSchema(object({ d: { type: 'string', format: 'date' } })).validate({ d: 'tomorrow' }).ok,
    ).toBe(true);
  });

  it('leaves the given schema as it was', () => {
    const schema = {
      $id: 'https://example.com/s',
      ...object({ a: { $ref: '#/$defs/a' } }),
      $defs: { a: { type: 'string' } },
    };
    const before = JSON.stringify(schema);
    compileSchema(schema);
    expect(JSON.stringify(schema)).toBe(before);
  });
});

describe('a hostile schema', () => {
  it.each<[string, JsonObject, string]>([
    ['an address to fetch', object({ a: { $ref: 'http://169.254.169.254/' } }), 'schema_reference'],
    ['a file to read', object({ a: { $ref: 'file:///etc/passwd' } }), 'schema_reference'],
    [
      'a dynamic reference elsewhere',
      object({ a: { $dynamicRef: 'https://example.com/s#n' } }),
      'schema_reference',
    ],
    ['a reference to nothing', object({ a: { $ref: '#/$defs/none' } }), 'schema_reference'],
    [
      'a reference into a default value',
      object({ a: { $ref: '#/default' } }, { default: {} }),
      'schema_reference',
    ],
    ['an id inside', object({ a: { $id: 'https://example.com/other' } }), 'schema_reference'],
    ['100,000 schemas', { anyOf: Array.from({ length: 100_000 }, () => ({})) }, 'schema_too_large'],
    ['10 MB of description', { description: 'x'.repeat(10_000_000) }, 'schema_too_large'],
    ['an unknown dialect', { $schema: 'http://json-schema.org/draft-04/schema#' }, 'schema_dialect'],
    ['an unknown type', object({ a: { type: 'strng' } }), 'schema_invalid'],
    ['a broken pattern', object({ a: { pattern: '(' } }), 'schema_invalid'],
    ['a negative length', object({ a: { maxLength: -1 } }), 'schema_invalid'],
  ])('is refused for %s', (_, schema, code) => {
    expect(() => compileSchema(schema)).toThrow(
      expect.objectContaining({ code, explanation: expect.any(String) }),
    );
  });

  it('nested ten thousand levels deep is refused', () => {
    let schema: JsonObject = {};
    for (let level = 0; level < 10_000; level++) schema = { not: schema };
    expect(() => compileSchema(schema)).toThrow(expect.objectContaining({ code: 'schema_too_large' }));
  });

  const cannotBeChecked = { ok: false, errors: [expect.stringContaining('reasonable effort')] };

  it('cannot demand exponential work through references', () => {
    const $defs: JsonObject = { d40: { type: 'string' } };
    for (let level = 0; level < 40; level++) {
      const next = { $ref: `#/$defs/d${level + 1}` };
      $defs[`d${level}`] = { anyOf: [next, next] };
    }
    const compiled = compileSchema({ $defs, $ref: '#/$defs/d0' });
    expect(compiled.validate({})).toEqual(cannotBeChecked);
  });

  it('cannot refer to itself in circles', () => {
    expect(compileSchema({ anyOf: [{ $ref: '#' }] }).validate({})).toEqual(cannotBeChecked);
  });

  it.each([
    [
      'without lookaround',
      '^(a+)+$',
      { ok: false, errors: ['The argument "a" has another form than is expected: ^(a+)+$.'] },
    ],
    ['with lookaround', '^(?=a)(a+)+$', cannotBeChecked],
    ['of great length', '(?:(?:a|b|ab){0,30}c?){0,30}d$', cannotBeChecked],
  ])('cannot make a pattern run for ever, %s', (_, pattern, expected) => {
    const compiled = compileSchema(object({ a: { pattern } }));
    expect(compiled.validate({ a: `${'a'.repeat(50_000)}!` })).toEqual(expected);
  });

  it('cannot make many patterns run for ever together', () => {
    const allOf = Array.from({ length: 20 }, (_, index) => ({ pattern: `^[a-z]*${index}?[a-z]*$` }));
    const compiled = compileSchema(object({ a: { allOf } }));
    expect(compiled.validate({ a: 'a'.repeat(1_000) })).toEqual({ ok: true });
    expect(compiled.validate({ a: 'a'.repeat(1_000_000) })).toEqual(cannotBeChecked);
  });

  it('may describe a long text by a short pattern', () => {
    const compiled = compileSchema(object({ file: { pattern: '^[A-Za-z0-9+/]*={0,2}$' } }));
    expect(compiled.validate({ file: 'A'.repeat(1_000_000) })).toEqual({ ok: true });
  });

  it('cannot hold many schemas against many values', () => {
    const anyOf = Array.from({ length: 500 }, (_, index) => ({ const: index }));
    const compiled = compileSchema(object({ a: { items: { anyOf } } }));
    expect(compiled.validate({ a: Array.from({ length: 100 }, () => 499) })).toEqual({ ok: true });
    expect(compiled.validate({ a: Array.from({ length: 1_000_000 }, () => 'x') })).toEqual(cannotBeChecked);
  });

  it('cannot look for many patterns in many names', () => {
    const names = Array.from({ length: 100 }, (_, index) => [`^x{${index}}y$`, {}] as const);
    const compiled = compileSchema({ type: 'object', patternProperties: Object.fromEntries(names) });
    expect(compiled.validate({ a: 1 })).toEqual({ ok: true });
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`n${index}`, 1]));
    expect(compiled.validate(many)).toEqual(cannotBeChecked);
  });
});
