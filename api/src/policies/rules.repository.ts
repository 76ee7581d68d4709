import { Injectable } from '@nestjs/common';
import { newId } from '../kernel/ids.js';
import type { Change, Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import type { Rule, RuleChange } from './publication.js';
import { RuleEntity } from './rule.entity.js';

/** Rows of one insert; PostgreSQL takes at most 65,535 parameters in a statement. */
const insertRows = 1_000;

/** The cells of tools x audiences. */
@Injectable()
export class RulesRepository {
  async ofOfferings(work: Work, offeringIds: readonly string[]): Promise<Rule[]> {
    return managerOf(work).query<Rule[]>(
      `select r.id, r.connector_id as "connectorId", r.offering_id as "offeringId", r.group_id as "groupId",
              r.effect, r.changed_by as "changedBy", r.changed_at as "changedAt"
         from rules r left join groups g on g.organization_id = r.organization_id and g.id = r.group_id
        where r.organization_id = $1 and r.offering_id = any($2)
        order by r.group_id is not null, lower(g.name), r.id`,
      [work.organizationId, offeringIds],
    );
  }

  /** Replaces each cell by what is wanted of it. */
  async apply(
    change: Change,
    connectorId: string,
    changes: readonly RuleChange[],
    at: Date,
    changedBy = change.context.actor.id,
  ): Promise<void> {
    const manager = managerOf(change);
    await manager.query(
      `delete from rules r using unnest($2::uuid[], $3::uuid[]) as cell (offering_id, group_id)
        where r.organization_id = $1 and r.offering_id = cell.offering_id
          and r.group_id is not distinct from cell.group_id`,
      [
        change.organizationId,
        changes.map(({ offeringId }) => offeringId),
        changes.map(({ groupId }) => groupId),
      ],
    );
    const wanted = changes.flatMap(({ offeringId, groupId, effect }) =>
      effect === null ? [] : [{ offeringId, groupId, effect }],
    );
    for (let from = 0; from < wanted.length; from += insertRows) {
      await manager.insert(
        RuleEntity,
        wanted.slice(from, from + insertRows).map((cell) => ({
          ...cell,
          organizationId: change.organizationId,
          id: newId(),
          connectorId,
          changedBy,
          changedAt: at,
        })),
      );
    }
  }
}
