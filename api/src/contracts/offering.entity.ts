import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

@Entity('offerings')
@Unique('offerings_name_key', ['organizationId', 'connectorId', 'kind', 'name'])
@Unique('offerings_connector_key', ['organizationId', 'connectorId', 'id'])
export class OfferingEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'offerings_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'offerings_pkey' })
  id!: string;

  @Column('uuid', { name: 'connector_id' })
  connectorId!: string;

  @Column('text')
  kind!: string;

  @Column('text')
  name!: string;

  @Column('text')
  classification!: string;

  @Column('uuid', { name: 'classified_by', nullable: true })
  classifiedBy!: string | null;

  @Column('text', { name: 'live_hash', nullable: true })
  liveHash!: string | null;

  @Column('text', { name: 'approved_hash', nullable: true })
  approvedHash!: string | null;

  @Column('uuid', { name: 'approved_by', nullable: true })
  approvedBy!: string | null;

  @Column('timestamptz', { name: 'approved_at', nullable: true })
  approvedAt!: Date | null;

  @Column('timestamptz', { name: 'first_seen_at', default: () => 'now()' })
  firstSeenAt!: Date;

  @Column('timestamptz', { name: 'last_seen_at', default: () => 'now()' })
  lastSeenAt!: Date;
}
