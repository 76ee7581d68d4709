import type { AuditFilter, AuditOutcome } from '../graphql/generated/schema';
import { valuesOf } from '../ui/url-filters';

const hour = 60 * 60 * 1000;

/** Stretches of time up to now, by the word that stands in the address. */
export const stretches: Readonly<Record<string, number>> = {
  '1h': hour,
  '24h': 24 * hour,
  '7d': 7 * 24 * hour,
  '30d': 30 * 24 * hour,
};

/** The keys of the address that filter the audit log. */
export const auditKeys = [
  'q',
  'actor',
  'connector',
  'tool',
  'trace',
  'type',
  'outcome',
  'since',
  'from',
  'to',
] as const;
export type AuditKey = (typeof auditKeys)[number];

const outcomes: readonly string[] = ['SUCCESS', 'DENIED', 'FAILURE'] satisfies AuditOutcome[];

/** The filter the API is asked with, from what stands in the address; what is not a value of ours is left out. */
export function auditFilterOf(value: (key: AuditKey) => string | undefined, now: number): AuditFilter {
  const outcome = value('outcome');
  const types = valuesOf(value('type'));
  const stretch = stretches[value('since') ?? ''];
  return {
    actorId: value('actor') ?? null,
    connectorId: value('connector') ?? null,
    offeringName: value('tool') ?? null,
    traceId: traceIdOf(value('trace')),
    types: types.length ? [...types] : null,
    outcome: outcome && outcomes.includes(outcome) ? (outcome as AuditOutcome) : null,
    from: stretch ? new Date(now - stretch).toISOString() : startOfDay(value('from')),
    to: stretch ? null : startOfDay(value('to'), 1),
    search: value('q') ?? null,
  };
}

/**
 * The trace of an id or of a whole `traceparent`, which is what people copy. Anything else goes on as it is, and the API
 * says what is wrong with it: everything would be shown if it were left out.
 */
function traceIdOf(text: string | undefined): string | null {
  const id = text?.trim().toLowerCase();
  return id ? (/^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(id)?.[1] ?? id) : null;
}

/** The beginning, where the person is, of a day written as 2026-11-22, or of one some days later. */
function startOfDay(day: string | undefined, later = 0): string | null {
  const [year, month, date] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '') ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || date === undefined) return null;
  const start = new Date(year, month - 1, date + later);
  return Number.isNaN(start.getTime()) ? null : start.toISOString();
}
