import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuditEventDraft } from '../kernel/audit-event.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { AuditSink } from '../platform/database/audit-sink.js';
import { appendParameters, appendStatement } from './audit-append.js';
import { auditEventRow } from './audit-event.js';

/** Writes the events of a change inside the change's own transaction. */
@Injectable()
export class TransactionAuditSink implements AuditSink {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async append(
    manager: EntityManager,
    context: RequestContext,
    drafts: readonly AuditEventDraft[],
  ): Promise<void> {
    const at = this.clock.now();
    await manager.query(
      appendStatement,
      appendParameters(drafts.map((draft) => auditEventRow(context, draft, at))),
    );
  }
}
