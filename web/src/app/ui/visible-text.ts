/** A stretch of text from outside: either ordinary, or one character that must not go unseen. */
export interface TextPart {
  readonly text: string;
  /** What the character is, when it is shown as a labelled chip. */
  readonly mark?: string;
  /** Why it is marked. */
  readonly kind?: 'invisible' | 'direction' | 'tag' | 'lookalike' | 'control';
}

const named = new Map<number, string>([
  [0x00a0, 'no-break space'],
  [0x00ad, 'soft hyphen'],
  [0x034f, 'grapheme joiner'],
  [0x061c, 'Arabic letter mark'],
  [0x115f, 'Hangul filler'],
  [0x1160, 'Hangul filler'],
  [0x17b4, 'Khmer filler'],
  [0x17b5, 'Khmer filler'],
  [0x180e, 'Mongolian separator'],
  [0x200b, 'zero-width space'],
  [0x200c, 'zero-width non-joiner'],
  [0x200d, 'zero-width joiner'],
  [0x200e, 'left-to-right mark'],
  [0x200f, 'right-to-left mark'],
  [0x2028, 'line separator'],
  [0x2029, 'paragraph separator'],
  [0x202a, 'left-to-right embedding'],
  [0x202b, 'right-to-left embedding'],
  [0x202c, 'end of direction'],
  [0x202d, 'left-to-right override'],
  [0x202e, 'right-to-left override'],
  [0x2060, 'word joiner'],
  [0x2066, 'left-to-right isolate'],
  [0x2067, 'right-to-left isolate'],
  [0x2068, 'first-strong isolate'],
  [0x2069, 'end of isolate'],
  [0x2800, 'Braille blank'],
  [0x3164, 'Hangul filler'],
  [0xfeff, 'byte order mark'],
  [0xffa0, 'Hangul filler'],
]);

const direction = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
// `Default_Ignorable_Code_Point` is everything that renders as nothing: tags, variation selectors, fillers and joiners.
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\u00a0\u2800]/u;
const otherSpace = /\p{Zs}/u;

const scripts: readonly (readonly [string, RegExp])[] = [
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
];
const latin = /\p{Script=Latin}/u;
const styledLatin = /[\uff01-\uff5e\u{1d400}-\u{1d7ff}]/u;
const words = /[\p{L}\p{M}\p{N}_]+/gu;

/**
 * Splits text so that what a reader cannot see, or would take for something else, stands apart with a name:
 * invisible and control characters, direction changes, tag characters, and letters of another script inside a Latin word.
 */
export function visibleParts(text: string): TextPart[] {
  const lookalikes = lookalikeOffsets(text);
  const parts: TextPart[] = [];
  let plain = '';
  let offset = 0;
  for (const character of text) {
    const mark = markOf(character) ?? lookalikes.get(offset);
    if (mark) {
      if (plain) parts.push({ text: plain });
      plain = '';
      parts.push({ text: character, ...mark });
    } else {
      plain += character;
    }
    offset += character.length;
  }
  if (plain) parts.push({ text: plain });
  return parts;
}

/** How many characters of a text are marked. */
export function hiddenCount(text: string): number {
  return visibleParts(text).filter((part) => part.mark).length;
}

function markOf(character: string): Omit<TextPart, 'text'> | undefined {
  if (character === '\n' || character === '\t' || character === ' ') return undefined;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xe0000 && code <= 0xe007f) {
    const shown = code >= 0xe0021 && code <= 0xe007e ? ` ${String.fromCharCode(code - 0xe0000)}` : '';
    return { mark: `tag${shown}`, kind: 'tag' };
  }
  if (direction.test(character)) return { mark: named.get(code) ?? hex(code), kind: 'direction' };
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return { mark: `control ${hex(code)}`, kind: 'control' };
  if (unseen.test(character) || otherSpace.test(character)) {
    const mark = named.get(code) ?? (otherSpace.test(character) ? `space ${hex(code)}` : hex(code));
    return { mark, kind: 'invisible' };
  }
  if (styledLatin.test(character)) {
    return { mark: `${character} is not ${character.normalize('NFKC')}`, kind: 'lookalike' };
  }
  return undefined;
}

function lookalikeOffsets(text: string): Map<number, Omit<TextPart, 'text'>> {
  const found = new Map<number, Omit<TextPart, 'text'>>();
  for (const word of text.matchAll(words)) {
    if (!latin.test(word[0])) continue;
    let offset = word.index;
    for (const character of word[0]) {
      const script = scripts.find(([, pattern]) => pattern.test(character))?.[0];
      if (script) found.set(offset, { mark: `${character} ${script}`, kind: 'lookalike' });
      offset += character.length;
    }
  }
  return found;
}

function hex(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
