import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalHash } from './canonical-json.js';
import { decodeCursor, encodeCursor, pageOf } from './cursor.js';
import { isId, newId } from './ids.js';
import { isStorable } from './storable-text.js';

describe('an identifier', () => {
  it('is recognised, and grows with time', () => {
    const ids = Array.from({ length: 100 }, newId);
    expect(ids.every(isId)).toBe(true);
    expect([...ids].sort()).toEqual(ids);
    expect(isId("' or 1=1 --")).toBe(false);
  });
});

describe('a cursor', () => {
  it('gives back the key it was made of, in characters that a URL carries as they are', () => {
    const keys = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }).filter(isStorable), fc.integer()), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(keys, (key) => {
        const cursor = encodeCursor(key);
        expect(cursor).toMatch(/^[A-Za-z0-9_-]*$/);
        expect(
          decodeCursor(
            cursor,
            key.map((part) => (typeof part === 'string' ? 'text' : 'number')),
          ),
        ).toEqual(key);
      }),
    );
  });

  it.each([
    '',
    'x',
    encodeCursor([1]),
    Buffer.from('{"a":1}').toString('base64url'),
    Buffer.from('[[],1]').toString('base64url'),
    encodeCursor(['a', 'no id']),
    encodeCursor(['a\0', newId()]),
    encodeCursor([1, newId()]),
  ])('that was not made here for this list is refused: %s', (cursor) => {
    expect(() => decodeCursor(cursor, ['text', 'id'])).toThrow(/page marker/);
  });

  it('of a time is refused when it names none', () => {
    const id = newId();
    expect(decodeCursor(encodeCursor(['2026-11-22T10:00:00.123456Z', id]), ['time', 'id'])).toHaveLength(2);
    for (const time of ['yesterday', '2026-13-40T99:00:00Z', 'infinity']) {
      expect(() => decodeCursor(encodeCursor([time, id]), ['time', 'id'])).toThrow(/page marker/);
    }
  });
});

describe('a page', () => {
  it('says that there is more exactly when one row too many was read', () => {
    const page = (count: number) =>
      pageOf(
        Array.from({ length: count }, (_, row) => row),
        2,
        (row) => [row],
        (row) => row,
      );
    expect(page(2)).toMatchObject({ items: [0, 1], hasNextPage: false });
    expect(page(3)).toMatchObject({ items: [0, 1], hasNextPage: true });
  });
});

describe('a canonical hash', () => {
  it('does not depend on the order of keys, and on everything else', () => {
    expect(canonicalHash({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(canonicalHash({ b: [{ d: 3, c: 2 }], a: 1 }));
    expect(canonicalHash({ a: [1, 2] })).not.toBe(canonicalHash({ a: [2, 1] }));
    expect(canonicalHash('1')).not.toBe(canonicalHash(1));
  });
});
