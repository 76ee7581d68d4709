import pino from 'pino';

/** Characters after which lines wait no longer for others. */
const enough = 32 * 1024;
/** Bytes that the destination keeps until it is told to write: what it begins at once, nobody can wait for. */
const keptBytes = 1024 * 1024;

/**
 * Log lines that share a write: one for each would cost a call as much as everything else that is said of it.
 *
 * The destination can gather lines itself, but it looks at all of them again with each that comes.
 */
export class GatheredLines {
  #lines: string[] = [];
  #length = 0;
  #isOver = false;
  /** Whether something may have been handed on while a write was under way, and still has to be asked for. */
  #mayWait = false;
  readonly #timer: NodeJS.Timeout;
  readonly #destination: ReturnType<typeof pino.destination>;

  /** Onto a file or a descriptor; unless told, nobody waits for a write. */
  constructor(dest: string | number, everyMs: number, { sync } = { sync: false }) {
    this.#destination = pino.destination({ dest, sync, minLength: keptBytes, maxWrite: 2 * keptBytes });
    this.#timer = setInterval(() => this.flush(), everyMs).unref();
    process.once('exit', this.#atExit);
  }

  /** Takes one line, with its end. */
  write(line: string): void {
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#isOver) this.end();
    else if (this.#length >= enough) this.flush();
  }

  /** Has what waits written. */
  flush(): void {
    if (this.#lines.length === 0 && !this.#mayWait) return;
    this.#mayWait = this.#lines.length > 0;
    this.#handOn();
    this.#destination.flush();
  }

  /** Writes what waits before it returns, and from then on every line: a process that ends may have no later chance. */
  end(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
    process.off('exit', this.#atExit);
    this.#handOn();
    this.#destination.flushSync();
  }

  #handOn(): void {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join('');
    this.#lines = [];
    this.#length = 0;
    this.#destination.write(text);
  }

  /** What a process says last is why it broke off. */
  readonly #atExit = (): void => this.end();
}
