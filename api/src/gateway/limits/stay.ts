import type { Clock } from '../../kernel/clock.js';
import { LimitReached } from './limit-reached.js';
import type { Held, Wanted } from './subject-use.js';
import type { Subject, Usage } from './usage.js';

/** Bytes that are counted together: events may be tiny, and each would be counted for several. */
const countedTogether = 64 * 1024;

/**
 * What one HTTP request uses of its caller's, its connector's and its organization's limits, until it is over.
 *
 * Two kinds of limits, two moments: places are taken before anything is read, so that nobody can fill the process with
 * requests that never arrive; the count by the minute comes once it is known what is asked, so that a model can be told.
 */
export class Stay {
  readonly #subjects: Subject[];
  readonly #places: { readonly subjects: readonly Subject[]; readonly what: Held }[] = [];
  #isCounted = false;
  #bytes = 0;
  #isOver = false;

  constructor(
    private readonly usage: Usage,
    private readonly clock: Clock,
    subjects: readonly Subject[],
  ) {
    this.#subjects = [...subjects];
  }

  /** Takes a place for something of which only the head is here. */
  arrive(): void {
    const now = this.#now();
    this.#check(this.#subjects, 'arrive', now);
    this.#enter('arriving', this.#subjects, now);
  }

  /** Counts a message: a request that wants to be served, or something that wants no answer. */
  count(wants: 'request' | 'notify'): void {
    const now = this.#now();
    this.#check(this.#subjects, wants, now);
    this.usage.request(this.#subjects, now);
    this.#isCounted = true;
    if (wants === 'notify') return;
    this.#leave(now);
    this.#enter('concurrentRequests', this.#subjects, now);
  }

  /** Counts what one message asks for as often as if each had been asked for by itself. */
  also(times: number): void {
    const now = this.#now();
    for (let time = 0; time < times; time += 1) this.usage.request(this.#subjects, now);
  }

  /** What ended a request, unless it was one too many and ended before it was even counted. */
  judged(error: unknown): unknown {
    if (this.#isCounted || error instanceof LimitReached) return error;
    try {
      this.count('notify');
      return error;
    } catch (reached) {
      return reached;
    }
  }

  /** From here on the request is counted for these too. */
  call(subjects: readonly Subject[]): void {
    const now = this.#now();
    this.#check(subjects, 'request', now);
    this.usage.request(subjects, now);
    this.#enter('concurrentRequests', subjects, now);
    this.#subjects.push(...subjects);
  }

  /** The request becomes a stream, for these too: it lasts, and takes another kind of place. */
  listen(subjects: readonly Subject[]): void {
    const now = this.#now();
    this.#leave(now);
    this.#subjects.push(...subjects);
    this.#check(this.#subjects, 'listen', now);
    this.#enter('openStreams', this.#subjects, now);
  }

  /**
   * Counts what it has moved so far: what a stream moves in hours would shut others out for long, were it counted when
   * it ends.
   */
  moved(bytes: number): void {
    if (!this.#isOver && bytes - this.#bytes >= countedTogether) this.#count(bytes, this.#now());
  }

  /** The request is over: its places are free, and its bytes are counted. */
  end(bytes: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const now = this.#now();
    this.#leave(now);
    this.#count(bytes, now);
  }

  #count(bytes: number, now: number): void {
    this.usage.transferred(this.#subjects, bytes - this.#bytes, now);
    this.#bytes = bytes;
  }

  #enter(what: Held, subjects: readonly Subject[], now: number): void {
    const entered = [...subjects];
    this.usage.hold(entered, what, 1, now);
    this.#places.push({ subjects: entered, what });
  }

  #leave(now: number): void {
    for (const { subjects, what } of this.#places.splice(0)) this.usage.hold(subjects, what, -1, now);
  }

  #check(subjects: readonly Subject[], wants: Wanted, now: number): void {
    const problem = this.usage.problem(subjects, wants, now);
    if (problem) throw new LimitReached(problem.subject, problem.reached);
  }

  #now(): number {
    return this.clock.now().getTime();
  }
}
