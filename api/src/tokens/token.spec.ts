import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTokenTerms, mintToken, parseToken, tokenHint, tokenState, type TokenScope } from './token.js';

const refusal = (code: string) => expect.objectContaining({ name: 'Refusal', code });

describe('the text of a token', () => {
  it('has the published shape, so that secret scanners find it', () => {
    expect(mintToken().text).toMatch(/^cst_pat_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}$/);
  });

  it('can be read back', () => {
    const { text, lookup } = mintToken();
    expect(parseToken(text)).toEqual({ lookup });
  });

  it('does not repeat', () => {
    const many = Array.from({ length: 1000 }, () => mintToken());
    expect(new Set(many.map(({ text }) => text)).size).toBe(1000);
    expect(new Set(many.map(({ lookup }) => lookup)).size).toBe(1000);
  });

  it('is refused when any one character is another', () => {
    const { text } = mintToken();
    const place = fc.nat({ max: text.length - 1 });
    const character = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_ é');
    fc.assert(
      fc.property(place, character, (at, other) => {
        fc.pre(text[at] !== other);
        expect(() => parseToken(text.slice(0, at) + other + text.slice(at + 1))).toThrow(
          refusal('token_malformed'),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused when cut short anywhere, or with something added', () => {
    const { text } = mintToken();
    for (let end = 0; end < text.length; end += 1) {
      expect(() => parseToken(text.slice(0, end))).toThrow(refusal('token_malformed'));
    }
    for (const altered of [
      `${text} `,
      ` ${text}`,
      `${text}\n`,
      `${text}0`,
      `Bearer ${text}`,
      text.toLowerCase(),
    ]) {
      expect(() => parseToken(altered)).toThrow(refusal('token_malformed'));
    }
  });

  it('is refused when two neighbours changed places', () => {
    const { text } = mintToken();
    for (let at = 0; at + 1 < text.length; at += 1) {
      if (text[at] === text[at + 1]) continue;
      const swapped = text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2);
      expect(() => parseToken(swapped)).toThrow(refusal('token_malformed'));
    }
  });

  it('shows only its public part in a list', () => {
    const { text, lookup } = mintToken();
    expect(text.startsWith(tokenHint(lookup).slice(0, -1))).toBe(true);
    expect(tokenHint(lookup)).toBe(`cst_pat_${lookup}…`);
  });
});

describe('the terms of a token', () => {
  const now = new Date('2026-03-01T09:00:00Z');
  const inDays = (days: number) => new Date(now.getTime() + days * 24 * 60 * 60 * 1000);
  const gateway: TokenScope = { connectors: 'all', access: 'read', api: [] };
  const api: TokenScope = { connectors: null, access: 'read', api: ['connector.read'] };

  it.each([
    ['a gateway token for a year', gateway, 365],
    ['a gateway token for an hour', gateway, 1 / 24],
    ['an API token for 90 days', api, 90],
  ])('accepts %s', (_, scope, days) => {
    expect(() => checkTokenTerms({ name: 'laptop', scope, expiresAt: inDays(days) }, now)).not.toThrow();
  });

  it.each([
    ['a gateway token for more than a year', gateway, 366],
    ['one that expires now', gateway, 0],
    ['one that is already expired', gateway, -1],
    ['an API token for more than 90 days', api, 91],
    [
      'a token for both for more than 90 days',
      { ...gateway, api: ['audit.read'] satisfies TokenScope['api'] },
      91,
    ],
    ['one that never expires', gateway, Number.NaN],
  ])('refuses %s', (_, scope, days) => {
    expect(() => checkTokenTerms({ name: 'laptop', scope, expiresAt: inDays(days) }, now)).toThrow(
      refusal('token_expiry_invalid'),
    );
  });

  it('refuses a token that could do nothing, and one without a name', () => {
    const expiresAt = inDays(1);
    for (const connectors of [null, []]) {
      expect(() =>
        checkTokenTerms({ name: 'laptop', scope: { ...gateway, connectors }, expiresAt }, now),
      ).toThrow(refusal('token_scope_empty'));
    }
    for (const name of ['', '  ', 'x'.repeat(101)]) {
      expect(() => checkTokenTerms({ name, scope: gateway, expiresAt }, now)).toThrow(
        refusal('token_name_invalid'),
      );
    }
  });

  it('is active until the moment it expires, and never again once revoked', () => {
    const token = { expiresAt: inDays(1), revokedAt: null };
    expect(tokenState(token, now)).toBe('active');
    expect(tokenState(token, inDays(1))).toBe('expired');
    expect(tokenState({ ...token, revokedAt: now }, now)).toBe('revoked');
    expect(tokenState({ ...token, revokedAt: now }, inDays(2))).toBe('revoked');
  });
});
