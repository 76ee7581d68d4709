import type { EntityManager } from 'typeorm';
import type { AuditEventDraft } from '../../kernel/audit-event.js';
import type { RequestContext } from '../../kernel/request-context.js';

/** Where a change writes its audit events, inside its own transaction. Implemented by audit/. */
export interface AuditSink {
  append(manager: EntityManager, context: RequestContext, drafts: readonly AuditEventDraft[]): Promise<void>;
}

/** Injection token of the audit sink. */
export const AUDIT_SINK = Symbol('AuditSink');
