import { Injectable } from '@nestjs/common';
import type { Work } from '../../kernel/unit-of-work.js';
import { managerOf } from '../../platform/database/typeorm-work.js';

/** What is searched for, and among which tools. */
export interface ToolQuery {
  readonly words: readonly string[];
  /** The tools that may be found: what the policy allows the caller. */
  readonly offeringIds: readonly string[];
  readonly limit: number;
  /** Milliseconds after which the database gives up. */
  readonly withinMs: number;
}

/** Full-text search over approved tools. */
@Injectable()
export class ToolSearchRepository {
  /** Ids of the tools that match any of the words, the best match first. Ranks once, and in one order everywhere. */
  async find(work: Work, { words, offeringIds, limit, withinMs }: ToolQuery): Promise<string[]> {
    const manager = managerOf(work);
    await manager.query(`set local statement_timeout = ${Math.ceil(withinMs)}`);
    const rows: { id: string }[] = await manager.query(
      `select offering.id
         from websearch_to_tsquery('english', $2) as asked
        cross join unnest($3::uuid[]) as usable (id)
         join offerings offering on offering.organization_id = $1 and offering.id = usable.id
         join contracts contract
           on contract.organization_id = offering.organization_id and contract.hash = offering.approved_hash
         join connectors connector
           on connector.organization_id = offering.organization_id and connector.id = offering.connector_id
        where (contract.search || connector.search) @@ asked
        order by ts_rank(contract.search || connector.search, asked) desc,
                 connector.slug collate "C", offering.name collate "C"
        limit $4`,
      [work.organizationId, words.join(' or '), offeringIds, limit],
    );
    return rows.map(({ id }) => id);
  }
}
