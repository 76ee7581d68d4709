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

  /** Made by the database; only searches read it. */
  @Column({
    type: 'tsvector',
    nullable: true,
    generatedType: 'STORED',
    asExpression: 'castellan_tool_words(kind, definition)',
    select: false,
    insert: false,
    update: false,
    comment: 'What a tool is found by.',
  })
  search?: string;

  @Column('timestamptz', { name: 'first_seen_at', default: () => 'now()' })
  firstSeenAt!: Date;
}
