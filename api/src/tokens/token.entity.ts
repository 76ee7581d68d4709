import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { TokenScope } from './token.js';

/** A scoped token. Holds nothing a token could be made from. */
@Entity('tokens')
@Index('tokens_member_idx', { synchronize: false })
@Index('tokens_made_with_idx', { synchronize: false })
@Check('tokens_expiry_is_after_creation', 'expires_at > created_at')
export class TokenEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'tokens_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'tokens_pkey' })
  id!: string;

  @Column('uuid', { name: 'member_id' })
  memberId!: string;

  @Column('text')
  name!: string;

  /** The public part of the token. */
  @Column('text')
  lookup!: string;

  @Column('text', { comment: 'HMAC-SHA-256 of the whole token under a pepper that is not in the database.' })
  hmac!: string;

  @Column('text', { name: 'pepper_id' })
  pepperId!: string;

  @Column('jsonb')
  scopes!: TokenScope;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  @Column('uuid', { name: 'revoked_by', nullable: true })
  revokedBy!: string | null;

  @Column('uuid', {
    name: 'made_with',
    nullable: true,
    comment: 'The token that this one was made with; null if made in the console.',
  })
  madeWith!: string | null;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;
}
