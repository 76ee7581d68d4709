import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Row of a session of a client that speaks 2025-11-25 or earlier. */
@Entity('gateway_sessions', {
  comment: 'Sessions of clients that speak 2025-11-25 or earlier, bound to one token.',
})
export class GatewaySessionEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'gateway_sessions_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'gateway_sessions_pkey' })
  id!: string;

  @Column('uuid', { name: 'member_id' })
  memberId!: string;

  @Column('uuid', { name: 'token_id' })
  tokenId!: string;

  @Column('uuid', {
    name: 'connector_id',
    nullable: true,
    comment: "Null at the organization's aggregated address.",
  })
  connectorId!: string | null;

  @Column('text')
  revision!: string;

  @Column('jsonb', { default: {} })
  client!: Record<string, unknown>;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
