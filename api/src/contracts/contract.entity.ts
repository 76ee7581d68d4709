import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A pinned definition. Never updated: another definition is another row. */
@Entity('contracts')
export class ContractEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'contracts_pkey' })
  organizationId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'contracts_pkey' })
  hash!: string;

  @Column('text')
  kind!: string;

  @Column('jsonb')
  definition!: Record<string, unknown>;

  @Column('timestamptz', { name: 'first_seen_at', default: () => 'now()' })
  firstSeenAt!: Date;
}
