import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** An encrypted value as stored. Bound to its place by the additional data given at sealing. */
export interface Sealed {
  readonly v: 1;
  readonly keyId: string;
  readonly nonce: string;
  readonly ciphertext: string;
  /** The record's own key, wrapped by the keyring's key: rotating the keyring rewraps it and touches no data. */
  readonly wrappedKey: string;
  readonly wrapNonce: string;
}

/** What a key is used for; each purpose has keys of its own, derived from the keyring. */
export type KeyPurpose =
  | 'attempt-source'
  | 'credential'
  | 'gateway-letter'
  | 'identity-provider-secret'
  | 'token-pepper'
  | 'request-state'
  | 'question'
  | 'task'
  | 'list-cursor'
  | 'sign-in'
  | 'session-hint';

const algorithm = 'aes-256-gcm';
const tagBytes = 16;

/** The keys of this installation. They live in the environment, never in the database. */
export class Keyring {
  private readonly derived = new Map<string, Buffer>();

  /** @param keys the current key first; older ones stay for what they sealed. */
  constructor(private readonly keys: readonly { readonly id: string; readonly secret: Buffer }[]) {
    if (keys.length === 0) throw new Error('The keyring is empty.');
  }

  get currentId(): string {
    return this.keys[0]!.id;
  }

  /** Encrypts. `boundTo` (organization, connector, field …) must be given again to open: a row cannot be moved. */
  seal(purpose: KeyPurpose, boundTo: readonly string[], plaintext: string): Sealed {
    const recordKey = randomBytes(32);
    const associated = Buffer.from(JSON.stringify([purpose, ...boundTo]));
    const body = encrypt(recordKey, Buffer.from(plaintext, 'utf8'), associated);
    const wrapped = encrypt(this.key(purpose, this.currentId), recordKey, associated);
    return {
      v: 1,
      keyId: this.currentId,
      nonce: body.nonce,
      ciphertext: body.ciphertext,
      wrappedKey: wrapped.ciphertext,
      wrapNonce: wrapped.nonce,
    };
  }

  /** Decrypts, or throws when the key is not in the ring or the value was altered or moved. */
  open(purpose: KeyPurpose, boundTo: readonly string[], sealed: Sealed): string {
    const associated = Buffer.from(JSON.stringify([purpose, ...boundTo]));
    const wrapping = this.key(purpose, sealed.keyId);
    const recordKey = decrypt(wrapping, sealed.wrapNonce, sealed.wrappedKey, associated);
    return decrypt(recordKey, sealed.nonce, sealed.ciphertext, associated).toString('utf8');
  }

  /** HMAC-SHA-256 in hexadecimal under a derived key. */
  hmac(purpose: KeyPurpose, keyId: string, text: string): string {
    return createHmac('sha256', this.key(purpose, keyId)).update(text, 'utf8').digest('hex');
  }

  /** Compares an HMAC in constant time. A key that is no longer in the ring never matches. */
  hmacMatches(purpose: KeyPurpose, keyId: string, text: string, expected: string): boolean {
    if (!this.keys.some((key) => key.id === keyId)) return false;
    const actual = Buffer.from(this.hmac(purpose, keyId, text), 'hex');
    const wanted = Buffer.from(expected, 'hex');
    return actual.length === wanted.length && timingSafeEqual(actual, wanted);
  }

  private key(purpose: KeyPurpose, id: string): Buffer {
    const name = `${purpose}/${id}`;
    const known = this.derived.get(name);
    if (known) return known;
    const entry = this.keys.find((key) => key.id === id);
    if (!entry) throw new Error(`The key ${id} is not in CASTELLAN_KEYS; what it sealed cannot be opened.`);
    const key = Buffer.from(hkdfSync('sha256', entry.secret, Buffer.alloc(0), `castellan/${purpose}`, 32));
    this.derived.set(name, key);
    return key;
  }
}

function encrypt(key: Buffer, plaintext: Buffer, associated: Buffer): { nonce: string; ciphertext: string } {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(associated);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return { nonce: nonce.toString('base64'), ciphertext: ciphertext.toString('base64') };
}

function decrypt(key: Buffer, nonce: string, ciphertext: string, associated: Buffer): Buffer {
  const bytes = Buffer.from(ciphertext, 'base64');
  const decipher = createDecipheriv(algorithm, key, Buffer.from(nonce, 'base64')).setAAD(associated);
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(0, bytes.length - tagBytes)), decipher.final()]);
}
