import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** RFC 8785 canonical JSON: equal values give equal bytes, whatever the order of their keys. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('Only JSON values have a canonical form.');
  return text;
}

/** SHA-256 over canonical JSON, in lower-case hexadecimal. */
export function canonicalHash(value: unknown): string {
  return hash('sha256', canonicalJson(value));
}
