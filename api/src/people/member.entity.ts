import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity('members')
@Unique('members_subject_key', ['organizationId', 'identityProviderId', 'subject'])
@Index('members_name_idx', { synchronize: false })
export class MemberEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'members_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'members_pkey' })
  id!: string;

  @Column('uuid', { name: 'identity_provider_id' })
  identityProviderId!: string;

  @Column('text')
  subject!: string;

  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text', { name: 'display_name' })
  displayName!: string;

  @Column('text', { default: 'active' })
  status!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'last_sign_in_at', nullable: true })
  lastSignInAt!: Date | null;

  @Column('integer', { default: 1 })
  version!: number;
}
