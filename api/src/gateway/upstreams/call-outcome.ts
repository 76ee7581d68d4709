import { McpUpstreamError, type McpUpstreamErrorCode } from '../../platform/mcp/upstream-error.js';

/**
 * What a call says of its upstream. `answered`: it is there. `unusable`: it is there, and what it says cannot be used.
 * `failed` and `timeout`: it did not answer. `silent`: the caller gave up first, but after a long wait in which nothing
 * came. `abandoned`: the caller gave up first, which says nothing.
 */
export type CallOutcome = 'answered' | 'unusable' | 'failed' | 'timeout' | 'silent' | 'abandoned';

const failures: ReadonlySet<McpUpstreamErrorCode> = new Set([
  'dns_failure',
  'connection_refused',
  'connection_lost',
  'tls_failure',
  'server_error',
  'no_answer',
]);

/** Answers that say something of the call, not of how the upstream fares. */
const wellAnswered: ReadonlySet<McpUpstreamErrorCode> = new Set(['answer_too_large', 'rate_limited']);

/** What a failed exchange says of its upstream. */
export function outcomeOf(error: unknown): CallOutcome {
  // A fault of our own is no word about the upstream.
  if (!(error instanceof McpUpstreamError) || error.code === 'cancelled') return 'abandoned';
  if (error.code === 'timeout') return 'timeout';
  if (failures.has(error.code)) return 'failed';
  return wellAnswered.has(error.code) ? 'answered' : 'unusable';
}

/**
 * The part of its time that a server may use without a sign before it matters that a caller gives up: less than half,
 * because half of the usual limit is what most clients wait.
 */
const patientShare = 0.4;

/** Whether whoever gave up had waited long enough for it to be a word about the server. */
export function wasPatient(waitedMs: number, limitMs: number): boolean {
  return waitedMs >= limitMs * patientShare;
}

/**
 * Whether a failed request may be sent once more: if nothing of it left; or if it only reads, and was written to a
 * connection that had been closed meanwhile.
 */
export function maySendAgain(error: unknown, isRead: boolean): boolean {
  if (!(error instanceof McpUpstreamError)) return false;
  if (error.code !== 'connection_refused' && error.code !== 'connection_lost') return false;
  return error.delivery === 'unsent' || (isRead && error.delivery === 'stale');
}
