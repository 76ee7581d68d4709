import { partPerMember } from './limits/limits.js';
import { refuse, type GatewayRefusal } from './pipeline/gateway-refusal.js';
import type { Turn } from './pipeline/turn.js';

/**
 * The turns this process is busy with.
 *
 * No set, on purpose: a set that changes with every call is copied every few calls, and its old copies, each of which
 * leads to the next, keep whatever was in them for as long as the collector leaves old things alone. Measured, that
 * made every call outlive itself. Here a place that becomes free is taken by the last one.
 */
export class TurnsUnderWay {
  readonly #turns: Turn[] = [];
  #held = 0;

  constructor(private readonly heldBytes: number) {}

  get size(): number {
    return this.#turns.length;
  }

  add(turn: Turn): void {
    turn.place = this.#turns.push(turn) - 1;
    turn.hold = (bytes) => this.#hold(turn, bytes);
  }

  /** All that is left of a turn is what its client has not taken yet. */
  leave(turn: Turn, untaken: number): void {
    turn.hold = () => undefined;
    this.#held += untaken - turn.held;
    turn.held = untaken;
  }

  delete(turn: Turn): void {
    this.leave(turn, 0);
    const last = this.#turns.pop();
    if (!last || last === turn) return;
    this.#turns[turn.place] = last;
    last.place = turn.place;
  }

  /** Those under way at this moment; what is done with one may end it. */
  all(): readonly Turn[] {
    return [...this.#turns];
  }

  #hold(turn: Turn, bytes: number): GatewayRefusal | undefined {
    const held = this.#held + bytes;
    if (held > this.heldBytes)
      return tooMuchHeld(503, 'everything under way in this Castellan', this.heldBytes);
    const part = this.heldBytes * partPerMember;
    // Nobody holds more than their part before all together do: only then it is looked who holds how much.
    if (held > part && this.#heldByMemberOf(turn) + bytes > part) {
      return tooMuchHeld(429, 'what you have under way, with all your tokens together,', part);
    }
    this.#held = held;
    turn.held += bytes;
    return undefined;
  }

  /** What the turns of the same member hold, this one among them. */
  #heldByMemberOf({ caller }: Turn): number {
    const memberId = caller?.principal.memberId;
    return this.#turns.reduce(
      (sum, { caller, held }) => (caller?.principal.memberId === memberId ? sum + held : sum),
      0,
    );
  }
}

function tooMuchHeld(status: 429 | 503, what: string, bytes: number): GatewayRefusal {
  const megabytes = Math.floor(bytes / (1024 * 1024));
  return refuse(
    'too_much_held',
    status,
    `${status === 429 ? 'Too Many Requests' : 'Service Unavailable'}: ${what} has reached ${megabytes} MB, the most that is kept in memory at once. Try again in a second, when other calls have ended.`,
    { 'retry-after': '1' },
  );
}
