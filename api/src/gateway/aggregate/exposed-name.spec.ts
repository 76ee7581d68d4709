import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exposedName, isExposable, partsOfExposed } from './exposed-name.js';

const slug = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
const toolName = fc.stringMatching(/^[A-Za-z0-9_.-]{1,128}$/);

describe('an exposed name', () => {
  test('means one connector and one name, however many underscores the name has', () => {
    fc.assert(
      fc.property(slug, toolName, (word, name) => {
        expect(partsOfExposed(exposedName(word, name))).toEqual({ slug: word, name });
      }),
    );
  });

  test('is never that of two', () => {
    fc.assert(
      fc.property(slug, toolName, slug, toolName, (a, one, b, two) => {
        expect(exposedName(a, one) === exposedName(b, two)).toBe(a === b && one === two);
      }),
    );
  });

  test.each([
    ['a__b__c', { slug: 'a', name: 'b__c' }],
    ['a___b', { slug: 'a', name: '_b' }],
    ['a____', { slug: 'a', name: '__' }],
    ['a__', { slug: 'a', name: '' }],
    ['a_b', undefined],
    ['__b', undefined],
    ['', undefined],
    ['find_tools', undefined],
    ['call_tool', undefined],
  ])('%j is read as %j', (exposed, parts) => {
    expect(partsOfExposed(exposed)).toEqual(parts);
  });

  test('has at most 128 characters, because one that is longer spoils the whole list', () => {
    expect(isExposable('crm', 'x'.repeat(123))).toBe(true);
    expect(isExposable('crm', 'x'.repeat(124))).toBe(false);
  });
});
