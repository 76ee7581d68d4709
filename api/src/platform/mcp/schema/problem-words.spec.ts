import { expect, it } from 'vitest';
import type { JsonObject } from '../json/json-value.js';
import { compileSchema } from './compile-schema.js';

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  ...more,
});
const of = (schema: JsonObject, value: unknown) => {
  const result = compileSchema(schema).validate(value);
  return result.ok ? undefined : result.errors.join(' ');
};

it.each<[string, JsonObject, unknown, string]>([
  ['a kind', { type: 'integer' }, 'secret', 'is text, and a whole number is expected.'],
  ['one of several kinds', { type: ['string', 'null'] }, 7, 'is a number, and text or null is expected.'],
  [
    'a kind that is chosen',
    { anyOf: [{ type: 'string' }, { type: 'array' }] },
    {},
    'is an object, and text or a list is expected.',
  ],
  ['one of a few', { enum: ['a', 'b'] }, 'secret', 'is none of what is expected: "a", "b".'],
  ['a constant', { const: 7 }, 'secret', 'is not what is expected: 7.'],
  ['a length', { minLength: 9 }, 'secret', 'is shorter than the 9 characters that are expected at least.'],
  [
    'another length',
    { maxLength: 2 },
    'secret',
    'is longer than the 2 characters that are expected at most.',
  ],
  ['a least', { minimum: 10 }, 3, 'is too small: at least 10 is expected.'],
  ['a most', { maximum: 10 }, 31, 'is too large: at most 10 is expected.'],
  ['more than', { exclusiveMinimum: 10 }, 10, 'is too small: more than 10 is expected.'],
  ['less than', { exclusiveMaximum: 10 }, 10, 'is too large: less than 10 is expected.'],
  ['a step', { multipleOf: 5 }, 7, 'is no multiple of 5, as is expected.'],
  ['a form', { pattern: '^[A-Z]+$' }, 'secret', 'has another form than is expected: ^[A-Z]+$.'],
  ['so many', { minItems: 2 }, ['secret'], 'has fewer entries than the 2 that are expected at least.'],
  ['no more', { maxItems: 1 }, [1, 2], 'has more entries than the 1 that are expected at most.'],
  [
    'a fixed list',
    { prefixItems: [{}], items: false },
    [1, 2],
    'has more entries than the 1 that are expected at most.',
  ],
  ['no twins', { uniqueItems: true }, ['x', 'x'], 'has the same entry twice, and each is expected once.'],
  [
    'an entry',
    { contains: { const: 1 } },
    [2],
    'has too few or too many entries of a kind that the schema describes.',
  ],
  [
    'few fields',
    { maxProperties: 0 },
    { secret: 1 },
    'has more fields than the 0 that are expected at most.',
  ],
  ['many fields', { minProperties: 1 }, {}, 'has fewer fields than the 1 that are expected at least.'],
  [
    'a companion',
    { dependentRequired: { from: ['to'] } },
    { from: 1 },
    'has "from" without "to", which is expected with it.',
  ],
  [
    'companions',
    { dependentRequired: { from: ['to', `x${'y'.repeat(500)}`] } },
    { from: 1 },
    `has "from" without "to", "x${'y'.repeat(99)}…", which is expected with it.`,
  ],
  [
    'names of a form',
    { propertyNames: { maxLength: 1 } },
    { ab: 1 },
    'has a field whose name is not of the expected form.',
  ],
  ['a form that is excluded', { not: { type: 'string' } }, 'secret', 'has a form that the schema excludes.'],
  [
    'exactly one form',
    { oneOf: [{ type: 'string' }, { minLength: 1 }] },
    'secret',
    'has several of the forms of which exactly one is expected.',
  ],
  ['nothing at all', false as unknown as JsonObject, 'secret', 'is not accepted here.'],
])('says of %s what is wrong and what is expected, and never a value', (_what, schema, value, words) => {
  const said = of(object({ it: schema }), { it: value });
  expect(said).toBe(`The argument "it" ${words}`);
  expect(said).not.toContain('secret');
});

it.each<[string, JsonObject, unknown, string]>([
  [
    'that is missing',
    object({}, { required: ['a'] }),
    {},
    'The argument "a" is missing, and it is required.',
  ],
  [
    'that is missing inside of another',
    object({ a: { items: object({}, { required: ['b/c'] }) } }),
    { a: [{}] },
    'The argument "a[0].b/c" is missing, and it is required.',
  ],
  [
    'that does not exist',
    object({ a: {}, b: {} }, { additionalProperties: false }),
    { c: 1 },
    'There is no argument "c". Expected: "a", "b".',
  ],
  [
    'with a field that does not exist',
    object({ a: object({ x: {} }, { additionalProperties: false }) }),
    { a: { y: 1 } },
    'The argument "a" has no field "y". Expected: "x".',
  ],
  [
    'behind a reference',
    { $ref: '#/$defs/all', $defs: { all: object({ n: { type: 'number' } }) } },
    { n: [] },
    'The argument "n" is a list, and a number is expected.',
  ],
  [
    'that a condition asks for',
    object({ a: {} }, { if: { required: ['a'] }, then: { required: ['b'] } }),
    { a: 1 },
    'The argument "b" is missing, and it is required.',
  ],
  [
    'that none of the forms fits',
    object({ to: { anyOf: [object({}, { required: ['mail'] }), object({}, { required: ['phone'] })] } }),
    { to: { mial: 'secret' } },
    'The argument "to" has none of the forms that are expected. Of the first form: The argument "to.mail" is missing, and it is required.',
  ],
  [
    'of the wrong kind altogether',
    { type: 'object' },
    ['secret'],
    'The arguments are a list, and an object is expected.',
  ],
])('names the argument %s', (_what, schema, value, words) => {
  expect(of(schema, value)).toBe(words);
});

it('shortens what is long, and shows what would hide', () => {
  const choices = Array.from({ length: 40 }, (_, index) => `choice ${index}`);
  expect(of(object({ a: { enum: choices } }), { a: 1 })).toMatch(/"choice 11" and others\.$/);
  const name = `a\n\u202e${'x'.repeat(300)}`;
  const said = of(object({}, { additionalProperties: false }), { [name]: 1 }) ?? '';
  expect(said).toMatch(/^There is no argument "a��x+…"\.$/);
  expect(said.length).toBeLessThan(150);
});
