import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { WORKER_POOL } from '../platform/database/database.module.js';

@Injectable()
export class PartitionsRepository {
  constructor(@Inject(WORKER_POOL) private readonly pool: pg.Pool) {}

  /** Makes the partitions of this month and the months ahead that are missing. How many it made. */
  async ensure(months: number): Promise<number> {
    const { rows } = await this.pool.query<{ made: number }>(
      'select castellan_ensure_audit_partitions($1) as made',
      [months],
    );
    return rows[0]?.made ?? 0;
  }
}
