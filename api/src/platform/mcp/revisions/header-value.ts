const PREFIX = '=?base64?';
const SUFFIX = '?=';
// What RFC 9110 allows in a field value, without the spaces at the ends that parsers strip.
const plain = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Writes a text so that it survives as a header value; what could not is wrapped in Base64. */
export function encodeHeaderValue(text: string): string {
  const isSafe = plain.test(text) && !isWrapped(text);
  return isSafe ? text : `${PREFIX}${Buffer.from(text, 'utf8').toString('base64')}${SUFFIX}`;
}

/** Reads a header value back; undefined if it holds characters or an encoding that no sender may use. */
export function decodeHeaderValue(value: string): string | undefined {
  if (!isWrapped(value)) return value === '' || plain.test(value) ? value : undefined;
  const encoded = value.slice(PREFIX.length, -SUFFIX.length);
  if (!base64.test(encoded)) return undefined;
  try {
    return utf8.decode(Buffer.from(encoded, 'base64'));
  } catch {
    return undefined;
  }
}

function isWrapped(text: string): boolean {
  return text.length >= PREFIX.length + SUFFIX.length && text.startsWith(PREFIX) && text.endsWith(SUFFIX);
}
