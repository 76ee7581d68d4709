import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { decodeCursor, pageOf, type Page, type PageRequest } from '../kernel/cursor.js';
import { isId } from '../kernel/ids.js';
import type { Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import { tokenHint, type Token, type TokenScope } from './token.js';
import { TokenEntity } from './token.entity.js';

/** What a list of tokens is narrowed to. */
export interface TokenCriteria {
  /** Whose tokens; absent for everybody's. */
  readonly memberId?: string;
  /** Only those that work, or only those that do not any more. */
  readonly active?: boolean;
}

/** A token with what proves its secret. Never leaves this feature. */
export interface StoredToken {
  readonly token: Token;
  readonly hmac: string;
  readonly pepperId: string;
}

/** As much of a token as is recorded when it ends. */
export type RevokedToken = Pick<Token, 'id' | 'name' | 'memberId'>;

/** Tokens, always of one organization and, where a member acts for themselves, of that member. */
@Injectable()
export class TokensRepository {
  async page(work: Work, criteria: TokenCriteria, page: PageRequest, at: Date): Promise<Page<Token>> {
    const query = managerOf(work)
      .createQueryBuilder(TokenEntity, 'token')
      .where('token.organizationId = :organizationId', { organizationId: work.organizationId })
      .orderBy('token.createdAt', 'DESC')
      .addOrderBy('token.id', 'DESC')
      .limit(page.first + 1);
    if (criteria.memberId !== undefined) {
      query.andWhere('token.memberId = :memberId', { memberId: criteria.memberId });
    }
    if (criteria.active !== undefined) {
      const active = 'token.revokedAt is null and token.expiresAt > :at';
      query.andWhere(criteria.active ? `(${active})` : `not (${active})`, { at });
    }
    if (page.after !== undefined) {
      const [createdAt, id] = decodeCursor(page.after, ['time', 'id']);
      query.andWhere('(token.createdAt, token.id) < (:createdAt::timestamptz, :id::uuid)', { createdAt, id });
    }
    const rows = await query.getMany();
    return pageOf(rows, page.first, (row) => [row.createdAt.toISOString(), row.id], token);
  }

  async find(work: Work, tokenId: string, memberId?: string): Promise<Token | undefined> {
    const row = await this.row(work, tokenId, memberId);
    return row && token(row);
  }

  /** Names by id; ids that are no tokens of the organization are not there. */
  async names(work: Work, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await managerOf(work)
      .createQueryBuilder(TokenEntity, 'token')
      .select(['token.id', 'token.name', 'token.organizationId'])
      .where('token.organizationId = :organizationId and token.id = any(:ids)', {
        organizationId: work.organizationId,
        ids: ids.filter(isId),
      })
      .getMany();
    return new Map(rows.map((row) => [row.id, row.name]));
  }

  /** Those of these tokens that still work, and whose owners do. */
  async alive(work: Work, ids: readonly string[], at: Date): Promise<ReadonlySet<string>> {
    const rows: { id: string }[] = await managerOf(work).query(
      `select token.id from tokens token
         join members member on member.organization_id = token.organization_id and member.id = token.member_id
        where token.organization_id = $1 and token.id = any($2::uuid[])
          and token.revoked_at is null and token.expires_at > $3 and member.status = 'active'`,
      [work.organizationId, ids, at],
    );
    return new Set(rows.map(({ id }) => id));
  }

  async stored(work: Work, tokenId: string): Promise<StoredToken | undefined> {
    const row = await this.row(work, tokenId);
    return row && { token: token(row), hmac: row.hmac, pepperId: row.pepperId };
  }

  async add(
    work: Work,
    row: {
      readonly id: string;
      readonly memberId: string;
      readonly name: string;
      readonly lookup: string;
      readonly hmac: string;
      readonly pepperId: string;
      readonly scopes: TokenScope;
      readonly createdAt: Date;
      readonly expiresAt: Date;
      readonly madeWith: string | null;
    },
  ): Promise<void> {
    await managerOf(work).insert(TokenEntity, { ...row, organizationId: work.organizationId });
  }

  /** Until the transaction ends, nobody else makes or revokes tokens of this member. */
  async hold(work: Work, memberId: string): Promise<void> {
    await managerOf(work).query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
      `castellan.tokens/${work.organizationId}/${memberId}`,
    ]);
  }

  async countLive(work: Work, memberId: string, at: Date): Promise<number> {
    return managerOf(work).countBy(TokenEntity, {
      organizationId: work.organizationId,
      memberId,
      revokedAt: IsNull(),
      expiresAt: MoreThan(at),
    });
  }

  /** Revokes what was made with a token, and with that, and so on; returns what was still valid. */
  async revokeMadeWith(work: Work, tokenId: string, by: string, at: Date): Promise<RevokedToken[]> {
    const revoked: [{ id: string; name: string; member_id: string }[], number] = await managerOf(work).query(
      `with recursive made as (
         select id from tokens where organization_id = $1 and made_with = $2
         union
         select token.id from tokens token join made on token.made_with = made.id where token.organization_id = $1)
       update tokens set revoked_at = $4, revoked_by = $3
        where organization_id = $1 and id in (select id from made) and revoked_at is null and expires_at > $4
        returning id, name, member_id`,
      [work.organizationId, tokenId, by, at],
    );
    return revoked[0].map(({ id, name, member_id: memberId }) => ({ id, name, memberId }));
  }

  /** Whether this call revoked it; false when it was revoked already. */
  async revoke(work: Work, tokenId: string, by: string, at: Date): Promise<boolean> {
    const result = await managerOf(work)
      .createQueryBuilder()
      .update(TokenEntity)
      .set({ revokedAt: at, revokedBy: by })
      .where('organizationId = :organizationId and id = :tokenId and revokedAt is null', {
        organizationId: work.organizationId,
        tokenId,
      })
      .execute();
    return result.affected === 1;
  }

  /** Notes a use, unless one was noted within a minute: many processes may ask at once. */
  async noteUse(work: Work, tokenId: string, at: Date): Promise<void> {
    await managerOf(work).query(
      `update tokens set last_used_at = $3
        where organization_id = $1 and id = $2
          and (last_used_at is null or last_used_at <= $3::timestamptz - interval '1 minute')`,
      [work.organizationId, tokenId, at],
    );
  }

  private async row(work: Work, tokenId: string, memberId?: string): Promise<TokenEntity | undefined> {
    if (!isId(tokenId)) return undefined;
    const row = await managerOf(work).findOneBy(TokenEntity, {
      organizationId: work.organizationId,
      id: tokenId,
      ...(memberId === undefined ? {} : { memberId }),
    });
    return row ?? undefined;
  }
}

function token(row: TokenEntity): Token {
  const { id, memberId, name, createdAt, expiresAt, revokedAt, revokedBy, lastUsedAt } = row;
  const hint = tokenHint(row.lookup);
  return {
    id,
    memberId,
    name,
    hint,
    scope: row.scopes,
    createdAt,
    expiresAt,
    revokedAt,
    revokedBy,
    lastUsedAt,
  };
}
