import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { WORKER_POOL } from '../platform/database/database.module.js';

/** What the worker's role may do to the database: a few functions, and nothing else. */
@Injectable()
export class UpkeepRepository {
  constructor(@Inject(WORKER_POOL) private readonly pool: pg.Pool) {}

  /** Makes the partitions of the audit trail for this month and the months ahead that are missing. How many. */
  ensurePartitions(months: number): Promise<number> {
    return this.count('select castellan_ensure_audit_partitions($1) as count', [months]);
  }

  /** Removes what has run out, of every organization. How many rows. */
  removeExpired(): Promise<number> {
    return this.count('select castellan_remove_expired() + castellan_remove_expired_letters() as count', []);
  }

  /** Removes the health of connectors from before it is of use to anybody. How many rows. */
  removeOldHealth(): Promise<number> {
    return this.count('select castellan_remove_old_health() as count', []);
  }

  private async count(text: string, values: unknown[]): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>(text, values);
    return rows[0]?.count ?? 0;
  }
}
