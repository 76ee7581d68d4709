/** One event of a `text/event-stream`. */
export interface SseEvent {
  /** Type of the event; `message` unless the stream names one. */
  readonly event: string;
  readonly data: string;
  readonly id?: string;
  /** Milliseconds to wait before reconnecting, if the event carried them. */
  readonly retry?: number;
}

/** A stream that cannot be read on. */
export class SseError extends Error {
  override readonly name = 'SseError';

  constructor(
    readonly code: 'event_too_large' | 'invalid_utf8',
    readonly explanation: string,
  ) {
    super(explanation);
  }
}

const DEFAULT_MAX_EVENT = 8 * 1024 * 1024;
/** Pieces of a line that are kept apart: each costs more than its characters, and a server may send them one by one. */
const MOST_PIECES = 1_024;

/** Reads an event stream piece by piece, holding never more than one event. */
export class SseParser {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #maxEvent: number;
  #line: string[] = [];
  /** Its end, in pieces as they came. */
  #pieces: string[] = [];
  #size = 0;
  #afterCarriageReturn = false;
  #event = '';
  #data: string[] = [];
  #id: string | undefined;
  #retry: number | undefined;

  constructor(limits: { readonly maxEventLength?: number } = {}) {
    this.#maxEvent = limits.maxEventLength ?? DEFAULT_MAX_EVENT;
  }

  /** Characters of the event that is not complete yet. */
  get held(): number {
    return this.#size;
  }

  /** Lets go of what is kept; nothing is to be read any more. */
  forget(): void {
    this.#line = [];
    this.#pieces = [];
    this.#data = [];
  }

  /** The events that this piece completes. An event that the stream does not finish never happened. */
  push(chunk: Uint8Array): SseEvent[] {
    const events: SseEvent[] = [];
    const text = this.#decode(chunk);
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code !== 0x0a && code !== 0x0d) {
        this.#afterCarriageReturn = false;
        continue;
      }
      const completesPair = code === 0x0a && this.#afterCarriageReturn;
      this.#afterCarriageReturn = code === 0x0d;
      if (!completesPair) {
        this.#keep(text.slice(start, at));
        const event = this.#endLine();
        if (event) events.push(event);
      }
      start = at + 1;
    }
    this.#keep(text.slice(start));
    return events;
  }

  #decode(chunk: Uint8Array): string {
    try {
      return this.#decoder.decode(chunk, { stream: true });
    } catch {
      throw new SseError('invalid_utf8', 'The event stream is not valid UTF-8.');
    }
  }

  #keep(piece: string): void {
    if (piece === '') return;
    this.#size += piece.length;
    if (this.#size > this.#maxEvent) {
      throw new SseError(
        'event_too_large',
        `An event of the stream is larger than ${this.#maxEvent} characters.`,
      );
    }
    if (this.#pieces.push(piece) < MOST_PIECES) return;
    // Joined only once each: a line that is joined with every piece would be copied over and over.
    this.#line.push(this.#pieces.join(''));
    this.#pieces = [];
  }

  #endLine(): SseEvent | undefined {
    const pieces = this.#line.length === 0 ? this.#pieces : [...this.#line, ...this.#pieces];
    const line = pieces.length === 1 ? (pieces[0] ?? '') : pieces.join('');
    this.#line = [];
    this.#pieces = [];
    if (line === '') return this.#endEvent();
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1);
    switch (name) {
      case 'event':
        this.#event = value;
        break;
      case 'data':
        this.#data.push(value);
        break;
      case 'id':
        if (!value.includes('\0')) this.#id = value;
        break;
      case 'retry':
        if (/^\d{1,9}$/.test(value)) this.#retry = Number(value);
        break;
      case '':
        // A comment belongs to no event: keep-alives must not add up to a limit.
        this.#size -= line.length;
        break;
      default:
    }
    return undefined;
  }

  #endEvent(): SseEvent | undefined {
    const hasContent = this.#data.length > 0 || this.#id !== undefined || this.#retry !== undefined;
    const event = hasContent
      ? {
          event: this.#event || 'message',
          data: this.#data.join('\n'),
          ...(this.#id === undefined ? {} : { id: this.#id }),
          ...(this.#retry === undefined ? {} : { retry: this.#retry }),
        }
      : undefined;
    this.#event = '';
    this.#data = [];
    this.#id = undefined;
    this.#retry = undefined;
    this.#size = 0;
    return event;
  }
}

/** Writes one event. A line break inside `event` or `id` would forge another field, so it is removed. */
export function formatSseEvent(event: { event?: string; data: string; id?: string; retry?: number }): string {
  const lines: string[] = [];
  if (event.event !== undefined) lines.push(`event: ${singleLine(event.event)}`);
  if (event.id !== undefined) lines.push(`id: ${singleLine(event.id)}`);
  if (event.retry !== undefined) lines.push(`retry: ${event.retry}`);
  for (const line of event.data.split(/\r\n|\r|\n/)) lines.push(`data: ${line}`);
  return `${lines.join('\n')}\n\n`;
}

/** A line that says nothing and keeps the connection open. */
export const SSE_KEEP_ALIVE = ': keep-alive\n\n';

function singleLine(text: string): string {
  return text.replace(/[\r\n\0]/g, '');
}
