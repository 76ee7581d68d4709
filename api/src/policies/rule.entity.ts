import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { RuleEffect } from './policy.js';

/** One cell of tools x audiences. */
@Entity('rules', {
  comment: 'One cell of tools x audiences. A null group is everyone the connector is published to.',
})
@Index('rules_group_key', { synchronize: false })
@Index('rules_everyone_key', { synchronize: false })
@Index('rules_connector_idx', ['organizationId', 'connectorId'])
@Check('rules_effect_is_known', `effect in ('allow', 'block')`)
export class RuleEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'rules_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'rules_pkey' })
  id!: string;

  @Column('uuid', { name: 'connector_id' })
  connectorId!: string;

  @Column('uuid', { name: 'offering_id' })
  offeringId!: string;

  @Column('uuid', { name: 'group_id', nullable: true })
  groupId!: string | null;

  @Column('text')
  effect!: RuleEffect;

  @Column('uuid', { name: 'changed_by' })
  changedBy!: string;

  @Column('timestamptz', { name: 'changed_at', default: () => 'now()' })
  changedAt!: Date;
}
