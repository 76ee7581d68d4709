import { Injectable } from '@nestjs/common';
import type { Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';

/** How many of what a connector offers, and in which state. */
export interface OfferingCounts {
  readonly tools: number;
  readonly resources: number;
  readonly resourceTemplates: number;
  readonly prompts: number;
  readonly allowed: number;
  readonly held: number;
  readonly unapproved: number;
}

/** Counts in the database, so that a list of connectors reads no offering. */
@Injectable()
export class OfferingCountsRepository {
  async ofConnectors(work: Work, connectorIds: readonly string[]): Promise<Map<string, OfferingCounts>> {
    const rows: ({ connectorId: string } & OfferingCounts)[] = await managerOf(work).query(
      `select connector.id as "connectorId",
              count(*) filter (where offering.kind = 'tool')::int as tools,
              count(*) filter (where offering.kind = 'resource')::int as resources,
              count(*) filter (where offering.kind = 'resource_template')::int as "resourceTemplates",
              count(*) filter (where offering.kind = 'prompt')::int as prompts,
              count(*) filter (where offering.approved_hash is not null and cells.allowed and not cells.blocked)::int
                as allowed,
              count(*) filter (where offering.approved_hash is not null
                                 and offering.live_hash is distinct from offering.approved_hash)::int as held,
              count(*) filter (where offering.id is not null and offering.approved_hash is null)::int as unapproved
         from connectors connector
         left join offerings offering
           on offering.organization_id = connector.organization_id and offering.connector_id = connector.id
         left join (select offering_id,
                           bool_or(effect = 'allow') as allowed,
                           bool_or(effect = 'block' and group_id is null) as blocked
                      from rules where organization_id = $1 and connector_id = any($2::uuid[])
                     group by offering_id) cells
           on cells.offering_id = offering.id
        where connector.organization_id = $1 and connector.id = any($2::uuid[])
        group by connector.id`,
      [work.organizationId, connectorIds],
    );
    return new Map(rows.map(({ connectorId, ...counts }) => [connectorId, counts]));
  }
}
