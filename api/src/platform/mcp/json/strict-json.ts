import type { JsonObject } from './json-value.js';

/** Why a text is refused as JSON. */
export type StrictJsonErrorCode = 'invalid_json' | 'duplicate_key' | 'too_deep' | 'too_many' | 'too_large';

/** Parsed JSON, or why it was refused in a sentence that can follow "The answer was refused: ". */
export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: StrictJsonErrorCode; readonly explanation: string };

/** What a text may cost at most. */
export interface StrictJsonLimits {
  /** Bytes of the text; 8 MB unless told. */
  readonly maxBytes?: number;
  /** Objects and arrays inside each other; 64 unless told. */
  readonly maxDepth?: number | undefined;
}

const DEFAULT_MAX_BYTES = 8 * 1024 * 1024;
const DEFAULT_MAX_DEPTH = 64;
/** Objects and arrays of one text: an empty one is two characters long and takes eighty bytes once it is parsed. */
const MOST_CONTAINERS = 250_000;
const FEW_KEYS = 8;
/** Larger texts are not written twice in memory only to save time. */
const PLAIN_LENGTH = 256 * 1024;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Cheap and too broad: it also matches inside of texts. Figures are counted from the first of a run alone. */
const mayOverflow = /\d[eE]\+?\d{3}|(?<!\d)\d{309}/;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COLON = 0x3a;

/**
 * Parses JSON that was written by somebody else, so that everyone who reads it later reads the same value.
 *
 * A key that occurs twice is refused at any depth: parsers disagree about which of the two counts.
 */
export function parseStrictJson(input: Uint8Array | string, limits: StrictJsonLimits = {}): StrictJson {
  const maxBytes = limits.maxBytes ?? DEFAULT_MAX_BYTES;
  // A string has at least as many bytes as characters; whoever needs the exact limit passes bytes.
  if (input.length > maxBytes) return refused('too_large', `it is larger than ${maxBytes} bytes.`);
  let text: string;
  try {
    text = typeof input === 'string' ? input : decoder.decode(input);
  } catch {
    return refused('invalid_json', 'it is not valid UTF-8.');
  }
  if (hasTooManyContainers(text)) {
    return refused('too_many', `it holds more than ${MOST_CONTAINERS} objects and arrays.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused('invalid_json', 'it is not valid JSON.');
  }
  const maxDepth = limits.maxDepth ?? DEFAULT_MAX_DEPTH;
  if (isPlain(text, value, maxDepth)) return { ok: true, value };
  const refusal = scan(text, maxDepth);
  if (refusal) return refusal;
  if (mayOverflow.test(text) && hasInfinity(value)) {
    return refused('invalid_json', 'a number in it is too large to be kept.');
  }
  return { ok: true, value };
}

/** Looks before anything is parsed, and only at texts that are long enough; whether they are JSON is not known yet. */
function hasTooManyContainers(text: string): boolean {
  if (text.length <= 2 * MOST_CONTAINERS) return false;
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) {
      at = endOfString(text, at);
      if (at === -1) return false;
    } else if (character === OPEN_OBJECT || character === OPEN_ARRAY) {
      count++;
      if (count > MOST_CONTAINERS) return true;
    }
  }
  return false;
}

/**
 * Whether the text is exactly what would be written for the value. Then no key was lost and no number either, and there
 * is nothing left to look for. Most programs write so, and writing is much quicker than looking.
 */
function isPlain(text: string, value: unknown, maxDepth: number): boolean {
  return text.length <= PLAIN_LENGTH && isNestedWithin(value, maxDepth) && JSON.stringify(value) === text;
}

/** Whether a value has at most so many objects and arrays inside each other. */
export function isNestedWithin(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  if (Array.isArray(value)) {
    for (const child of value) if (!isNestedWithin(child, depth - 1)) return false;
    return true;
  }
  // Parsed JSON inherits nothing that could be listed.
  for (const key in value) if (!isNestedWithin((value as JsonObject)[key], depth - 1)) return false;
  return true;
}

/** Written again, an infinite number would become null: whoever reads it next would see another value. */
function hasInfinity(root: unknown): boolean {
  const open = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (value === Infinity || value === -Infinity) return true;
    if (typeof value === 'object' && value !== null)
      for (const child of Object.values(value)) open.push(child);
  }
  return false;
}

/** Walks a text that is known to be valid JSON once, and looks only at its structure and its keys. */
function scan(text: string, maxDepth: number): StrictJson | undefined {
  const open: (Keys | undefined)[] = [];
  let keys: Keys | undefined;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        if (keys && isKey(text, end)) {
          const key = nameOf(text, at, end);
          if (!keys.add(key))
            return refused('duplicate_key', `the key ${excerpt(key)} occurs twice in one object.`);
        }
        at = end;
        break;
      }
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        if (open.length >= maxDepth)
          return refused('too_deep', `it is nested more than ${maxDepth} levels deep.`);
        open.push(keys);
        keys = text.charCodeAt(at) === OPEN_OBJECT ? new Keys() : undefined;
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        keys = open.pop();
        break;
      default:
    }
  }
  return undefined;
}

/** The keys of one object; most objects have so few that a list beats a set. */
class Keys {
  readonly #few: string[] = [];
  #many: Set<string> | undefined;

  add(key: string): boolean {
    if (this.#many) return this.#many.size < this.#many.add(key).size;
    if (this.#few.includes(key)) return false;
    if (this.#few.push(key) > FEW_KEYS) this.#many = new Set(this.#few);
    return true;
  }
}

/** Where a string ends that begins there; -1 if it never does. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, quote: number): boolean {
  let before = quote;
  while (text.charCodeAt(before - 1) === BACKSLASH) before--;
  return (quote - before) % 2 === 1;
}

function isKey(text: string, end: number): boolean {
  let next = end + 1;
  while (text.charCodeAt(next) <= 0x20) next++;
  return text.charCodeAt(next) === COLON;
}

function nameOf(text: string, start: number, end: number): string {
  const written = text.slice(start + 1, end);
  // Two spellings of one key are the same key: "a" and "\u0061".
  return written.includes('\\') ? String(JSON.parse(text.slice(start, end + 1))) : written;
}

function excerpt(key: string): string {
  return JSON.stringify(key.length > 64 ? `${key.slice(0, 64)}…` : key);
}

function refused(code: StrictJsonErrorCode, explanation: string): StrictJson {
  return { ok: false, code, explanation };
}
