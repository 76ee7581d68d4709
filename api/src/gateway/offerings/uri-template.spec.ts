import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesTemplate } from './uri-template.js';

describe('a URI', () => {
  test.each([
    ['note://{id}', 'note://one', true],
    ['note://{id}', 'note://', false],
    ['note://{id}', 'note://one/two', false],
    ['note://{id}', 'note://one?x=1', false],
    ['note://{id}', 'note://one#two', false],
    ['note://{id}', 'other://one', false],
    ['note://{id}', 'note://caf%C3%A9', true],
    ['note://{id}', 'note://café', false],
    ['note://{id}/data', 'note://one/data', true],
    ['note://{id}/data', 'note://one/data/more', false],
    ['a://{x}/b/{y}', 'a://1/b/2', true],
    ['a://{x}/b/{y}', 'a://1/b/', false],
    ['a://{x}-{y}', 'a://1-2', true],
    ['a://{x}.json', 'a://one.json.json', true],
    ['a://fixed', 'a://fixed', false],
  ])('of %s: %s is %s', (template, uri, expected) => {
    expect(matchesTemplate(template, uri)).toBe(expected);
  });

  test.each([
    'a://{+path}',
    'a://{/path}',
    'a://{?q}',
    'a://{x}{y}',
    'a://{x',
    'a://{}',
    'a://{x:3}',
    'a://{x*}',
  ])('is never of %s, which is beyond level 1 or ambiguous', (template) => {
    expect(matchesTemplate(template, 'a://x')).toBe(false);
    expect(matchesTemplate(template, template)).toBe(false);
  });

  test('made by a template is of it', () => {
    const value = fc.stringMatching(/^[A-Za-z0-9_~]{1,20}$/);
    fc.assert(
      fc.property(value, value, (first, second) => {
        expect(matchesTemplate('a://{x}/and/{y}/end', `a://${first}/and/${second}/end`)).toBe(true);
      }),
    );
  });

  test('that is very long is of none, whatever the template', () => {
    expect(matchesTemplate('a://{x}', `a://${'a'.repeat(100_000)}`)).toBe(false);
    expect(matchesTemplate('{a}-'.repeat(500), 'a-'.repeat(500))).toBe(false);
  });
});
