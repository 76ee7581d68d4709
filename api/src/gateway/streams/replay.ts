import { randomBytes } from 'node:crypto';
import { Stopping } from '../pipeline/stopping.js';

/** Where the events of a kept answer go. */
export interface ReplayReader {
  readonly write: (event: Buffer) => Promise<void>;
  readonly end: () => void;
}

/** Bytes of messages that are kept before the answer; a client that is away misses what goes beyond. */
export const mostBefore = 256 * 1024;

/** The rest of an answer whose stream was closed on purpose: kept until its client comes back for it. */
export class Replay {
  /** Names it in event ids; nobody can guess another's. */
  readonly id = randomBytes(16).toString('base64url');
  readonly #events: Buffer[] = [];
  #bytes = 0;
  #isOver = false;
  #wake: () => void = () => undefined;
  #reading: symbol | undefined;

  /**
   * @param answerBytes what the answer may take
   * @param mayTake whether there is room for so many bytes more
   */
  constructor(
    private readonly answerBytes: number,
    private readonly mayTake: (bytes: number) => boolean,
    private readonly onDelivered: () => void,
  ) {}

  /** Bytes that are set aside for it; those it takes, once its answer is there. */
  get reserved(): number {
    return this.#isOver ? this.#bytes : mostBefore + this.answerBytes;
  }

  /** The event that opens the stream: nothing but an id to come back with, and when. */
  opening(retryMs: number): string {
    return `id: ${this.id}.0\nretry: ${Math.round(retryMs)}\ndata: \n\n`;
  }

  /** Keeps a message that comes before the answer, as long as there is room for it. */
  add(text: string): void {
    const event = this.#eventOf(text);
    if (this.#bytes + event.length > mostBefore) return;
    this.#keep(event);
    this.#wake();
  }

  /** Keeps the answer, if there is one; nothing comes after it. One that is too long for the room left is not kept. */
  over(text?: string): void {
    if (this.#isOver) return;
    if (text !== undefined) {
      const event = this.#eventOf(text);
      if (event.length <= this.answerBytes || this.mayTake(event.length - this.answerBytes))
        this.#keep(event);
      else this.#forget();
    }
    this.#isOver = true;
    this.#wake();
  }

  /** The upstream wants its client to leave and come back once more. */
  interrupt(): void {
    this.#reading = undefined;
    this.#wake();
  }

  /** Whether so many of its events can have been read. */
  reaches(position: number): boolean {
    return position <= this.#events.length;
  }

  /** Hands everything after an event to a reader, and what is still to come. One reads at a time: the last who came. */
  async read(after: number, reader: ReplayReader, signal: AbortSignal): Promise<void> {
    const me = Symbol('reader');
    this.#reading = me;
    this.#wake();
    // A process that stops cuts the call short as well, and its last word is still handed on.
    const hasLeft = () => signal.aborted && !(signal.reason instanceof Stopping);
    const isMine = () => this.#reading === me && !hasLeft();
    const leave = () => this.#wake();
    signal.addEventListener('abort', leave, { once: true });
    for (let next = after; isMine();) {
      const event = this.#events[next];
      if (event !== undefined) {
        await reader.write(event);
        next += 1;
      } else if (this.#isOver) {
        this.onDelivered();
        break;
      } else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    signal.removeEventListener('abort', leave);
    reader.end();
  }

  #eventOf(text: string): Buffer {
    return Buffer.from(`event: message\nid: ${this.id}.${this.#events.length + 1}\ndata: ${text}\n\n`);
  }

  #keep(event: Buffer): void {
    this.#bytes += event.length;
    this.#events.push(event);
  }

  /** Without its answer nothing of it is worth coming back for. */
  #forget(): void {
    this.#bytes = 0;
    this.#events.length = 0;
  }
}
