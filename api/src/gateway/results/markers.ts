import { invisible } from '../../contracts/invisible-text.js';
import { hasRemoteImage } from './remote-images.js';

/** What in a result looks like an attempt to steer a model or to carry something out. A report, never a proof. */
export type Marker =
  'html-comment' | 'instructions-to-model' | 'invisible-text' | 'remote-image' | 'unlisted-link';

/** One cheap look for words without which the dearer one finds nothing. */
const instructionClue =
  /ignore|disregard|forget|override|system (?:prompt|directive)|new instruction|important|always|before |do not |don't |never |instead|you are now|you must|without |<\/?(?:system|assistant|instruction)|\[INST|<\|/i;

const instructions: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|preceding|all|any|your|other)\b[^.\n]{0,40}\b(?:instruction|prompt|rule|direction|guideline|message|context|polic)/i,
  /<\/?(?:important|system|assistant|instructions?|secret|hidden)\b[^>\n]{0,40}>/i,
  /<\|(?:im_start|im_end|system|endoftext|start_header_id)[^>\n]{0,20}\|?>|\[\/?INST\]|<<SYS>>/i,
  /\b(?:do not|don't|never|without)\b[^.\n]{0,20}\b(?:tell|telling|inform|informing|mention|mentioning|notify|notifying|alert|alerting|reveal|show|asking|ask)\b[^.\n]{0,40}\b(?:user|human|person|anyone)\b/i,
  /\b(?:system (?:prompt|override|directive)|you are now (?:a|an|in|the)\b|new instructions?:)/i,
  /\b(?:you must|always|before (?:using|calling|you|doing)|instead)\b[^.\n]{0,60}\b(?:call|use|invoke|run|read|send|forward|upload|include|pass)\b[^.\n]{0,80}\b(?:tool|function|file|contents?|credentials?|api key|password|token|conversation|history|~\/|\.ssh|\.env)/i,
];

// As browsers read them: any number of either slash, and all before the last @ is no host. None may contain its own
// beginning, nor may two parts that follow each other take the same characters, so that a text full of beginnings is
// searched once and not over and over.
const links =
  /(?<![a-z0-9])(?:https?|wss?|ftp):[\\/]+(?:[^\s/?#"<>\\]*@)?(\[[0-9a-f:.]{2,45}\]|[^\s/:?#"'<>()[\]\\@]{1,255})/gi;

/** Adds what a text shows to what was found so far. */
export function findMarkers(text: string, listedHosts: readonly string[], found: Set<Marker>): void {
  if (text.includes('<!--')) found.add('html-comment');
  if (hasRemoteImage(text)) found.add('remote-image');
  if (!found.has('invisible-text') && invisible.test(text)) found.add('invisible-text');
  if (
    !found.has('instructions-to-model') &&
    instructionClue.test(text) &&
    instructions.some((each) => each.test(text))
  ) {
    found.add('instructions-to-model');
  }
  if (listedHosts.length > 0 && !found.has('unlisted-link') && /:[\\/]/.test(text)) {
    for (const [, host = ''] of text.matchAll(links)) {
      if (!isListed(host.toLowerCase(), listedHosts)) found.add('unlisted-link');
    }
  }
}

function isListed(host: string, listed: readonly string[]): boolean {
  return listed.some((entry) =>
    entry.startsWith('*.') ? host === entry.slice(2) || host.endsWith(entry.slice(1)) : host === entry,
  );
}
