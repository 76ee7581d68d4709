import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeReturnPath } from './return-path.js';

describe('where a person is sent after sign-in', () => {
  it.each(['/', '/connectors', '/connectors/crm/tools?held=true#update_record', '/a/../b?x=//y', '/authors'])(
    'is the page they came from (%s)',
    (path) => {
      const url = new URL(path, 'https://castellan.test');
      expect(safeReturnPath(path)).toBe(url.pathname + url.search + url.hash);
    },
  );

  it.each([
    undefined,
    ['/a', '/b'],
    '',
    'connectors',
    '//evil.example',
    '/\\evil.example',
    '\\/evil.example',
    'https://evil.example/',
    'https:/evil.example',
    '/a/..//evil.example',
    '/./\\evil.example',
    '/%2f/evil.example',
    '/%5cevil.example',
    '/%252fevil.example',
    '/\nevil.example',
    '/a b',
    '/é',
    '/auth/sign-in/other',
    '/auth',
    '/AUTH/callback',
    '/x'.repeat(1_500),
  ])('is the first page when they came from anywhere else (%s)', (asked) => {
    expect(safeReturnPath(asked)).toBe('/');
  });

  it('stays on this site whatever was asked for', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '%2f',
      '%5C',
      '%00',
      ':',
      '@',
      '?',
      '#',
      '\t',
      'evil.example',
      'https',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = safeReturnPath(pieces.join(''));
        expect(new URL(path, 'https://castellan.test').origin).toBe('https://castellan.test');
        expect(new URL(decodeURIComponent(path.split('?')[0]!), 'https://castellan.test').origin).toBe(
          'https://castellan.test',
        );
      }),
      { numRuns: 3_000 },
    );
  });
});
