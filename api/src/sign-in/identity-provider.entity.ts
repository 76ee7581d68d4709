import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

@Entity('identity_providers')
@Unique('identity_providers_issuer_key', ['organizationId', 'issuer'])
export class IdentityProviderEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'identity_providers_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'identity_providers_pkey' })
  id!: string;

  @Column('text')
  issuer!: string;

  @Column('text', { name: 'client_id' })
  clientId!: string;

  @Column('jsonb', { name: 'client_secret_sealed', nullable: true })
  clientSecretSealed!: object | null;

  @Column('text', { name: 'groups_claim', default: 'groups' })
  groupsClaim!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('integer', { default: 1 })
  version!: number;
}
