import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';

const recordEveryMs = 60_000;
const capacity = 10_000;

interface Seen {
  since: number;
  /** How many were not recorded since the last that was. */
  alike: number;
}

/**
 * Which refusals at the door are worth an event of their own.
 *
 * Anybody can be refused as often as they like, and the trail is never shortened: of refusals that are alike, one in a
 * minute is recorded, with how many it stands for.
 */
@Injectable()
export class RepeatedRefusals {
  private readonly seen = new Map<string, Seen>();

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** How many went unrecorded before this one; undefined if this one is not to be recorded either. */
  before(...likeness: readonly (string | undefined)[]): number | undefined {
    const key = JSON.stringify(likeness);
    const now = this.clock.now().getTime();
    const known = this.seen.get(key);
    if (known && now - known.since < recordEveryMs) {
      known.alike += 1;
      return undefined;
    }
    // A map keeps the order in which keys were added, so the first is the one not seen for longest.
    this.seen.delete(key);
    for (const oldest of this.seen.keys()) {
      if (this.seen.size < capacity) break;
      this.seen.delete(oldest);
    }
    this.seen.set(key, { since: now, alike: 0 });
    return known?.alike ?? 0;
  }
}
