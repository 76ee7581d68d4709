import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Work } from '../../kernel/unit-of-work.js';
import { managerOf } from './typeorm-work.js';

/** What a handle leads to. */
export interface Located {
  readonly organizationId: string;
  readonly subjectId: string;
}

export type LocatorKind = 'session' | 'token' | 'sign_in' | 'gateway_session';

/** SHA-256 of a handle, as stored: reading the table gives nobody a handle. */
export function handleHash(handle: string): string {
  return createHash('sha256').update(handle, 'utf8').digest('hex');
}

/**
 * Finds the organization behind a handle (session cookie, token, sign-in state) that names none.
 *
 * The one table that is read before an organization is known; it holds hashes and ids only.
 */
@Injectable()
export class LocatorsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async find(kind: LocatorKind, handle: string, at: Date): Promise<Located | undefined> {
    const rows: { organization_id: string; subject_id: string }[] = await this.dataSource.query(
      `select organization_id, subject_id from locators
        where kind = $1 and hash = $2 and (expires_at is null or expires_at > $3)`,
      [kind, handleHash(handle), at],
    );
    const row = rows[0];
    return row && { organizationId: row.organization_id, subjectId: row.subject_id };
  }

  async add(
    work: Work,
    kind: LocatorKind,
    handle: string,
    subjectId: string,
    expiresAt?: Date,
  ): Promise<void> {
    await managerOf(work).query(
      `insert into locators (kind, hash, organization_id, subject_id, expires_at) values ($1, $2, $3, $4, $5)`,
      [kind, handleHash(handle), work.organizationId, subjectId, expiresAt ?? null],
    );
  }

  async remove(work: Work, kind: LocatorKind, subjectId: string): Promise<void> {
    await managerOf(work).query(
      `delete from locators where kind = $1 and organization_id = $2 and subject_id = $3`,
      [kind, work.organizationId, subjectId],
    );
  }
}
