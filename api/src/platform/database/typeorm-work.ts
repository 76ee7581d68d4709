import type { EntityManager } from 'typeorm';
import type { AuditEventDraft } from '../../kernel/audit-event.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { Change, Work } from '../../kernel/unit-of-work.js';

/** A transaction with the connection behind it. Only repositories look inside, through `managerOf`. */
export class TypeOrmWork implements Change {
  readonly organizationId: string;
  readonly drafts: AuditEventDraft[] = [];
  readonly notifications: { readonly channel: string; readonly payload: string }[] = [];
  policyTouched = false;

  constructor(
    readonly context: RequestContext,
    readonly manager: EntityManager,
  ) {
    this.organizationId = context.organizationId;
  }

  record(event: AuditEventDraft): void {
    this.drafts.push(event);
  }

  touchPolicy(): void {
    this.policyTouched = true;
  }

  notify(channel: string, payload: string): void {
    this.notifications.push({ channel, payload });
  }
}

/** The entity manager of a transaction. For repositories only. */
export function managerOf(work: Work): EntityManager {
  if (work instanceof TypeOrmWork) return work.manager;
  throw new TypeError('This transaction was not opened by the unit of work.');
}
