import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A role held by a member, or by everyone in a group. */
@Entity('roles_held')
@Index('roles_held_member_key', ['organizationId', 'memberId', 'role'], {
  unique: true,
  where: '(member_id IS NOT NULL)',
})
@Index('roles_held_group_key', ['organizationId', 'groupId', 'role'], {
  unique: true,
  where: '(group_id IS NOT NULL)',
})
export class RoleHeldEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'roles_held_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'roles_held_pkey' })
  id!: string;

  @Column('text')
  role!: string;

  @Column('uuid', { name: 'member_id', nullable: true })
  memberId!: string | null;

  @Column('uuid', { name: 'group_id', nullable: true })
  groupId!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
