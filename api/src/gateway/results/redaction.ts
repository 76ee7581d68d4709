import type { Sensitive, SensitiveKind } from './personal-data.js';
import type { Share, Sliced } from './slices.js';

/** No value that is looked for is shorter. */
const shortest = 6;

/** What stands where a value was. */
export function markOf(kind: SensitiveKind): string {
  return `[redacted: ${kind}]`;
}

/** Takes the values of some kinds out of texts. */
export class Redaction {
  readonly #clue: RegExp | undefined;

  constructor(
    private readonly kinds: readonly Sensitive[],
    private readonly share: Share,
    private readonly onFound: (kind: SensitiveKind) => void,
  ) {
    // Most texts have none of it: they are to cost one look, and not one for each kind.
    const clues = kinds.map(({ clue }) => clue.source);
    this.#clue = clues.length > 0 ? new RegExp(clues.join('|')) : undefined;
  }

  /** Whether there may be something in a text. */
  concerns(text: string): boolean {
    return text.length >= shortest && (this.#clue?.test(text) ?? false);
  }

  /** The text without the values; of an address, without those that open doors. */
  *without(text: string, isAddress: boolean): Sliced<string> {
    let clean = text;
    for (const sensitive of this.kinds) {
      if ((isAddress && sensitive.kind !== 'secret') || !sensitive.clue.test(clean)) continue;
      clean = yield* this.#withoutKind(clean, sensitive);
      if (this.share.isOver(clean.length)) yield;
    }
    return clean;
  }

  *#withoutKind(text: string, { kind, pattern, valueIn, again }: Sensitive): Sliced<string> {
    let clean = '';
    let taken = 0;
    for (let from = 0; ;) {
      // Others use the same pattern in between.
      pattern.lastIndex = from;
      const match = pattern.exec(text);
      if (!match) break;
      const { 0: found, index } = match;
      const length = valueIn ? valueIn(found) : found.length;
      if (length > 0) {
        clean += text.slice(taken, index) + markOf(kind);
        taken = from = index + length;
        this.onFound(kind);
      } else {
        // What was no value may hold the beginning of one.
        const next = again ? found.slice(1).search(again) : -1;
        from = index + (next === -1 ? found.length : next + 1);
      }
      if (this.share.isOver(found.length)) yield;
    }
    return taken === 0 ? text : clean + text.slice(taken);
  }
}
