import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { BreakerChange } from './health.js';

/** Row of what one gateway process saw of one connector in one minute. */
@Entity('connector_health')
@Index('connector_health_minute_idx', { synchronize: false })
export class ConnectorHealthEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'connector_health_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { name: 'connector_id', primaryKeyConstraintName: 'connector_health_pkey' })
  connectorId!: string;

  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'connector_health_pkey' })
  minute!: Date;

  @PrimaryColumn('uuid', { name: 'gateway_id', primaryKeyConstraintName: 'connector_health_pkey' })
  gatewayId!: string;

  @Column('integer', { default: 0 })
  calls!: number;

  @Column('integer', { default: 0 })
  failures!: number;

  @Column('integer', { default: 0 })
  timeouts!: number;

  @Column('integer', { default: 0 })
  refused!: number;

  @Column('integer', { default: 0 })
  probes!: number;

  @Column('integer', { name: 'failed_probes', default: 0 })
  failedProbes!: number;

  @Column('integer', { array: true })
  latency!: number[];

  @Column('text')
  state!: string;

  @Column('timestamptz', { name: 'state_since' })
  stateSince!: Date;

  @Column('text')
  breaker!: string;

  @Column('jsonb', { default: [] })
  changes!: BreakerChange[];

  @Column('text', { name: 'last_failure', nullable: true })
  lastFailure!: string | null;

  @Column('timestamptz', { name: 'last_failure_at', nullable: true })
  lastFailureAt!: Date | null;
}
