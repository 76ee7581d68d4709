import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity('connectors')
@Unique('connectors_slug_key', ['organizationId', 'slug'])
@Index('connectors_name_idx', { synchronize: false })
@Index('connectors_probe_after_idx', { synchronize: false })
export class ConnectorEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'connectors_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'connectors_pkey' })
  id!: string;

  @Column('text')
  slug!: string;

  @Column('text')
  name!: string;

  @Column('text', { default: '' })
  purpose!: string;

  @Column('text', { name: 'data_class', default: 'internal' })
  dataClass!: string;

  @Column('uuid', { name: 'owner_id' })
  ownerId!: string;

  @Column('text')
  url!: string;

  @Column('text')
  transport!: string;

  @Column('text')
  authentication!: string;

  @Column('text')
  state!: string;

  @Column('timestamptz', { name: 'state_since', default: () => 'now()' })
  stateSince!: Date;

  @Column('jsonb', { nullable: true })
  verdict!: object | null;

  @Column('uuid', { name: 'last_scan_id', nullable: true })
  lastScanId!: string | null;

  @Column('integer', { name: 'call_timeout_seconds', nullable: true })
  callTimeoutSeconds!: number | null;

  @Column('integer', { name: 'concurrent_calls', nullable: true })
  concurrentCalls!: number | null;
  @Column('text', { name: 'change_handling', default: 'hold' })
  changeHandling!: string;

  @Column('uuid', { name: 'change_handling_set_by', nullable: true })
  changeHandlingSetBy!: string | null;

  @Column('timestamptz', { name: 'change_handling_set_at', nullable: true })
  changeHandlingSetAt!: Date | null;

  @Column('timestamptz', { name: 'rescan_wanted_at', nullable: true, select: false })
  rescanWantedAt!: Date | null;

  @Column('timestamptz', { name: 'probe_after', nullable: true, select: false })
  probeAfter!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  /** Made by the database; only searches read it. */
  @Column({
    type: 'tsvector',
    nullable: true,
    generatedType: 'STORED',
    asExpression: 'castellan_connector_words(name, slug)',
    select: false,
    insert: false,
    update: false,
    comment: 'What its tools are found by beside their own words.',
  })
  search?: string;

  @Column('integer', { default: 1 })
  version!: number;
}
