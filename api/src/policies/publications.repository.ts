import { Injectable } from '@nestjs/common';
import { newId } from '../kernel/ids.js';
import type { Change, Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import type { Publication } from './publication.js';
import { PublicationEntity } from './publication.entity.js';

/** The audiences of connectors. */
@Injectable()
export class PublicationsRepository {
  async ofConnectors(work: Work, connectorIds: readonly string[]): Promise<Publication[]> {
    return managerOf(work).query<Publication[]>(
      `select p.id, p.connector_id as "connectorId", p.group_id as "groupId", p.published_by as "publishedBy",
              p.published_at as "publishedAt",
              case when p.group_id is null
                then (select count(*)::int from members m
                       where m.organization_id = p.organization_id and m.status = 'active')
                else (select count(*)::int from group_memberships g
                        join members m on m.organization_id = g.organization_id and m.id = g.member_id
                       where g.organization_id = p.organization_id and g.group_id = p.group_id
                         and m.status = 'active')
              end as "memberCount"
         from publications p left join groups g on g.organization_id = p.organization_id and g.id = p.group_id
        where p.organization_id = $1 and p.connector_id = any($2)
        order by p.group_id is not null, lower(g.name), p.id`,
      [work.organizationId, connectorIds],
    );
  }

  async remove(change: Change, publicationIds: readonly string[]): Promise<void> {
    await managerOf(change).query('delete from publications where organization_id = $1 and id = any($2)', [
      change.organizationId,
      publicationIds,
    ]);
  }

  async add(
    change: Change,
    connectorId: string,
    groupIds: readonly (string | null)[],
    at: Date,
  ): Promise<void> {
    await managerOf(change).insert(
      PublicationEntity,
      groupIds.map((groupId) => ({
        organizationId: change.organizationId,
        id: newId(),
        connectorId,
        groupId,
        publishedBy: change.context.actor.id,
        publishedAt: at,
      })),
    );
  }
}
