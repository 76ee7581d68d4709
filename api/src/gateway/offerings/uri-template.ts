/** The characters that one simple expansion produces: unreserved ones and percent-encoded bytes. */
const valueCharacter = /[A-Za-z0-9\-._~%]/;
const variable = /^[A-Za-z0-9_.]+$/;
const maximumParts = 32;
/** The longest address that a template can make, in characters. */
export const maximumUri = 2_048;

type Part = { readonly literal: string } | 'value';

const cache = new Map<string, readonly Part[] | null>();
const maximumCached = 10_000;

/**
 * Whether a URI is one that a template of level 1 (RFC 6570, `{name}` only) can make.
 *
 * Templates come from upstreams and URIs from clients, so nothing here backtracks more than once per character.
 * Templates of higher levels match nothing.
 */
export function matchesTemplate(template: string, uri: string): boolean {
  if (uri.length > maximumUri) return false;
  let parts = cache.get(template);
  if (parts === undefined) {
    parts = parse(template);
    if (cache.size >= maximumCached) cache.clear();
    cache.set(template, parts);
  }
  return parts !== null && matches(parts, uri) && staysInPlace(uri);
}

/** Whoever decodes more often than this has other troubles. */
export const maximumDecodings = 4;

/**
 * Whether a URI leads where it says. An upstream may resolve steps up and decode what is encoded, even twice: a value
 * with `..` in it, however it is written, would reach what the template does not name.
 */
function staysInPlace(uri: string): boolean {
  let plain = uri;
  for (let decodings = 0; decodings < maximumDecodings; decodings += 1) {
    if (plain.includes('\0') || plain.split(/[/\\?#]/).some((part) => part === '.' || part === '..'))
      return false;
    const decoded = decodedOnce(plain);
    // Nothing that a template makes is broken; what an earlier decoding has left may well be a plain per cent sign.
    if (decoded === undefined) return decodings > 0;
    if (decoded === plain) return true;
    plain = decoded;
  }
  return false;
}

/** The text behind percent encoding; undefined if that is broken. */
export function decodedOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function parse(template: string): readonly Part[] | null {
  if (template.length > maximumUri) return null;
  const parts: Part[] = [];
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{', at);
    if (open === -1) {
      parts.push({ literal: template.slice(at) });
      break;
    }
    if (open > at) parts.push({ literal: template.slice(at, open) });
    const close = template.indexOf('}', open);
    if (close === -1 || !variable.test(template.slice(open + 1, close))) return null;
    // Two values side by side have no border: such a template cannot be matched in one way only.
    if (parts.at(-1) === 'value') return null;
    parts.push('value');
    at = close + 1;
  }
  return parts.length > maximumParts || !parts.includes('value') ? null : parts;
}

/** Greedy from the left: the border of a value is the first occurrence of the literal after it. */
function matches(parts: readonly Part[], uri: string): boolean {
  let at = 0;
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index];
    if (part === undefined) return false;
    if (part !== 'value') {
      if (!uri.startsWith(part.literal, at)) return false;
      at += part.literal.length;
      continue;
    }
    const next = parts[index + 1];
    const isLast = next === undefined || next === 'value';
    // The last literal must stand at the very end, so its last occurrence is the border.
    const end = isLast
      ? uri.length
      : index + 2 === parts.length
        ? uri.length - next.literal.length
        : uri.indexOf(next.literal, at + 1);
    if (end <= at || !isValue(uri, at, end)) return false;
    at = end;
  }
  return at === uri.length;
}

function isValue(uri: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (!valueCharacter.test(uri.charAt(at))) return false;
  return true;
}
