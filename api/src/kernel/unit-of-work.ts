import type { AuditEventDraft } from './audit-event.js';
import type { RequestContext } from './request-context.js';

/**
 * One open transaction of one organization. Opaque here: repositories take it as their first argument and find the
 * connection behind it, services only pass it on.
 */
export interface Work {
  readonly context: RequestContext;
  readonly organizationId: string;
}

/** A transaction that changes something. What it records is written in the same transaction. */
export interface Change extends Work {
  /** Adds an audit event. It is durable exactly when the change is. */
  record(event: AuditEventDraft): void;
  /** Makes the organization's policy version grow on commit and tells every gateway to swap its compiled policy. */
  touchPolicy(): void;
  /** Tells other processes on commit. Channels are listed in platform/notifications. */
  notify(channel: string, payload: string): void;
}

/**
 * Opens transactions with row-level security set to the context's organization.
 *
 * The callback's parameter is the only way to reach the database, so that nothing can run outside the transaction
 * by mistake.
 */
export interface UnitOfWork {
  /** A read-only transaction: one consistent view. */
  read<Result>(context: RequestContext, work: (work: Work) => Promise<Result>): Promise<Result>;
  /** A change. Refuses to commit when nothing was recorded: no audit event, no change. */
  change<Result>(context: RequestContext, work: (change: Change) => Promise<Result>): Promise<Result>;
  /** Bookkeeping that is no fact about the organization (last use, progress, expiry); records nothing. */
  housekeep<Result>(context: RequestContext, work: (work: Work) => Promise<Result>): Promise<Result>;
}

/** Injection token of the unit of work. */
export const UNIT_OF_WORK = Symbol('UnitOfWork');
