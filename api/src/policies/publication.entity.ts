import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A connector made available to an audience. */
@Entity('publications')
@Index('publications_group_key', { synchronize: false })
@Index('publications_everyone_key', { synchronize: false })
export class PublicationEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'publications_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'publications_pkey' })
  id!: string;

  @Column('uuid', { name: 'connector_id' })
  connectorId!: string;

  @Column('uuid', {
    name: 'group_id',
    nullable: true,
    comment: 'The audience; null is everyone in the organization.',
  })
  groupId!: string | null;

  @Column('uuid', { name: 'published_by' })
  publishedBy!: string;

  @Column('timestamptz', { name: 'published_at', default: () => 'now()' })
  publishedAt!: Date;
}
