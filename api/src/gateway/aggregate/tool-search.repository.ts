import { Injectable } from '@nestjs/common';
import type { Work } from '../../kernel/unit-of-work.js';
import { managerOf } from '../../platform/database/typeorm-work.js';

/** What is searched, and which part of the ranking is wanted. */
export interface ToolQuery {
  readonly words: readonly string[];
  readonly connectorIds: readonly string[];
  readonly limit: number;
  readonly offset: number;
}

/** Full-text search over approved tools. What it finds is not decided yet: that is for the policy. */
@Injectable()
export class ToolSearchRepository {
  /** Ids of the tools that match any of the words, the best match first. */
  async find(work: Work, { words, connectorIds, limit, offset }: ToolQuery): Promise<string[]> {
    const rows: { id: string }[] = await managerOf(work).query(
      `select offering.id
         from websearch_to_tsquery('english', $2) as asked
        cross join offerings offering
         join contracts contract
           on contract.organization_id = offering.organization_id and contract.hash = offering.approved_hash
         join connectors connector
           on connector.organization_id = offering.organization_id and connector.id = offering.connector_id
        where offering.organization_id = $1 and offering.kind = 'tool' and offering.connector_id = any($3::uuid[])
          and (contract.search || connector.search) @@ asked
        order by ts_rank(contract.search || connector.search, asked) desc, connector.slug, offering.name
        limit $4 offset $5`,
      [work.organizationId, words.join(' or '), connectorIds, limit, offset],
    );
    return rows.map(({ id }) => id);
  }
}
