import { randomBytes } from 'node:crypto';
import { Stopping } from '../pipeline/stopping.js';

/** Where the events of a kept answer go. */
export interface ReplayReader {
  readonly write: (event: string) => Promise<void>;
  readonly end: () => void;
}

/** The rest of an answer whose stream was closed on purpose: kept until its client comes back for it. */
export class Replay {
  /** Names it in event ids; nobody can guess another's. */
  readonly id = randomBytes(16).toString('base64url');
  readonly #events: string[] = [];
  #bytes = 0;
  #isOver = false;
  #wake: () => void = () => undefined;
  #reading: symbol | undefined;

  constructor(
    private readonly maximumBytes: number,
    private readonly onDelivered: () => void,
  ) {}

  get bytes(): number {
    return this.#bytes;
  }

  /** The event that opens the stream: nothing but an id to come back with, and when. */
  opening(retryMs: number): string {
    return `id: ${this.id}.0\nretry: ${Math.round(retryMs)}\ndata: \n\n`;
  }

  /** Keeps a message. Whether there was room for it. */
  add(text: string): boolean {
    this.#bytes += Buffer.byteLength(text);
    if (this.#bytes > this.maximumBytes) return false;
    this.#events.push(`event: message\nid: ${this.id}.${this.#events.length + 1}\ndata: ${text}\n\n`);
    this.#wake();
    return true;
  }

  /** Says that nothing comes any more. */
  over(): void {
    this.#isOver = true;
    this.#wake();
  }

  /** The upstream wants its client to leave and come back once more. */
  interrupt(): void {
    this.#reading = undefined;
    this.#wake();
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
}
