import type { HealthMinute } from '../../health/health.js';
import { abandoned, admit, closedBreaker, failed, succeeded, type Breaker } from './breaker.js';
import type { CallOutcome } from './call-outcome.js';
import { HealthRecord } from './health-record.js';
import { Slots, type WaitingRoom } from './slots.js';

/** The breaker is open: no call is made before then. */
export class BreakerOpen extends Error {
  override readonly name = 'BreakerOpen';

  constructor(readonly retryInMs: number) {
    super('The breaker is open.');
  }
}

/** How an exchange ended, and what it was made for. */
export interface Settled {
  readonly outcome: CallOutcome;
  readonly code: string;
  /** Milliseconds that the server took, the time of people not among them. */
  readonly durationMs: number;
  /** When the server was heard last in it, on the clock of `heard`. */
  readonly lastSign: number;
  readonly isProbe: boolean;
}

/** What this process knows of the server behind one connector: who is calling it, whether to, and how it fared. */
export class Upstream {
  readonly slots: Slots;
  #breaker: Breaker;
  /** The phase that is on record. */
  #told: Breaker['phase'] = 'closed';
  readonly #record: HealthRecord;
  #heardAt = -Infinity;

  constructor(
    readonly organizationId: string,
    readonly connectorId: string,
    room: WaitingRoom,
    now: number,
    /** Called when calls begin or cease to be let through. */
    private readonly onChange: () => void,
    private readonly chance: () => number = Math.random,
  ) {
    this.slots = new Slots(room);
    this.#breaker = closedBreaker(now);
    this.#record = new HealthRecord(now);
  }

  /** Whether calls are not let through, or only one to try. */
  get isCut(): boolean {
    return this.#breaker.phase !== 'closed';
  }

  /** Whether nothing is lost by meeting it anew: nobody calls it, everybody may, and how it fared is on record. */
  isForgettable(now: number): boolean {
    return this.slots.isIdle && !this.isCut && this.#record.isKept(now);
  }

  /** Whether a call would be let through now; asking is not on record. */
  mayTry(now: number): boolean {
    return admit(this.#breaker, now).isAdmitted;
  }

  /** The server said something, at this moment of a clock that only goes forward. */
  heard(moment: number): void {
    this.#heardAt = moment;
  }

  /** The call that was let through to try has found the server at work, whatever becomes of it. */
  responded(epoch: number, now: number): void {
    if (this.isCut) this.#become(succeeded(this.#breaker, epoch, now), undefined, now);
  }

  /** Fails with `BreakerOpen` if a call would not be let through now. */
  check(now: number): void {
    if (this.#breaker.phase === 'closed') return;
    const admission = admit(this.#breaker, now);
    if (!admission.isAdmitted) this.#refuse(admission.retryAt, now);
  }

  /**
   * Lets a call through and returns the epoch its outcome belongs to, or fails with `BreakerOpen`. What a probe tries is
   * on record when it succeeds: trying again and again what stays down is no news.
   */
  admit(now: number, isProbe = false): number {
    if (this.#breaker.phase === 'closed') return this.#breaker.epoch;
    const admission = admit(this.#breaker, now);
    if (!admission.isAdmitted) this.#refuse(admission.retryAt, now);
    if (isProbe) this.#breaker = admission.next;
    else this.#become(admission.next, undefined, now);
    return this.#breaker.epoch;
  }

  /** A call that was let through has ended. */
  settle(epoch: number, { outcome, code, durationMs, lastSign, isProbe }: Settled, now: number): void {
    if (isProbe) this.#record.probed(outcome, code, now);
    else this.#record.called(outcome, code, durationMs, now);
    switch (outcome) {
      case 'silent':
        // One caller may ask too much of a server that answers everybody else.
        if (this.#heardAt <= lastSign)
          return this.#become(failed(this.#breaker, epoch, now, this.chance()), code, now);
        return this.#become(abandoned(this.#breaker, epoch, now), undefined, now);
      case 'answered':
      case 'unusable':
        return this.#become(succeeded(this.#breaker, epoch, now), undefined, now);
      case 'failed':
      case 'timeout':
        return this.#become(failed(this.#breaker, epoch, now, this.chance()), code, now);
      case 'abandoned':
        return this.#become(abandoned(this.#breaker, epoch, now), undefined, now);
    }
  }

  /** A call was not made for want of a slot. */
  turnedAway(now: number): void {
    this.#record.refused(now);
  }

  takeHealth(gatewayId: string, now: number): HealthMinute[] {
    return this.#record.take(this.connectorId, gatewayId, now);
  }

  putBackHealth(minutes: readonly HealthMinute[]): void {
    this.#record.putBack(minutes);
  }

  #refuse(retryAt: number, now: number): never {
    this.#record.refused(now);
    throw new BreakerOpen(retryAt - now);
  }

  #become(next: Breaker, code: string | undefined, now: number): void {
    this.#breaker = next;
    if (next.phase === this.#told) return;
    this.#told = next.phase;
    this.#record.changed(next.phase, code, now);
    this.onChange();
  }
}
