import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { Log } from '../../platform/telemetry/log.js';
import type { Trail } from '../pipeline/record.js';
import type { Turn } from '../pipeline/turn.js';
import type { LimitReached } from './limit-reached.js';

const recordEveryMs = 60_000;
const lookEveryMs = 5_000;
/** So many kinds of refusals are told apart at once; beyond, the oldest are written down early. */
const capacity = 10_000;

interface Alike {
  readonly since: number;
  readonly trail: Trail;
  readonly facts: Readonly<Record<string, string | number>>;
  /** How many were not recorded since the first, which was. */
  counted: number;
}

/**
 * What the trail says of requests that were one too many.
 *
 * A client in a loop is refused thousands of times, and the trail is never shortened: the first refusal of a member at a
 * limit is recorded in full, and those of the following minute as one event that says how many they were.
 */
@Injectable()
export class LimitRefusals implements OnModuleInit, BeforeApplicationShutdown {
  private readonly alike = new Map<string, Alike>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: Log,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.settle(), lookEveryMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.settle(Infinity);
  }

  /** Resolves when the refusal is recorded or counted. */
  async note(turn: Turn, trail: Trail, { subject, reached, facts }: LimitReached): Promise<void> {
    const memberId = turn.caller?.principal.memberId;
    const key = `${subject.id}/${reached.quantity}/${memberId}`;
    const known = this.alike.get(key);
    if (known) {
      known.counted += 1;
      return;
    }
    const since = this.clock.now().getTime();
    this.alike.set(key, { since, trail, facts, counted: 0 });
    if (this.alike.size > capacity) void this.settle(Infinity);
    try {
      await trail.refused('limit_reached', turn.method, turn.asked, turn.decided, facts);
    } catch (error) {
      this.alike.delete(key);
      throw error;
    }
  }

  /** Records how many refusals were alike since their first was recorded, once a minute is over. */
  async settle(until = this.clock.now().getTime()): Promise<void> {
    const over = [...this.alike].filter(([, { since }]) => until - since >= recordEveryMs);
    for (const [key] of over) this.alike.delete(key);
    await Promise.all(
      over
        .filter(([, { counted }]) => counted > 0)
        .map(async ([, { trail, facts, counted, since }]) => {
          try {
            await trail.refusedAgain({ ...facts, counted, since: new Date(since).toISOString() });
          } catch (error) {
            this.log.error({ err: error, counted }, 'refusals at a limit could not be recorded');
          }
        }),
    );
  }
}
