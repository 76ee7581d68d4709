import type { Metrics } from '../../platform/telemetry/metrics.js';
import type { CallOutcome } from './call-outcome.js';

/** Counters found once: looking one up by its label costs more than counting. */
export type OutcomeCounters = Readonly<Record<CallOutcome, { inc(): void }>>;

/** The counter of each outcome. */
export function countersOf(metric: Metrics['upstreamCalls']): OutcomeCounters {
  const counter = (outcome: CallOutcome) => metric.labels({ outcome });
  return {
    answered: counter('answered'),
    unusable: counter('unusable'),
    failed: counter('failed'),
    timeout: counter('timeout'),
    silent: counter('silent'),
    abandoned: counter('abandoned'),
  };
}
