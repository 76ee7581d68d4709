import type { BreakerChange, HealthMinute } from './health.js';
import { addLatency, noLatency, percentile } from './latency.js';

/** How far back a history goes. */
export type HealthWindow = 'hour' | 'day' | 'week';

const minuteMs = 60_000;

/** Each window in about a hundred steps: more than that nobody tells apart on a screen. */
export const windows: Readonly<Record<HealthWindow, { readonly lengthMs: number; readonly stepMs: number }>> =
  {
    hour: { lengthMs: 60 * minuteMs, stepMs: minuteMs },
    day: { lengthMs: 24 * 60 * minuteMs, stepMs: 15 * minuteMs },
    week: { lengthMs: 7 * 24 * 60 * minuteMs, stepMs: 120 * minuteMs },
  };

/** One step of a history, of all gateway processes together. */
export interface HealthPoint {
  readonly at: Date;
  readonly calls: number;
  readonly failures: number;
  readonly timeouts: number;
  readonly refused: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** A change of a breaker, and whose it was. */
export interface BreakerEvent extends BreakerChange {
  readonly gatewayId: string;
}

export interface HealthHistory {
  readonly stepMs: number;
  /** Every step of the window, oldest first, those without calls too. */
  readonly points: readonly HealthPoint[];
  /** Newest first, the newest hundred. */
  readonly events: readonly BreakerEvent[];
}

const maximumEvents = 100;

/** Adds up the minutes of one connector, step by step. */
export function historyOf(minutes: readonly HealthMinute[], window: HealthWindow, now: Date): HealthHistory {
  const { lengthMs, stepMs } = windows[window];
  const last = Math.floor(now.getTime() / stepMs) * stepMs;
  const steps = Map.groupBy(minutes, ({ minute }) => Math.floor(minute.getTime() / stepMs) * stepMs);
  const points: HealthPoint[] = [];
  for (let at = last - lengthMs + stepMs; at <= last; at += stepMs) {
    points.push(pointOf(new Date(at), steps.get(at) ?? []));
  }
  const events = minutes
    .flatMap(({ changes, gatewayId }) => changes.map((change) => ({ ...change, gatewayId })))
    .toSorted((one, other) => other.at.localeCompare(one.at))
    .slice(0, maximumEvents);
  return { stepMs, points, events };
}

function pointOf(at: Date, minutes: readonly HealthMinute[]): HealthPoint {
  const latency = noLatency();
  const total = { calls: 0, failures: 0, timeouts: 0, refused: 0 };
  for (const minute of minutes) {
    addLatency(latency, minute.latency);
    for (const what of ['calls', 'failures', 'timeouts', 'refused'] as const) total[what] += minute[what];
  }
  return { at, ...total, p50Ms: whole(percentile(latency, 0.5)), p95Ms: whole(percentile(latency, 0.95)) };
}

function whole(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : Math.round(milliseconds);
}
