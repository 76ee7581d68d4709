import { Injectable } from '@nestjs/common';
import type { Change, Work } from '../kernel/unit-of-work.js';
import type { OfferingKind } from '../contracts/contract.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import type { ConnectorState } from './policy.js';

/** A connector whose audiences or rules are being changed. */
export interface SubjectConnector {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly state: ConnectorState;
  readonly version: number;
  readonly approvedOfferings: number;
}

export interface SubjectOffering {
  readonly id: string;
  readonly kind: OfferingKind;
  readonly name: string;
}

export interface SubjectGroup {
  readonly id: string;
  readonly name: string;
}

/** What publications and rules are about: connectors, what they offer, and groups. */
@Injectable()
export class PolicySubjectsRepository {
  /** Locks the connector until the change commits: two admins who saw the same version cannot both save. */
  async lockConnector(change: Change, connectorId: string): Promise<SubjectConnector | undefined> {
    const rows: SubjectConnector[] = await managerOf(change).query(
      `select c.id, c.slug, c.name, c.state, c.version,
              (select count(*)::int from offerings o
                where o.organization_id = c.organization_id and o.connector_id = c.id
                  and o.approved_hash is not null and o.kind <> 'instructions') as "approvedOfferings"
         from connectors c where c.organization_id = $1 and c.id = $2 for update`,
      [change.organizationId, connectorId],
    );
    return rows[0];
  }

  async saveConnector(change: Change, connectorId: string, state: ConnectorState, at: Date): Promise<void> {
    await managerOf(change).query(
      `update connectors
          set version = version + 1, state = $3, state_since = case when state = $3 then state_since else $4 end
        where organization_id = $1 and id = $2`,
      [change.organizationId, connectorId, state, at],
    );
  }

  async offerings(
    work: Work,
    connectorId: string,
    offeringIds: readonly string[],
  ): Promise<SubjectOffering[]> {
    return managerOf(work).query<SubjectOffering[]>(
      `select id, kind, name from offerings
        where organization_id = $1 and connector_id = $2 and id = any($3) order by kind, name`,
      [work.organizationId, connectorId, offeringIds],
    );
  }

  async groups(work: Work, groupIds: readonly string[]): Promise<SubjectGroup[]> {
    return managerOf(work).query<SubjectGroup[]>(
      'select id, name from groups where organization_id = $1 and id = any($2)',
      [work.organizationId, groupIds],
    );
  }
}
