import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { LimitChoices } from '../kernel/limits.js';
import type { ResultChoices } from './limit-setting.js';

@Entity('limit_settings', {
  comment:
    'Chosen limits and what is done with results: of the organization (no connector), a connector, or an offering.',
})
@Index('limit_settings_subject_key', { synchronize: false })
@Check('limit_settings_offering_is_of_a_connector', 'offering_id is null or connector_id is not null')
export class LimitSettingEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'limit_settings_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'limit_settings_pkey' })
  id!: string;

  @Column('uuid', { name: 'connector_id', nullable: true })
  connectorId!: string | null;

  @Column('uuid', { name: 'offering_id', nullable: true })
  offeringId!: string | null;

  @Column('jsonb', { default: {} })
  limits!: LimitChoices;

  @Column('jsonb', { default: {} })
  results!: ResultChoices;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('uuid', { name: 'changed_by' })
  changedBy!: string;

  @Column('timestamptz', { name: 'changed_at', default: () => 'now()' })
  changedAt!: Date;
}
