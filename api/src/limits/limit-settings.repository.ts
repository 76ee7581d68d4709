import { Injectable } from '@nestjs/common';
import type { OfferingKind } from '../contracts/contract.js';
import { newId } from '../kernel/ids.js';
import type { LimitChoices } from '../kernel/limits.js';
import type { Change, Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import { LimitSettingEntity } from './limit-setting.entity.js';
import type { LimitSetting } from './limit-setting.js';

/** What limits are chosen for. */
export interface LimitTarget {
  readonly connectorId: string | null;
  readonly offeringId: string | null;
}

/** A choice as stored. */
export interface StoredSetting extends LimitSetting {
  readonly version: number;
  readonly changedBy: string;
  readonly changedAt: Date;
}

/** What it is called; undefined if there is no such thing in this organization. */
export interface TargetName {
  readonly kind: 'organization' | 'connector' | 'offering';
  readonly id: string;
  readonly name: string;
}

/** The most of them that are listed. */
const mostLimitedOfferings = 200;

/** A tool, resource or prompt that has limits of its own. */
export interface LimitedOffering {
  readonly id: string;
  readonly kind: OfferingKind;
  readonly name: string;
  readonly limits: LimitChoices;
  readonly changedBy: string;
  readonly changedAt: Date;
}

/** What organizations chose about limits and results. */
@Injectable()
export class LimitSettingsRepository {
  /** Every choice that has a say in what holds for the target, its own included. */
  async about(work: Work, { connectorId, offeringId }: LimitTarget): Promise<StoredSetting[]> {
    return managerOf(work)
      .createQueryBuilder(LimitSettingEntity, 'setting')
      .where('setting.organization_id = :organizationId', { organizationId: work.organizationId })
      .andWhere('(setting.connector_id is null or setting.connector_id = :connectorId)', { connectorId })
      .andWhere('(setting.offering_id is null or setting.offering_id = :offeringId)', { offeringId })
      .getMany();
  }

  /** What a connector offers that has limits of its own, the first by name. */
  async limitedOfferings(work: Work, connectorId: string): Promise<LimitedOffering[]> {
    return managerOf(work).query(
      `select offering.id, offering.kind, offering.name, setting.limits,
              setting.changed_by as "changedBy", setting.changed_at as "changedAt"
         from limit_settings setting
         join offerings offering
           on offering.organization_id = setting.organization_id and offering.id = setting.offering_id
        where setting.organization_id = $1 and setting.connector_id = $2
          and setting.limits -> 'tool' <> '{}'
        order by offering.name, offering.kind limit $3`,
      [work.organizationId, connectorId, mostLimitedOfferings],
    );
  }

  async nameOf(work: Work, { connectorId, offeringId }: LimitTarget): Promise<TargetName | undefined> {
    const rows: TargetName[] = await managerOf(work).query(
      offeringId !== null
        ? `select 'offering' as kind, id, name from offerings
            where organization_id = $1 and connector_id = $2 and id = $3 and kind <> 'instructions'`
        : connectorId !== null
          ? `select 'connector' as kind, id, name from connectors where organization_id = $1 and id = $2`
          : `select 'organization' as kind, id, name from organizations where id = $1`,
      [work.organizationId, ...[connectorId, offeringId].filter((id) => id !== null)],
    );
    return rows[0];
  }

  /** Saves over the version that was seen, 0 where nothing was chosen yet; false if it is another by now. */
  async save(change: Change, setting: LimitSetting, version: number, at: Date): Promise<boolean> {
    const { connectorId, offeringId, limits, results } = setting;
    const values = [
      change.organizationId,
      connectorId,
      offeringId,
      JSON.stringify(limits),
      JSON.stringify(results),
      change.context.actor.id,
      at,
    ];
    const saved: readonly unknown[] =
      version === 0
        ? await managerOf(change).query(
            `insert into limit_settings (organization_id, connector_id, offering_id, limits, results, changed_by,
                                         changed_at, id)
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id`,
            [...values, newId()],
          )
        : await managerOf(change).query(
            `with saved as (
                 update limit_settings set limits = $4, results = $5, changed_by = $6, changed_at = $7,
                        version = version + 1
                  where organization_id = $1 and connector_id is not distinct from $2::uuid
                    and offering_id is not distinct from $3::uuid and version = $8 returning id)
               select id from saved`,
            [...values, version],
          );
    return saved.length > 0;
  }
}
