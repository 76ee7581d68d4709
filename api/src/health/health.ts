/** How a connector fares. `unknown`: nobody has called it lately, Castellan itself neither. */
export type HealthState = 'healthy' | 'degraded' | 'down' | 'unknown';

/** Whether calls are let through: `half_open` lets one at a time try. */
export type BreakerPhase = 'closed' | 'open' | 'half_open';

/** A gateway process stopped or began to let calls through. */
export interface BreakerChange {
  /** ISO 8601. */
  readonly at: string;
  readonly to: BreakerPhase;
  /** The failure that opened it. */
  readonly code?: string;
}

/** What one gateway process saw of one connector in one minute. */
export interface HealthMinute {
  readonly connectorId: string;
  readonly minute: Date;
  readonly gatewayId: string;
  /** Calls that were made, however they ended. */
  readonly calls: number;
  /** Calls without a usable answer, time-outs among them. */
  readonly failures: number;
  readonly timeouts: number;
  /** Calls that were not made: the breaker was open, or too many were under way. */
  readonly refused: number;
  /** How often Castellan itself asked, because nobody called, and how often it got no usable answer. */
  readonly probes: number;
  readonly failedProbes: number;
  /** Of calls only. */
  readonly latency: readonly number[];
  /** How the connector fared at the end of the minute, as this process saw it. */
  readonly state: HealthState;
  readonly stateSince: Date;
  readonly breaker: BreakerPhase;
  readonly changes: readonly BreakerChange[];
  readonly lastFailure: string | null;
  readonly lastFailureAt: Date | null;
}

/** Minutes that the present state is judged by. */
export const windowMinutes = 5;

const minuteMs = 60_000;

/** What a process wrote counts for this long: it writes each minute while something is wrong. */
export const freshForMs = 3 * windowMinutes * minuteMs;

/**
 * How a connector fares by its last few minutes: down when it is not called any more, or answers nobody; degraded when
 * one call in twenty comes to nothing. Who asked makes no difference to that.
 */
export function stateOf(
  seen: Pick<HealthMinute, 'calls' | 'failures' | 'probes' | 'failedProbes'>,
  breaker: BreakerPhase,
): HealthState {
  const calls = seen.calls + seen.probes;
  const failures = seen.failures + seen.failedProbes;
  if (breaker !== 'closed') return 'down';
  if (calls === 0) return 'unknown';
  if (failures >= 3 && failures === calls) return 'down';
  return failures * 20 >= calls && failures > 0 ? 'degraded' : 'healthy';
}

/** How a connector fares now, as all gateway processes see it together. */
export interface Health {
  readonly state: HealthState;
  readonly since: Date | null;
  /** Of the last few minutes. */
  readonly calls: number;
  readonly failures: number;
  readonly probes: number;
  readonly failedProbes: number;
  /** Processes that have called it lately, and how many of them let nothing through. */
  readonly gateways: number;
  readonly openGateways: number;
  readonly lastFailure: string | null;
  readonly lastFailureAt: Date | null;
}

export const unknownHealth: Health = {
  state: 'unknown',
  since: null,
  calls: 0,
  failures: 0,
  probes: 0,
  failedProbes: 0,
  gateways: 0,
  openGateways: 0,
  lastFailure: null,
  lastFailureAt: null,
};

/**
 * Puts together what the processes wrote lately. It is down when it is for each of them that called it, and degraded
 * when it is not well for some.
 *
 * @param minutes of one connector, in any order.
 */
export function healthOf(minutes: readonly HealthMinute[], at: Date): Health {
  const fresh = minutes.filter(({ minute }) => at.getTime() - minute.getTime() < freshForMs);
  const newest = new Map<string, HealthMinute>();
  for (const each of fresh) {
    const known = newest.get(each.gatewayId);
    if (!known || known.minute < each.minute) newest.set(each.gatewayId, each);
  }
  const views = [...newest.values()].filter(({ state }) => state !== 'unknown');
  const failed = minutes
    .filter(({ lastFailureAt }) => lastFailureAt !== null)
    .toSorted((one, other) => Number(other.lastFailureAt) - Number(one.lastFailureAt))[0];
  const { lastFailure = null, lastFailureAt = null } = failed ?? {};
  if (views.length === 0) return { ...unknownHealth, lastFailure, lastFailureAt };
  const state = combined(views.map((view) => view.state));
  const deciding = state === 'healthy' ? views : views.filter((view) => view.state !== 'healthy');
  const recent = fresh.filter(({ minute }) => at.getTime() - minute.getTime() < windowMinutes * minuteMs);
  return {
    state,
    // Well since the last of them found it well; not well since the first of them found it so.
    since: (state === 'healthy' ? latest : earliest)(deciding.map(({ stateSince }) => stateSince)),
    calls: sum(recent.map(({ calls }) => calls)),
    failures: sum(recent.map(({ failures }) => failures)),
    probes: sum(recent.map(({ probes }) => probes)),
    failedProbes: sum(recent.map(({ failedProbes }) => failedProbes)),
    gateways: views.length,
    openGateways: views.filter(({ breaker }) => breaker !== 'closed').length,
    lastFailure,
    lastFailureAt,
  };
}

function combined(states: readonly HealthState[]): HealthState {
  if (states.every((state) => state === 'down')) return 'down';
  return states.every((state) => state === 'healthy') ? 'healthy' : 'degraded';
}

function latest(dates: readonly Date[]): Date {
  return new Date(Math.max(...dates.map(Number)));
}

function earliest(dates: readonly Date[]): Date {
  return new Date(Math.min(...dates.map(Number)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
