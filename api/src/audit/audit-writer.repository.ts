import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { AUDIT_WRITER_POOL } from '../platform/database/database.module.js';
import { appendParameters, appendStatement } from './audit-append.js';
import type { AuditEventRow } from './audit-event.js';

/** The gateway's way into the audit trail: a login that may insert, for any organization, and nothing else. */
@Injectable()
export class AuditWriterRepository {
  constructor(@Inject(AUDIT_WRITER_POOL) private readonly pool: pg.Pool) {}

  async append(rows: readonly AuditEventRow[]): Promise<void> {
    await this.pool.query({ name: 'audit_append', text: appendStatement, values: appendParameters(rows) });
  }
}
