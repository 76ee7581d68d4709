import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Learned, Told } from './usage.js';

interface Row {
  readonly id: string;
  readonly all_requests: number;
  readonly all_bytes: number;
  readonly others_requests: number;
  readonly others_streams: number;
  readonly replicas: number;
}

/** So much is emptied in a minute of what has no limit: nothing stays in the bucket. */
const unlimited = 1e15;

/** Counts of use that replicas share, of every organization at once. */
@Injectable()
export class LimitUseRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Tells the others what this replica used, and learns what all of them use; one statement. */
  async exchange(
    replicaId: string,
    told: readonly Told[],
  ): Promise<{ learned: Learned[]; replicas: number }> {
    const rows: Row[] = await this.dataSource.query(
      'select * from castellan_exchange_limit_use($1, $2, $3, $4, $5, $6, $7, $8, $9)',
      [
        replicaId,
        told.map(({ organizationId }) => organizationId),
        told.map(({ id }) => id),
        told.map(({ requests }) => requests),
        told.map(({ bytes }) => bytes),
        told.map(({ limits }) => limits.requestsPerMinute ?? unlimited),
        told.map(({ limits }) => limits.bytesPerMinute ?? unlimited),
        told.map(({ concurrent }) => concurrent),
        told.map(({ streams }) => streams),
      ],
    );
    return {
      learned: rows.map((row) => ({
        id: row.id,
        requests: row.all_requests,
        bytes: row.all_bytes,
        othersRequests: row.others_requests,
        othersStreams: row.others_streams,
      })),
      replicas: rows[0]?.replicas ?? 1,
    };
  }

  /** Removes what nobody uses any more. */
  async forget(): Promise<void> {
    await this.dataSource.query('select castellan_forget_limit_use()');
  }
}
