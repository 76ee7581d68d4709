import { markdownImages, type Range } from './markdown-images.js';
import { elsewhere } from './places-elsewhere.js';

/** Browsers take `image` for `img`; the others show a picture, too. */
const tags = '<(?:img|image|input|source|video)';
const imageBegin = new RegExp(`${tags}(?=[\\s/>])`, 'gi');
const brokenOffImages = new RegExp(`${tags}\\b[^<>]{0,6144}>`, 'gi');
const sources = 'src|srcset|poster|(?:xlink:)?href';
const remoteSource = new RegExp(`\\b(?:${sources})\\s*=\\s*["']?${elsewhere}`, 'i');
const isSource = new RegExp(`^(?:${sources})$`, 'i');
// Several may be listed, each behind a comma or a blank; browsers take whatever is not to be seen for a blank.
const remoteValue = new RegExp(`(?:^["']?|[^!-~]|,)${elsewhere}`, 'i');
// None may contain its own beginning, nor may two parts that follow each other take the same characters, so that a
// text full of beginnings is searched once and not over and over.
const attribute = /[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*("[^"]*"|'[^']*'|(?!["'])[^\s>]*))?/y;
const tagEnd = /[\s/]*>/y;

/** What is left of a text may be an image again, and again when that is taken out: no other text is worth the time. */
const rounds = 4;

/** Whether a client that shows the text would fetch an image from elsewhere. */
export function hasRemoteImage(text: string): boolean {
  return markdownImages(text).length > 0 || imageTags(text).length > 0;
}

/** The text without images that a client would fetch from elsewhere, telling that server what their address says. */
export function withoutRemoteImages(text: string): string {
  let rest = text;
  for (let round = 0; round < rounds; round += 1) {
    const before = rest;
    rest = without(rest, markdownImages(rest));
    rest = without(rest, imageTags(rest));
    if (rest === before) return rest;
  }
  return '[text removed: images from elsewhere could not be taken out of it]';
}

function without(text: string, ranges: readonly Range[]): string {
  if (ranges.length === 0) return text;
  let clean = '';
  let taken = 0;
  for (const [from, to] of ranges) {
    clean += `${text.slice(taken, from)}[image removed]`;
    taken = to;
  }
  return clean + text.slice(taken);
}

/** Where the tags of such images stand. They end where they do for a browser: what is quoted may hold any character. */
function imageTags(text: string): Range[] {
  const found: Range[] = [];
  if (!text.includes('<')) return found;
  for (let at = 0; ;) {
    imageBegin.lastIndex = at;
    const begin = imageBegin.exec(text);
    if (!begin) return found;
    const tag = tagFrom(text, begin.index + begin[0].length);
    if (!tag) {
      // Nothing behind it can end, either; once is enough to know.
      for (const { 0: part, index } of text.slice(begin.index).matchAll(brokenOffImages)) {
        if (remoteSource.test(part)) found.push([begin.index + index, begin.index + index + part.length]);
      }
      return found;
    }
    at = tag.end;
    if (tag.isRemote) found.push([begin.index, at]);
  }
}

function tagFrom(text: string, from: number): { end: number; isRemote: boolean } | undefined {
  let at = from;
  let isRemote = false;
  for (attribute.lastIndex = at; ;) {
    const found = attribute.exec(text);
    if (!found) break;
    at = attribute.lastIndex;
    const [, name = '', value = ''] = found;
    isRemote ||= isSource.test(name) && remoteValue.test(value);
  }
  tagEnd.lastIndex = at;
  return tagEnd.test(text) ? { end: tagEnd.lastIndex, isRemote } : undefined;
}
