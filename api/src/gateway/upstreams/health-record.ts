import {
  freshForMs,
  stateOf,
  windowMinutes,
  type BreakerChange,
  type BreakerPhase,
  type HealthMinute,
  type HealthState,
} from '../../health/health.js';
import { bucketOf, noLatency } from '../../health/latency.js';
import type { CallOutcome } from './call-outcome.js';

interface Minute {
  readonly at: number;
  calls: number;
  failures: number;
  timeouts: number;
  refused: number;
  probes: number;
  failedProbes: number;
  readonly latency: number[];
  readonly changes: BreakerChange[];
  isWritten: boolean;
}

const minuteMs = 60_000;
const maximumMinutes = 60;
/** A breaker that flaps must not fill the history. */
const maximumChanges = 20;
/** While something is wrong each minute is told, for as long as anybody called in this time. */
const concernMs = 60 * minuteMs;

/** What this process saw of one connector in the last minutes. */
export class HealthRecord {
  /** Oldest first, those of the window by which its state is judged. */
  readonly #minutes: Minute[] = [];
  #state: HealthState = 'unknown';
  #stateSince: number;
  #toldState: HealthState = 'unknown';
  #breaker: BreakerPhase = 'closed';
  #lastCall = 0;
  #lastFailure: { readonly code: string; readonly at: number } | undefined;

  constructor(now: number) {
    this.#stateSince = now;
  }

  /** A call ended. */
  called(outcome: CallOutcome, code: string, durationMs: number, now: number): void {
    if (outcome === 'abandoned') return;
    const minute = this.#now(now);
    minute.calls++;
    const bucket = bucketOf(durationMs);
    minute.latency[bucket] = (minute.latency[bucket] ?? 0) + 1;
    if (outcome === 'answered') return;
    minute.failures++;
    if (outcome === 'timeout' || outcome === 'silent') minute.timeouts++;
    this.#lastFailure = { code, at: now };
  }

  /** The server was asked because nobody called. */
  probed(outcome: CallOutcome, code: string, now: number): void {
    if (outcome === 'abandoned') return;
    const minute = this.#now(now);
    minute.probes++;
    if (outcome === 'answered') return;
    minute.failedProbes++;
    this.#lastFailure = { code, at: now };
  }

  /** A call was not made. */
  refused(now: number): void {
    this.#now(now).refused++;
  }

  /** The breaker changed. */
  changed(to: BreakerPhase, code: string | undefined, now: number): void {
    const { changes } = this.#now(now);
    this.#breaker = to;
    this.#judge(now);
    if (changes.length >= maximumChanges) return;
    changes.push({ at: new Date(now).toISOString(), to, ...(code === undefined ? {} : { code }) });
  }

  /** The minutes that changed since they were last asked for. */
  take(connectorId: string, gatewayId: string, now: number): HealthMinute[] {
    this.#forgetOld(now);
    this.#judge(now);
    const isConcern = this.#state === 'down' || this.#state === 'degraded';
    // A state that is over because nobody calls any more is told, too: what was told before would stand for a while.
    const isNews = this.#state !== this.#toldState;
    if (isNews || (isConcern && now - this.#lastCall < concernMs)) this.#minuteOf(now).isWritten = false;
    this.#toldState = this.#state;
    const changed = this.#minutes.filter(({ isWritten }) => !isWritten);
    return changed.map((minute) => {
      minute.isWritten = true;
      const { isWritten: _isWritten, at, latency, changes, ...counts } = minute;
      return {
        connectorId,
        minute: new Date(at),
        gatewayId,
        ...counts,
        latency: [...latency],
        state: this.#state,
        stateSince: new Date(this.#stateSince),
        breaker: this.#breaker,
        changes: [...changes],
        lastFailure: this.#lastFailure?.code ?? null,
        lastFailureAt: this.#lastFailure ? new Date(this.#lastFailure.at) : null,
      };
    });
  }

  /** Whether all of it was asked for, and no minute is still to change: what is begun anew would write over it. */
  isKept(now: number): boolean {
    return this.#minutes.every(({ at, isWritten }) => isWritten && at + minuteMs <= now);
  }

  /** Says that these minutes could not be kept. */
  putBack(minutes: readonly HealthMinute[]): void {
    const times = new Set(minutes.map(({ minute }) => minute.getTime()));
    for (const minute of this.#minutes) if (times.has(minute.at)) minute.isWritten = false;
  }

  #now(now: number): Minute {
    this.#lastCall = now;
    const minute = this.#minuteOf(now);
    minute.isWritten = false;
    return minute;
  }

  #minuteOf(now: number): Minute {
    const at = now - (now % minuteMs);
    const newest = this.#minutes.at(-1);
    if (newest?.at === at) return newest;
    const minute: Minute = {
      at,
      calls: 0,
      failures: 0,
      timeouts: 0,
      refused: 0,
      probes: 0,
      failedProbes: 0,
      latency: noLatency(),
      changes: [],
      isWritten: true,
    };
    this.#minutes.push(minute);
    return minute;
  }

  #forgetOld(now: number): void {
    const oldest = now - windowMinutes * minuteMs;
    while (this.#minutes[0] && this.#minutes[0].at < oldest && this.#minutes[0].isWritten)
      this.#minutes.shift();
    // Minutes that cannot be kept are not kept for ever.
    if (this.#minutes.length > maximumMinutes) this.#minutes.splice(0, this.#minutes.length - maximumMinutes);
  }

  #judge(now: number): void {
    const oldest = now - windowMinutes * minuteMs;
    const seen = { calls: 0, failures: 0, probes: 0, failedProbes: 0 };
    for (const { at, calls, failures, probes, failedProbes } of this.#minutes) {
      if (at < oldest) continue;
      seen.calls += calls;
      seen.failures += failures;
      seen.probes += probes;
      seen.failedProbes += failedProbes;
    }
    const state = stateOf(seen, this.#breaker);
    if (state === this.#state) return;
    // A pause between two calls or probes is no change, and makes "since" begin anew for no reason.
    const isPause = state === 'unknown' && this.#state === 'healthy' && now - this.#lastCall < freshForMs;
    if (isPause) return;
    this.#state = state;
    this.#stateSince = now;
  }
}
