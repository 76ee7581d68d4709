import { describe, expect, it } from 'vitest';
import { Keyring } from './keyring.js';

const old = { id: 'old', secret: Buffer.alloc(32, 1) };
const current = { id: 'current', secret: Buffer.alloc(32, 2) };
const place = ['organization', 'connector'];

describe('a sealed value', () => {
  it('opens with the keyring that sealed it, and says nothing by itself', () => {
    const keyring = new Keyring([current]);
    const sealed = keyring.seal('credential', place, 'the secret');
    expect(JSON.stringify(sealed)).not.toContain('the secret');
    expect(keyring.open('credential', place, sealed)).toBe('the secret');
  });

  it('cannot be moved to another place or purpose', () => {
    const keyring = new Keyring([current]);
    const sealed = keyring.seal('credential', place, 'the secret');
    expect(() => keyring.open('credential', ['other organization', 'connector'], sealed)).toThrow();
    expect(() => keyring.open('identity-provider-secret', place, sealed)).toThrow();
  });

  it('cannot be altered', () => {
    const keyring = new Keyring([current]);
    const sealed = keyring.seal('credential', place, 'the secret');
    const bytes = Buffer.from(sealed.ciphertext, 'base64');
    bytes[0] = bytes[0]! ^ 1;
    expect(() =>
      keyring.open('credential', place, { ...sealed, ciphertext: bytes.toString('base64') }),
    ).toThrow();
  });

  it('stays open after the keyring got a newer key, and shut once its own key is gone', () => {
    const sealed = new Keyring([old]).seal('credential', place, 'the secret');
    expect(new Keyring([current, old]).open('credential', place, sealed)).toBe('the secret');
    expect(() => new Keyring([current]).open('credential', place, sealed)).toThrow(/not in CASTELLAN_KEYS/);
  });

  it('is another one each time', () => {
    const keyring = new Keyring([current]);
    expect(keyring.seal('credential', place, 'x').ciphertext).not.toBe(
      keyring.seal('credential', place, 'x').ciphertext,
    );
  });
});

describe('an HMAC', () => {
  it('matches its text under its key only', () => {
    const keyring = new Keyring([current, old]);
    const mac = keyring.hmac('token-pepper', 'current', 'text');
    expect(keyring.hmacMatches('token-pepper', 'current', 'text', mac)).toBe(true);
    expect(keyring.hmacMatches('token-pepper', 'current', 'texts', mac)).toBe(false);
    expect(keyring.hmacMatches('token-pepper', 'old', 'text', mac)).toBe(false);
    expect(keyring.hmacMatches('token-pepper', 'gone', 'text', mac)).toBe(false);
    expect(keyring.hmacMatches('token-pepper', 'current', 'text', '')).toBe(false);
  });
});
