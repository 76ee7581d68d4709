import { invisibleRuns } from '../../contracts/invisible-text.js';
import type { ResultRules } from '../../limits/result-rules.js';
import { isJsonObject, type JsonObject } from '../../platform/mcp/json/json-value.js';
import { isFailure, type JsonRpcResponse } from '../../platform/mcp/jsonrpc.js';
import type { ServedDefinition } from '../offerings/served-definition.js';
import { findMarkers, type Marker } from './markers.js';
import { cardIn, personalData, type SensitiveKind } from './personal-data.js';
import { markOf, Redaction } from './redaction.js';
import { withoutRemoteImages } from './remote-images.js';
import { isBinary, mayHoldFiles, rewritten, type TextChange } from './rewrite.js';
import { secrets } from './secrets.js';
import { inSlices, Share, type Sliced } from './slices.js';

type Details = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** So many characters of a message are searched for markers; the end of a very long one is not worth the time. */
const markersWithin = 256 * 1024;

/** What each part of a message costs of that, besides its characters. */
const part = 4;

/**
 * What a connector's upstream says in one call, held against the rules for its results.
 *
 * Each message is looked at by itself: a value that is spread over several is not found. What is found is counted by
 * kind, and never kept.
 */
export class Inspection {
  readonly #counts = new Map<SensitiveKind, number>();
  readonly #markers = new Set<Marker>();
  readonly #share = new Share();
  readonly #redaction: Redaction;
  readonly #change: TextChange | undefined;
  #removed = 0;
  /** How many characters of this message may still be searched. */
  #left = 0;
  #structureBroken = false;

  constructor(private readonly rules: ResultRules) {
    const kinds = [
      ...(rules.redactSecrets ? secrets : []),
      ...(rules.redactPersonalData ? personalData : []),
    ];
    this.#redaction = new Redaction(kinds, this.#share, (kind) => this.#count(kind));
    const isChanging = kinds.length > 0 || rules.removeHidden;
    this.#change = isChanging
      ? {
          text: (text, isAddress) => this.#cleaned(text, isAddress),
          number: (value) => this.#cleanedNumber(value),
          share: this.#share,
        }
      : undefined;
  }

  /** The message as it may be passed on. What is removed is reported first. A long one is looked at in slices. */
  async pass<Message extends object>(message: Message): Promise<Message> {
    if (this.rules.reportMarkers) {
      this.#left = markersWithin;
      this.#look(message, true);
    }
    return this.#change ? inSlices(rewritten(message, this.#change)) : message;
  }

  /** The answer as it may be passed on. Structured content that does not fit its schema any more is left out. */
  async finish(
    response: JsonRpcResponse,
    definition: ServedDefinition | undefined,
  ): Promise<JsonRpcResponse> {
    const passed = await this.pass(response);
    if (passed === response || isFailure(passed) || !definition) return passed;
    const structured = passed.result['structuredContent'];
    const isTouched = !isFailure(response) && structured !== response.result['structuredContent'];
    if (!isTouched || definition.outputProblemWith(structured) === undefined) return passed;
    this.#structureBroken = true;
    return { ...passed, result: withoutStructure(passed.result) };
  }

  /** What the audit trail says of it: kinds and numbers, never a value. */
  get details(): Details {
    return {
      ...Object.fromEntries([...this.#counts].map(([kind, count]) => [`redacted_${kind}`, count])),
      ...(this.#markers.size > 0 ? { markers: [...this.#markers].sort() } : {}),
      ...(this.#removed > 0 ? { hiddenRemoved: this.#removed } : {}),
      ...(this.#structureBroken ? { structuredContentLeftOut: true } : {}),
    };
  }

  #look(value: unknown, hasFiles: boolean): void {
    if (this.#left <= 0) return;
    this.#left -= part;
    if (typeof value === 'string') {
      findMarkers(value.slice(0, this.#left), this.rules.listedHosts, this.#markers);
      this.#left -= value.length;
    } else if (Array.isArray(value)) {
      for (const item of value) {
        if (this.#left <= 0) return;
        this.#look(item, hasFiles);
      }
    } else if (isJsonObject(value)) {
      for (const name in value) {
        if (this.#left <= 0) return;
        const item = value[name];
        // Of a long one, as much as would be searched tells what it is.
        const beginning = typeof item === 'string' ? item.slice(0, this.#left) : item;
        if (!(hasFiles && isBinary(value, name, beginning))) this.#look(item, hasFiles && mayHoldFiles(name));
      }
    }
  }

  #cleaned(text: string, isAddress: boolean): string | Sliced<string> {
    const isSearched = this.rules.removeHidden && !isAddress;
    return isSearched || this.#redaction.concerns(text) ? this.#clean(text, isAddress) : text;
  }

  *#clean(text: string, isAddress: boolean): Sliced<string> {
    const isSearched = this.rules.removeHidden && !isAddress;
    const visible = isSearched ? text.replace(invisibleRuns, '') : text;
    if (this.#share.isOver(text.length)) yield;
    const redacted = yield* this.#redaction.without(visible, isAddress);
    if (!isSearched) return redacted;
    // Last, because what stands for a value may become part of an image.
    const clean = withoutRemoteImages(redacted);
    if (visible !== text || clean !== redacted) this.#removed += 1;
    if (this.#share.isOver(text.length)) yield;
    return clean;
  }

  #cleanedNumber(value: number): number | string {
    if (!this.rules.redactPersonalData || value < 1e12) return value;
    const digits = String(value);
    if (cardIn(digits) !== digits.length) return value;
    this.#count('card');
    return markOf('card');
  }

  #count(kind: SensitiveKind): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }
}

/** What a call's answers are held against; undefined when nothing is to be done, so that nothing is. */
export function inspectionOf(rules: ResultRules): Inspection | undefined {
  const { redactSecrets, redactPersonalData, reportMarkers, removeHidden } = rules;
  return redactSecrets || redactPersonalData || reportMarkers || removeHidden
    ? new Inspection(rules)
    : undefined;
}

/** A client that checks results against their schema would drop this one without a word: an error it passes on. */
function withoutStructure(result: JsonObject): JsonObject {
  const { structuredContent: _structured, ...rest } = result;
  const content = Array.isArray(result['content']) ? result['content'] : [];
  const note =
    'The structured result is left out: your organization removes certain values from results, and without them it does not fit the definition of the tool. The text above has what is left.';
  return { ...rest, content: [...content, { type: 'text', text: note }], isError: true };
}
