/** How long a server is at work on one call, without the time of people who answer its questions or take what it says. */
export class ServerTime {
  #spentMs = 0;
  #since: number;
  #lastSign: number;
  #waits = 0;

  /** @param now of a clock that only goes forward, as every moment told later. */
  constructor(now: number) {
    this.#since = now;
    this.#lastSign = now;
  }

  /** Whether it is people who are waited for. */
  get isWithPeople(): boolean {
    return this.#waits > 0;
  }

  /** When the server was heard last, or was last told something. */
  get lastSign(): number {
    return this.#lastSign;
  }

  /** The server said something. */
  heard(now: number): void {
    this.#lastSign = now;
  }

  /** The server waits for somebody: it asked something, or what it said is being taken. */
  asked(now: number): void {
    if (this.#waits++ === 0) this.#spentMs += now - this.#since;
  }

  /** Somebody is waited for no longer: the question was answered or turned away, or what was said is taken. */
  answered(now: number): void {
    if (this.#waits === 0 || --this.#waits > 0) return;
    this.#since = now;
    this.#lastSign = now;
  }

  /** Milliseconds so far. */
  spentMs(now: number): number {
    return this.#spentMs + (this.isWithPeople ? 0 : now - this.#since);
  }
}
