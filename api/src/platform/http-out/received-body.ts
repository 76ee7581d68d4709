import { GatheredBytes } from '../../kernel/gathered-bytes.js';

const HIGH_WATER_MARK = 64 * 1024;
/** What a chunk that waits takes beside its own bytes: a server may send them one by one. */
const OF_CHUNK = 256;

/** What a body needs of the exchange it belongs to. */
export interface BodySource {
  /** Asks for more after `push` said that it is enough. */
  resume(): void;
  /** Nobody wants the rest; returns what the reader is told. */
  abandon(cause?: Error): Error;
}

interface Reader {
  readonly resolve: (result: IteratorResult<Uint8Array, undefined>) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * The bytes of one answer, to be read once: as they come, or all at once.
 *
 * Node's own streams can do much more, and cost a call more than everything else that is done with its body.
 */
export class ReceivedBody implements AsyncIterator<Uint8Array, undefined> {
  #chunks: Buffer[] = [];
  #held = 0;
  #isOver = false;
  #error: Error | undefined;
  #reader: Reader | undefined;
  #whole: PromiseWithResolvers<Buffer> | undefined;
  readonly #gathered = new GatheredBytes();

  constructor(private readonly source: BodySource) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Takes a chunk, and says whether there is room for more. */
  push(chunk: Buffer): boolean {
    if (this.#isOver) return true;
    if (this.#whole) {
      this.#gathered.add(chunk);
      return true;
    }
    const reader = this.#reader;
    if (reader) {
      this.#reader = undefined;
      reader.resolve({ done: false, value: chunk });
      return true;
    }
    this.#chunks.push(chunk);
    this.#held += chunk.length + OF_CHUNK;
    return this.#held < HIGH_WATER_MARK;
  }

  /** Nothing more comes, because that was all or because of an error. */
  end(error?: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#error = error;
    if (error) this.#chunks = [];
    this.#settle();
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const chunk = this.#chunks.shift();
    if (chunk) {
      this.#held -= chunk.length + OF_CHUNK;
      if (!this.#isOver && this.#held < HIGH_WATER_MARK) this.source.resume();
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.#error) return Promise.reject(this.#error);
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
      this.source.resume();
    });
  }

  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.destroy();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Gives up what was not read. */
  destroy(cause?: Error): void {
    if (!this.#isOver) this.end(this.source.abandon(cause));
  }

  /** Everything that was not read yet, once all of it is there. */
  bytes(): Promise<Buffer> {
    if (!this.#whole) {
      this.#whole = Promise.withResolvers();
      for (const chunk of this.#chunks.splice(0)) this.#gathered.add(chunk);
      if (this.#isOver) this.#settle();
      else this.source.resume();
    }
    return this.#whole.promise;
  }

  #settle(): void {
    if (this.#error) {
      this.#reader?.reject(this.#error);
      this.#whole?.reject(this.#error);
      return;
    }
    this.#reader?.resolve({ done: true, value: undefined });
    this.#whole?.resolve(this.#gathered.whole);
  }
}
