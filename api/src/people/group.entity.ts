import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity('groups')
@Unique('groups_name_key', ['organizationId', 'source', 'name'])
export class GroupEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'groups_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'groups_pkey' })
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  source!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

@Entity('group_memberships')
@Index('group_memberships_member_idx', ['organizationId', 'memberId'])
export class GroupMembershipEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'group_memberships_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { name: 'group_id', primaryKeyConstraintName: 'group_memberships_pkey' })
  groupId!: string;

  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'group_memberships_pkey' })
  memberId!: string;
}
