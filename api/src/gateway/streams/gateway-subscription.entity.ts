import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Row of a resource whose updates a session of an older client waits for. */
@Entity('gateway_subscriptions', {
  comment: 'Resources whose updates a session of an older client waits for; any replica may hold its stream.',
})
export class GatewaySubscriptionEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'gateway_subscriptions_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { name: 'session_id', primaryKeyConstraintName: 'gateway_subscriptions_pkey' })
  sessionId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'gateway_subscriptions_pkey' })
  hash!: string;

  @Column('text')
  uri!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
