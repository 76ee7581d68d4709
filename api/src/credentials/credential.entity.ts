import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { Sealed } from '../platform/crypto/keyring.js';

@Entity('credentials')
@Unique('credentials_connector_key', ['organizationId', 'connectorId'])
export class CredentialEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'credentials_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'credentials_pkey' })
  id!: string;

  @Column('uuid', { name: 'connector_id' })
  connectorId!: string;

  @Column('text', { name: 'header_name' })
  headerName!: string;

  @Column('text')
  origin!: string;

  @Column('jsonb')
  sealed!: Sealed;

  @Column('text', { name: 'last_four' })
  lastFour!: string;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
