import type { BreakerChange } from './health.js';
import { percentile } from './latency.js';

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

/** What all gateway processes together counted in one step. */
export interface HealthStep {
  readonly at: Date;
  readonly calls: number;
  readonly failures: number;
  readonly timeouts: number;
  readonly refused: number;
  readonly probes: number;
  readonly failedProbes: number;
  readonly latency: readonly number[];
}

/** One step of a history. */
export interface HealthPoint extends Omit<HealthStep, 'latency'> {
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
  /** Newest first. */
  readonly events: readonly BreakerEvent[];
}

/** When the steps of a window begin, oldest first; the last is the one that is under way. */
export function stepsOf(window: HealthWindow, now: Date): Date[] {
  const { lengthMs, stepMs } = windows[window];
  const last = Math.floor(now.getTime() / stepMs) * stepMs;
  return Array.from(
    { length: lengthMs / stepMs },
    (_, index) => new Date(last - lengthMs + stepMs * (index + 1)),
  );
}

/** Lays what was counted onto the steps of a window. */
export function pointsOf(steps: readonly Date[], counted: readonly HealthStep[]): HealthPoint[] {
  const byTime = new Map(counted.map((step) => [step.at.getTime(), step]));
  return steps.map((at) => {
    const { latency, ...counts } = byTime.get(at.getTime()) ?? { ...nothing, at };
    return { ...counts, p50Ms: whole(percentile(latency, 0.5)), p95Ms: whole(percentile(latency, 0.95)) };
  });
}

const nothing = { calls: 0, failures: 0, timeouts: 0, refused: 0, probes: 0, failedProbes: 0, latency: [] };

function whole(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : Math.round(milliseconds);
}
