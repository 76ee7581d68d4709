import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Sealed } from '../platform/crypto/keyring.js';

/** A signed-in browser; the cookie's value is not here, only its hash among the locators. */
@Entity('sessions')
@Index('sessions_member_idx', ['organizationId', 'memberId'])
export class SessionEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'sessions_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sessions_pkey' })
  id!: string;

  @Column('uuid', { name: 'member_id' })
  memberId!: string;

  /** The provider's own name for the session, for its logout messages. */
  @Column('text', { name: 'provider_session', nullable: true })
  providerSession!: string | null;

  /** Shown back to the provider at sign-out, so that it knows whose session to end. */
  @Column('jsonb', { name: 'id_token_hint_sealed', nullable: true })
  idTokenHintSealed!: Sealed | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'authenticated_at' })
  authenticatedAt!: Date;

  @Column('timestamptz', { name: 'last_seen_at', default: () => 'now()' })
  lastSeenAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
