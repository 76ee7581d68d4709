import { Injectable } from '@nestjs/common';
import type { Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import type { CatalogEntry } from './catalog.js';

/** What an approved contract calls itself. */
export interface ApprovedText {
  readonly id: string;
  readonly title: string | null;
  readonly description: string | null;
}

/** Reads what the catalog shows of connectors that a policy has let through. */
@Injectable()
export class CatalogRepository {
  async entries(work: Work, connectorIds: readonly string[]): Promise<CatalogEntry[]> {
    return managerOf(work).query<CatalogEntry[]>(
      `select connector.id as "connectorId", connector.slug, connector.name, connector.purpose,
              connector.data_class as "dataClass", owner.display_name as "ownerName", connector.state,
              organization.slug as "organizationSlug"
         from connectors connector
         join members owner
           on owner.organization_id = connector.organization_id and owner.id = connector.owner_id
         join organizations organization on organization.id = connector.organization_id
        where connector.organization_id = $1 and connector.id = any($2::uuid[])
        order by lower(connector.name), connector.id`,
      [work.organizationId, connectorIds],
    );
  }

  /** Titles and descriptions from the approved contracts, never from what a server says now. */
  async approvedTexts(work: Work, offeringIds: readonly string[]): Promise<Map<string, ApprovedText>> {
    const rows = await managerOf(work).query<ApprovedText[]>(
      `select offering.id,
              coalesce(contract.definition ->> 'title', contract.definition #>> '{annotations,title}',
                       case when offering.kind in ('resource', 'resource_template')
                         then contract.definition ->> 'name' end) as title,
              contract.definition ->> 'description' as description
         from offerings offering
         join contracts contract
           on contract.organization_id = offering.organization_id and contract.hash = offering.approved_hash
        where offering.organization_id = $1 and offering.id = any($2::uuid[])`,
      [work.organizationId, offeringIds],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}
