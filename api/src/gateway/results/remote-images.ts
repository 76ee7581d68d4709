// None may contain its own beginning, nor may two parts that follow each other take the same characters, so that a
// text full of beginnings is searched once and not over and over.
const markdownImage = /!\[[^[\]]{0,512}\]\(\s{0,8}<?(?:https?:)?\/\/[^()\s]{1,4096}(?:\s[^()]{0,512})?\)/i;
const markdownImages = new RegExp(markdownImage.source, 'gi');
const brokenOffImages = /<img\b[^<>]{0,6144}>/gi;
const imageBegin = /<img(?=[\s/>])/gi;
const attribute = /[\s/]*[^\s/>][^\s/>=]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|(?!["'])[^\s>]*))?/y;
const tagEnd = /[\s/]*>/y;
const remoteSource = /\bsrc\s{0,8}=\s{0,8}["']?(?:https?:)?\/\//i;

/** Whether a client that shows the text would fetch an image from elsewhere. */
export function hasRemoteImage(text: string): boolean {
  if (text.includes('![') && markdownImage.test(text)) return true;
  return text.includes('<') && imageTags(text).some(([from, to]) => remoteSource.test(text.slice(from, to)));
}

/** The text without images that a client would fetch from elsewhere, telling that server what their address says. */
export function withoutRemoteImages(text: string): string {
  if (!hasRemoteImage(text)) return text;
  const rest = text.replace(markdownImages, '[image removed]');
  let clean = '';
  let taken = 0;
  for (const [from, to] of imageTags(rest)) {
    if (!remoteSource.test(rest.slice(from, to))) continue;
    clean += `${rest.slice(taken, from)}[image removed]`;
    taken = to;
  }
  return clean + rest.slice(taken);
}

/** Where the tags of images stand. They end where they do for a browser: what is quoted may hold any character. */
function* imageTags(text: string): Generator<readonly [from: number, to: number], undefined> {
  for (let at = 0; ;) {
    imageBegin.lastIndex = at;
    const begin = imageBegin.exec(text);
    if (!begin) return;
    at = endOfTag(text, begin.index + begin[0].length);
    if (at === -1) {
      // Nothing behind it can end, either; once is enough to know.
      for (const { 0: tag, index } of text.slice(begin.index).matchAll(brokenOffImages)) {
        yield [begin.index + index, begin.index + index + tag.length];
      }
      return;
    }
    yield [begin.index, at];
  }
}

function endOfTag(text: string, from: number): number {
  let at = from;
  for (attribute.lastIndex = at; attribute.test(text);) at = attribute.lastIndex;
  tagEnd.lastIndex = at;
  return tagEnd.test(text) ? tagEnd.lastIndex : -1;
}
