import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Row of a letter from one gateway process to another. */
@Entity('gateway_letters', {
  comment: 'Letters between gateway processes, sealed, read once, gone in a minute.',
})
export class GatewayLetterEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'gateway_letters_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'gateway_letters_pkey' })
  id!: string;

  /** A process, or a session whose calls any process may hold. */
  @Column('uuid')
  address!: string;

  @Column('jsonb')
  sealed!: Record<string, unknown>;

  @Index('gateway_letters_expiry_idx')
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
