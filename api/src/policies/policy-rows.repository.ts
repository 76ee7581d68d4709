import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import type { PolicyRows } from './compile.js';

/** An organization and the version its policy is at now. */
export interface PolicyVersion {
  readonly organizationId: string;
  readonly slug: string;
  readonly version: number;
}

interface VersionRow {
  readonly id: string;
  readonly slug: string;
  readonly policy_version: string;
}

/** Reads what a policy is compiled from. */
@Injectable()
export class PolicyRowsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Organizations are no tenant's rows: this is asked before one is known. */
  async findOrganization(slug: string): Promise<PolicyVersion | undefined> {
    const rows: VersionRow[] = await this.dataSource.query(
      'select id, slug, policy_version from organizations where slug = $1',
      [slug],
    );
    return rows.map(policyVersion)[0];
  }

  /** The versions of many organizations in one query, for the poll that makes up for lost notifications. */
  async versions(organizationIds: readonly string[]): Promise<PolicyVersion[]> {
    const rows: VersionRow[] = await this.dataSource.query(
      'select id, slug, policy_version from organizations where id = any($1)',
      [organizationIds],
    );
    return rows.map(policyVersion);
  }

  async version(work: Work): Promise<number> {
    const rows: { policy_version: string }[] = await managerOf(work).query(
      'select policy_version from organizations where id = $1',
      [work.organizationId],
    );
    return Number(rows[0]?.policy_version ?? 0);
  }

  async load(work: Work, version: number): Promise<PolicyRows> {
    const manager = managerOf(work);
    const organization = [work.organizationId];
    return {
      organizationId: work.organizationId,
      version,
      connectors: await manager.query<PolicyRows['connectors']>(
        'select id, slug, name, state from connectors where organization_id = $1',
        organization,
      ),
      offerings: await manager.query<PolicyRows['offerings']>(
        `select id, connector_id as "connectorId", kind, name, classification, live_hash as "liveHash",
                approved_hash as "approvedHash"
           from offerings where organization_id = $1`,
        organization,
      ),
      publications: await manager.query<PolicyRows['publications']>(
        `select connector_id as "connectorId", group_id as "groupId" from publications where organization_id = $1`,
        organization,
      ),
      rules: await manager.query<PolicyRows['rules']>(
        `select offering_id as "offeringId", group_id as "groupId", effect from rules where organization_id = $1`,
        organization,
      ),
      groups: await manager.query<PolicyRows['groups']>(
        `select id, name from groups
          where organization_id = $1
            and id in (select group_id from rules where organization_id = $1
                       union select group_id from publications where organization_id = $1)`,
        organization,
      ),
      limits: await manager.query<NonNullable<PolicyRows['limits']>>(
        `select connector_id as "connectorId", offering_id as "offeringId", limits, results
           from limit_settings where organization_id = $1`,
        organization,
      ),
    };
  }
}

function policyVersion(row: VersionRow): PolicyVersion {
  return { organizationId: row.id, slug: row.slug, version: Number(row.policy_version) };
}
