import { elsewhere } from './places-elsewhere.js';

/** A part of a text. */
export type Range = readonly [from: number, to: number];

const place = new RegExp(String.raw`\(\s*<?${elsewhere}`, 'iy');
// It may not contain its own beginning, so that a text full of beginnings is searched once and not over and over.
const restOfPlace = /[^()\s]{0,4096}(?:\s[^()]{0,512})?\)/y;
const longestLabel = 999;
const reference = /\[[^[\]]{0,999}\]/y;
const definitions = new RegExp(String.raw`\[([^[\]]{1,999})\]:\s*<?${elsewhere}`, 'gi');

const [backslash, bang, opening, closing] = [0x5c, 0x21, 0x5b, 0x5d];

/** What images may name instead of an address, and where the last address can end. */
interface Ends {
  readonly labels: ReadonlySet<string>;
  readonly last: number;
}

/** Where in a text of Markdown images from elsewhere stand, in order and none inside another. */
export function markdownImages(text: string): Range[] {
  const found: Range[] = [];
  if (!text.includes('![')) return found;
  const ends: Ends = { labels: remoteLabels(text), last: text.lastIndexOf(')') };
  // Where the brackets that are not closed yet were opened; -1 for those that begin no image.
  const open: number[] = [];
  let bangAt = -1;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === backslash) at += 1;
    else if (sign === bang) bangAt = at;
    else if (sign === opening) open.push(at > 0 && bangAt === at - 1 ? bangAt : -1);
    else if (sign === closing) {
      const from = open.pop() ?? -1;
      const to = from === -1 ? -1 : endOfImage(text, from, at, ends);
      if (to === -1) continue;
      while ((found.at(-1)?.[0] ?? -1) > from) found.pop();
      found.push([from, to]);
      at = to - 1;
    }
  }
  return found;
}

/** Where an image ends whose description ends at a bracket; -1 if it is none, or none from elsewhere. */
function endOfImage(text: string, from: number, bracket: number, { labels, last }: Ends): number {
  place.lastIndex = bracket + 1;
  if (place.test(text)) {
    restOfPlace.lastIndex = place.lastIndex;
    if (restOfPlace.test(text)) return restOfPlace.lastIndex;
    // Where the end is not clear, an image without its beginning is none. One that never ends is none, either.
    return last > bracket ? place.lastIndex : -1;
  }
  if (labels.size === 0 || bracket - from > longestLabel) return -1;
  reference.lastIndex = bracket + 1;
  const [named = ''] = reference.exec(text) ?? [];
  const label = named.length > 2 ? named.slice(1, -1) : text.slice(from + 2, bracket);
  return labels.has(folded(label)) ? bracket + 1 + named.length : -1;
}

/** The names of addresses elsewhere. */
function remoteLabels(text: string): ReadonlySet<string> {
  if (!text.includes(']:')) return new Set();
  return new Set([...text.matchAll(definitions)].map(([, label = '']) => folded(label)));
}

function folded(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase();
}
