/** How long a server is at work on one call, the time of people who answer its questions not among it. */
export class ServerTime {
  #spentMs = 0;
  #since: number;
  #lastSign: number;
  #questions = 0;

  /** @param now of a clock that only goes forward, as every moment told later. */
  constructor(now: number) {
    this.#since = now;
    this.#lastSign = now;
  }

  /** Whether it is people who are waited for. */
  get isWithPeople(): boolean {
    return this.#questions > 0;
  }

  /** When the server was heard last, or was last told something. */
  get lastSign(): number {
    return this.#lastSign;
  }

  /** The server said something. */
  heard(now: number): void {
    this.#lastSign = now;
  }

  /** The server asked something. */
  asked(now: number): void {
    if (this.#questions++ === 0) this.#spentMs += now - this.#since;
  }

  /** A question was answered, or turned away. */
  answered(now: number): void {
    if (this.#questions === 0 || --this.#questions > 0) return;
    this.#since = now;
    this.#lastSign = now;
  }

  /** Milliseconds so far. */
  spentMs(now: number): number {
    return this.#spentMs + (this.isWithPeople ? 0 : now - this.#since);
  }
}
