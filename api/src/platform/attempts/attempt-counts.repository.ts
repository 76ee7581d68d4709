import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Attempts by the hash of where they came from. */
export interface HashedAttempts {
  readonly hash: string;
  readonly attempts: number;
  readonly ageMs: number;
}

/** Attempts that replicas count together, before anybody is known. */
@Injectable()
export class AttemptCountsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Adds what a replica counted, and answers what all of them did; one statement. */
  async exchange(
    told: readonly HashedAttempts[],
  ): Promise<Map<string, Pick<HashedAttempts, 'attempts' | 'ageMs'>>> {
    const rows: { hash: string; all_attempts: number; age: number }[] = await this.dataSource.query(
      'select * from castellan_exchange_attempts($1, $2, $3)',
      [
        told.map(({ hash }) => hash),
        told.map(({ attempts }) => attempts),
        told.map(({ ageMs }) => ageMs / 1000),
      ],
    );
    return new Map(
      rows.map((row) => [row.hash, { attempts: row.all_attempts, ageMs: Math.max(0, row.age * 1000) }]),
    );
  }
}
