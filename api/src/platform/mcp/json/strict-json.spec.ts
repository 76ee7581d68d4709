import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from './strict-json.js';

const bytes = (text: string) => Buffer.from(text, 'utf8');

describe('strict JSON', () => {
  it('reads what has no duplicate keys exactly as JSON.parse does', () => {
    const values = fc.json({ maxDepth: 5, stringUnit: 'binary' });
    fc.assert(
      fc.property(values, fc.boolean(), (text, spaced) => {
        const written = spaced ? JSON.stringify(JSON.parse(text), null, 2) : text;
        expect(parseStrictJson(bytes(written))).toEqual({ ok: true, value: JSON.parse(written) });
      }),
    );
  });

  it('refuses a key that is repeated anywhere, however it is written', () => {
    const keys = fc.string({ unit: 'binary', maxLength: 5 }).filter((key) => key.isWellFormed());
    fc.assert(
      fc.property(
        keys,
        fc.json(),
        fc.json(),
        fc.array(fc.boolean(), { maxLength: 5 }),
        (key, first, second, shape) => {
          const escaped = `"${[
            ...Buffer.from(key, 'utf16le')
              .toString('hex')
              .matchAll(/(..)(..)/g),
          ]
            .map(([, low, high]) => `\\u${high}${low}`)
            .join('')}"`;
          const twice = `{${JSON.stringify(key)}:${first},${escaped}:${second}}`;
          const text = shape.reduce(
            (inside, inArray) => (inArray ? `[0,${inside}]` : `{"a\\"b":${inside}}`),
            twice,
          );
          expect(parseStrictJson(bytes(text))).toMatchObject({ ok: false, code: 'duplicate_key' });
        },
      ),
    );
  });

  it('refuses a repeated key among many', () => {
    const members = Array.from({ length: 100 }, (_, index) => `"k${index}":0`);
    expect(parseStrictJson(`{${members.join()}}`).ok).toBe(true);
    expect(parseStrictJson(`{${members.join()},"k7":0}`)).toMatchObject({ ok: false, code: 'duplicate_key' });
  });

  it('accepts one key in several objects', () => {
    expect(parseStrictJson('{"a":{"a":[{"a":1},{"a":2}]},"b":{"a":3}}').ok).toBe(true);
  });

  it('takes __proto__ for a name like any other', () => {
    const parsed = parseStrictJson('{"__proto__":{"admin":true}}');
    expect(parsed.ok && Object.keys(parsed.value as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    expect(parseStrictJson('{"__proto__":1,"__proto__":2}')).toMatchObject({ code: 'duplicate_key' });
  });

  it.each([
    ['text that is no JSON', bytes('{"a":'), 'invalid_json'],
    ['nothing', bytes(''), 'invalid_json'],
    ['two values', bytes('{}{}'), 'invalid_json'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'invalid_json'],
    ['a byte order mark', bytes('\ufeff{}'), 'invalid_json'],
    ['a number beyond all numbers', bytes('{"a":[1,-1e999]}'), 'invalid_json'],
    ['a number of very many figures', bytes(`{"a":[0.5,${'9'.repeat(309)}]}`), 'invalid_json'],
    ['65 levels', bytes(`${'['.repeat(65)}${']'.repeat(65)}`), 'too_deep'],
    ['very many levels', bytes(`${'['.repeat(250_000)}${']'.repeat(250_000)}`), 'too_deep'],
    ['a million levels', bytes(`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`), 'too_many'],
    ['a million empty arrays', bytes(`[${'[],'.repeat(1_000_000)}0]`), 'too_many'],
    ['a million empty objects', bytes(`[${'{},'.repeat(1_000_000)}0]`), 'too_many'],
    ['a long text that never ends', bytes(`["${'[\\"'.repeat(300_000)}`), 'invalid_json'],
    ['more than 8 MB', bytes(JSON.stringify('x'.repeat(8 * 1024 * 1024))), 'too_large'],
  ])('refuses %s', (_, text, code) => {
    expect(parseStrictJson(text)).toMatchObject({
      ok: false,
      code,
      explanation: expect.stringMatching(/\.$/),
    });
  });

  it('accepts large numbers, and texts that look like larger ones', () => {
    expect(parseStrictJson('[1e308, "1e999", null]').ok).toBe(true);
  });

  it('accepts brackets in texts, however many', () => {
    expect(parseStrictJson(JSON.stringify([`{"[\\`.repeat(300_000), []])).ok).toBe(true);
  });

  it('accepts 64 levels, and as much as it is told', () => {
    expect(parseStrictJson(`${'['.repeat(64)}${']'.repeat(64)}`).ok).toBe(true);
    expect(parseStrictJson('[[]]', { maxDepth: 1 })).toMatchObject({ code: 'too_deep' });
    expect(parseStrictJson('[10]', { maxBytes: 3 })).toMatchObject({ code: 'too_large' });
  });
});
