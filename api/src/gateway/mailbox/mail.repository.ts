import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Work } from '../../kernel/unit-of-work.js';
import type { Sealed } from '../../platform/crypto/keyring.js';
import { managerOf } from '../../platform/database/typeorm-work.js';

/** A letter as it lies in the database. */
export interface StoredLetter {
  readonly id: string;
  readonly address: string;
  readonly sealed: Sealed;
  readonly expiresAt: Date;
}

/** Letters between processes, and the knocks that tell of them. */
@Injectable()
export class MailRepository {
  constructor(private readonly dataSource: DataSource) {}

  async add(work: Work, { id, address, sealed, expiresAt }: StoredLetter, knock: string): Promise<void> {
    await managerOf(work).query(
      `insert into gateway_letters (organization_id, id, address, sealed, expires_at) values ($1, $2, $3, $4, $5)`,
      [work.organizationId, id, address, JSON.stringify(sealed), expiresAt],
    );
    await managerOf(work).query(`select pg_notify('castellan_gateway_letter', $1)`, [knock]);
  }

  /** A letter and its end: nobody reads it twice. */
  async take(work: Work, id: string, address: string, at: Date): Promise<Sealed | undefined> {
    const [rows]: [{ sealed: Sealed }[], number] = await managerOf(work).query(
      `delete from gateway_letters
        where organization_id = $1 and id = $2 and address = $3 and expires_at > $4 returning sealed`,
      [work.organizationId, id, address, at],
    );
    return rows[0]?.sealed;
  }

  /** A letter that others have to read as well. */
  async read(work: Work, id: string, address: string, at: Date): Promise<Sealed | undefined> {
    const rows: { sealed: Sealed }[] = await managerOf(work).query(
      `select sealed from gateway_letters
        where organization_id = $1 and id = $2 and address = $3 and expires_at > $4`,
      [work.organizationId, id, address, at],
    );
    return rows[0]?.sealed;
  }

  /** The letters that lie at these addresses, as many as are read at once; those that were read lie there longest. */
  async waiting(
    work: Work,
    addresses: readonly string[],
    at: Date,
  ): Promise<readonly { readonly id: string; readonly address: string }[]> {
    return managerOf(work).query(
      `select id, address from gateway_letters
        where organization_id = $1 and address = any($2::uuid[]) and expires_at > $3
        order by expires_at desc limit 200`,
      [work.organizationId, addresses, at],
    );
  }

  /** Knocks without a letter: names alone, no data. */
  async knock(text: string): Promise<void> {
    await this.dataSource.query(`select pg_notify('castellan_gateway_letter', $1)`, [text]);
  }
}
