import { Injectable } from '@nestjs/common';
import { decodeCursor, pageOf, type Page, type PageRequest } from '../kernel/cursor.js';
import { isId } from '../kernel/ids.js';
import { staleVersion } from '../kernel/refusal.js';
import type { Work } from '../kernel/unit-of-work.js';
import { violates } from '../platform/database/constraint.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import { ConnectorEntity } from './connector.entity.js';
import { slugTaken } from './connector.errors.js';
import type { Connector, ConnectorState } from './connector.js';

/** What the list can be narrowed by. */
export interface ConnectorFilter {
  readonly search?: string;
  readonly states?: readonly ConnectorState[];
  /** Only connectors with an offering that changed or went since it was approved. */
  readonly heldOnly?: boolean;
  /** Only connectors that wait for somebody: held, failed at the last scan, suspended, or a draft. */
  readonly waiting?: boolean;
}

const isHeld = `exists (select 1 from offerings offering
                  where offering.organization_id = connector.organization_id
                    and offering.connector_id = connector.id and offering.approved_hash is not null
                    and offering.live_hash is distinct from offering.approved_hash)`;

const lastScanFailed = `(select scan.status from scans scan
                          where scan.organization_id = connector.organization_id
                            and scan.connector_id = connector.id
                          order by scan.started_at desc limit 1) = 'failed'`;

/** Connectors of the transaction's organization. */
@Injectable()
export class ConnectorsRepository {
  async page(work: Work, filter: ConnectorFilter, request: PageRequest): Promise<Page<Connector>> {
    const query = managerOf(work)
      .createQueryBuilder(ConnectorEntity, 'connector')
      .where('connector.organization_id = :organizationId', { organizationId: work.organizationId })
      .orderBy('lower(connector.name)')
      .addOrderBy('connector.id')
      .limit(request.first + 1);
    if (filter.search) {
      query.andWhere(
        `(strpos(lower(connector.name), lower(:search)) > 0 or strpos(connector.slug, lower(:search)) > 0)`,
        { search: filter.search },
      );
    }
    if (filter.states) query.andWhere('connector.state = any(:states)', { states: [...filter.states] });
    if (filter.heldOnly) query.andWhere(isHeld);
    if (filter.waiting) {
      query.andWhere(
        `connector.state <> 'retired'
           and (connector.state in ('draft', 'suspended') or ${isHeld} or ${lastScanFailed})`,
      );
    }
    if (request.after) {
      const [name, id] = decodeCursor(request.after, ['text', 'id']);
      query.andWhere('(lower(connector.name), connector.id) > (:name, :id::uuid)', { name, id });
    }
    const rows = await query.getMany();
    return pageOf(rows, request.first, (row) => [row.name.toLowerCase(), row.id], toConnector);
  }

  async findBySlug(work: Work, slug: string): Promise<Connector | undefined> {
    const row = await managerOf(work).findOneBy(ConnectorEntity, {
      organizationId: work.organizationId,
      slug,
    });
    return row ? toConnector(row) : undefined;
  }

  async find(work: Work, id: string): Promise<Connector | undefined> {
    if (!isId(id)) return undefined;
    const row = await managerOf(work).findOneBy(ConnectorEntity, { organizationId: work.organizationId, id });
    return row ? toConnector(row) : undefined;
  }

  /** The connector, as nobody changes it before this transaction is over. */
  async lock(work: Work, id: string): Promise<Connector | undefined> {
    const row = await managerOf(work).findOne(ConnectorEntity, {
      where: { organizationId: work.organizationId, id },
      lock: { mode: 'pessimistic_write' },
    });
    return row ? toConnector(row) : undefined;
  }

  async findMany(work: Work, ids: readonly string[]): Promise<ReadonlyMap<string, Connector>> {
    const rows = await managerOf(work)
      .createQueryBuilder(ConnectorEntity, 'connector')
      .where('connector.organization_id = :organizationId and connector.id = any(:ids)', {
        organizationId: work.organizationId,
        ids: ids.filter(isId),
      })
      .getMany();
    return new Map(rows.map((row) => [row.id, toConnector(row)]));
  }

  async add(work: Work, connector: Connector): Promise<void> {
    try {
      await managerOf(work).insert(ConnectorEntity, { ...connector, organizationId: work.organizationId });
    } catch (error) {
      if (violates(error, 'connectors_slug_key')) throw slugTaken(connector.slug);
      throw error;
    }
  }

  /** Saves if nobody else did since the caller loaded version `seen`; the version grows. */
  async save(work: Work, connector: Connector, seen: number): Promise<void> {
    const { id, version: _version, createdAt: _createdAt, slug: _slug, ...changed } = connector;
    const result = await managerOf(work).update(
      ConnectorEntity,
      { organizationId: work.organizationId, id, version: seen },
      { ...changed, version: seen + 1 },
    );
    if (result.affected !== 1) throw staleVersion('connector');
  }

  /** Facts that a scan found out. No version: nobody edits these. */
  async saveScan(work: Work, id: string, scanId: string, verdict: Connector['verdict']): Promise<void> {
    await managerOf(work).update(
      ConnectorEntity,
      { organizationId: work.organizationId, id },
      verdict ? { lastScanId: scanId, verdict } : { lastScanId: scanId },
    );
  }

  /** How the server speaks. No version: nobody edits this. */
  async saveVerdict(work: Work, id: string, verdict: NonNullable<Connector['verdict']>): Promise<void> {
    await managerOf(work).update(ConnectorEntity, { organizationId: work.organizationId, id }, { verdict });
  }

  /** Notes that a connector should be scanned, and tells those who scan, unless somebody did so just now. */
  async wantScan(work: Work, id: string, at: Date, again: Date): Promise<void> {
    await managerOf(work).query(
      `with wanted as (
         update connectors set rescan_wanted_at = $3
          where organization_id = $1 and id = $2 and state <> 'retired'
            and (rescan_wanted_at is null or rescan_wanted_at < $4)
         returning organization_id, id
       )
       select pg_notify('castellan_rescan', organization_id || '/' || id) from wanted`,
      [work.organizationId, id, at, again],
    );
  }

  /** Takes the wish for a scan away. Whether there was one: of several who try, one has it. */
  async takeScanWish(work: Work, id: string): Promise<boolean> {
    const [, count]: [unknown, number] = await managerOf(work).query(
      `update connectors set rescan_wanted_at = null
        where organization_id = $1 and id = $2 and rescan_wanted_at is not null`,
      [work.organizationId, id],
    );
    return count === 1;
  }

  /** Whether the connector is published to anybody. */
  async hasAudience(work: Work, id: string): Promise<boolean> {
    const rows: unknown[] = await managerOf(work).query(
      'select 1 from publications where organization_id = $1 and connector_id = $2 limit 1',
      [work.organizationId, id],
    );
    return rows.length > 0;
  }
}

function toConnector(row: ConnectorEntity): Connector {
  const { organizationId: _organizationId, ...connector } = row;
  return connector as Connector;
}
