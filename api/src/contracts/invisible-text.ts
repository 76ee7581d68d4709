// Zero-width, bidirectional, tag and variation characters: a person cannot see them and a model reads them.
const invisibleRanges: readonly (readonly [first: number, last: number])[] = [
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0e],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xe0000, 0xe0fff],
];

const characters = invisibleRanges
  .map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`)
  .join('');

/** A character that a person cannot see and a model reads. */
export const invisible = new RegExp(`[${characters}]`, 'u');

/** All of them in a row. */
export const invisibleRuns = new RegExp(`[${characters}]+`, 'gu');
