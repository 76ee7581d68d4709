import type pino from 'pino';

/** Characters after which lines wait no longer for others. */
const enough = 32 * 1024;

/**
 * Log lines that share a write: one for each would cost a call as much as everything else that is said of it.
 *
 * The destination can gather lines itself, but it looks at all of them again with each that comes.
 */
export class GatheredLines {
  #lines: string[] = [];
  #length = 0;
  #isOver = false;
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly destination: ReturnType<typeof pino.destination>,
    everyMs: number,
  ) {
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

  /** Hands on what waits. */
  flush(): void {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join('');
    this.#lines = [];
    this.#length = 0;
    this.destination.write(text);
  }

  /** Writes what waits before it returns, and from then on every line: a process that ends may have no later chance. */
  end(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
    process.off('exit', this.#atExit);
    this.flush();
    this.destination.flushSync();
  }

  /** What a process says last is why it broke off. */
  readonly #atExit = (): void => this.end();
}
