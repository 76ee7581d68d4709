import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A row of the audit trail. Inserted in bulk by the repository, never through this class. */
@Entity('audit_events')
@Index('audit_events_actor_idx', { synchronize: false })
@Index('audit_events_connector_idx', { synchronize: false })
@Index('audit_events_target_idx', { synchronize: false })
@Index('audit_events_trace_idx', { synchronize: false })
export class AuditEventEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'audit_events_pkey' })
  organizationId!: string;

  @PrimaryColumn('timestamptz', { name: 'recorded_at', primaryKeyConstraintName: 'audit_events_pkey' })
  recordedAt!: Date;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_events_pkey' })
  id!: string;

  @Column('bigint', { default: () => 'castellan_transaction_id()' })
  xid!: string;

  @Column('text')
  type!: string;

  @Column('text')
  outcome!: string;

  @Column('text', { name: 'actor_kind' })
  actorKind!: string;

  @Column('text', { name: 'actor_id' })
  actorId!: string;

  @Column('uuid', { name: 'connector_id', nullable: true })
  connectorId!: string | null;

  @Column('text', { name: 'offering_kind', nullable: true })
  offeringKind!: string | null;

  @Column('text', { name: 'offering_name', nullable: true })
  offeringName!: string | null;

  @Column('text', { name: 'target_kind', nullable: true })
  targetKind!: string | null;

  @Column('text', { name: 'target_id', nullable: true })
  targetId!: string | null;

  @Column({
    name: 'trace_id',
    type: 'text',
    nullable: true,
    generatedType: 'STORED',
    asExpression: "((body -> 'source'::text) ->> 'traceId'::text)",
    select: false,
    insert: false,
    update: false,
  })
  traceId!: string | null;

  @Column('jsonb')
  body!: Record<string, unknown>;
}
