import { Injectable } from '@nestjs/common';
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
    },
  ): Promise<void> {
    await managerOf(work).insert(TokenEntity, { ...row, organizationId: work.organizationId });
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
