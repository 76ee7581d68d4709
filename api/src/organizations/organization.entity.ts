import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

@Entity('organizations')
@Unique('organizations_slug_key', ['slug'])
export class OrganizationEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'organizations_pkey' })
  id!: string;

  @Column('text')
  slug!: string;

  @Column('text')
  name!: string;

  @Column('text')
  kind!: string;

  @Column('bigint', { name: 'policy_version', default: 1 })
  policyVersion!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
