import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('scans')
@Index('scans_connector_idx', { synchronize: false })
export class ScanEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'scans_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'scans_pkey' })
  id!: string;

  @Column('uuid', { name: 'connector_id', nullable: true })
  connectorId!: string | null;

  @Column('uuid', { name: 'requested_by', nullable: true })
  requestedBy!: string | null;

  @Column('text')
  url!: string;

  @Column('text', { default: 'none' })
  authentication!: string;

  @Column('text')
  status!: string;

  @Column('jsonb', { default: [] })
  steps!: object;

  @Column('jsonb', { nullable: true })
  verdict!: object | null;

  @Column('jsonb', { default: [] })
  found!: object;

  @Column('jsonb', { default: [] })
  refused!: object;

  @Column('jsonb', { nullable: true })
  changes!: object | null;

  @Column('jsonb', { nullable: true })
  failure!: object | null;

  @Column('timestamptz', { name: 'started_at', default: () => 'now()' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
