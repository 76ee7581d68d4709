import { Injectable } from '@nestjs/common';
import { isId } from '../kernel/ids.js';
import type { Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import { ScanEntity } from './scan.entity.js';
import { scanTimeoutMs, type Scan, type ScanStep } from './scan.js';

/** Scans of the transaction's organization. */
@Injectable()
export class ScansRepository {
  async add(work: Work, scan: Scan): Promise<void> {
    await managerOf(work).insert(ScanEntity, {
      ...rowOf(scan),
      organizationId: work.organizationId,
      id: scan.id,
    });
  }

  async save(work: Work, scan: Scan): Promise<void> {
    await managerOf(work).update(
      ScanEntity,
      { organizationId: work.organizationId, id: scan.id },
      rowOf(scan),
    );
  }

  async saveSteps(work: Work, id: string, steps: readonly ScanStep[]): Promise<void> {
    await managerOf(work).update(ScanEntity, { organizationId: work.organizationId, id }, { steps });
  }

  async attach(work: Work, id: string, connectorId: string): Promise<void> {
    await managerOf(work).update(ScanEntity, { organizationId: work.organizationId, id }, { connectorId });
  }

  async find(work: Work, id: string, at: Date): Promise<Scan | undefined> {
    if (!isId(id)) return undefined;
    const row = await managerOf(work).findOneBy(ScanEntity, { organizationId: work.organizationId, id });
    return row ? toScan(row, at) : undefined;
  }

  async findMany(work: Work, ids: readonly string[], at: Date): Promise<ReadonlyMap<string, Scan>> {
    const rows = await managerOf(work)
      .createQueryBuilder(ScanEntity, 'scan')
      .where('scan.organization_id = :organizationId and scan.id = any(:ids)', {
        organizationId: work.organizationId,
        ids: ids.filter(isId),
      })
      .getMany();
    return new Map(rows.map((row) => [row.id, toScan(row, at)]));
  }

  async ofConnector(work: Work, connectorId: string, first: number, at: Date): Promise<Scan[]> {
    const rows = await managerOf(work).find(ScanEntity, {
      where: { organizationId: work.organizationId, connectorId },
      order: { startedAt: 'DESC' },
      take: first,
    });
    return rows.map((row) => toScan(row, at));
  }
}

function rowOf(scan: Scan) {
  const { id: _id, ...row } = scan;
  return row;
}

function toScan(row: ScanEntity, at: Date): Scan {
  const scan = { ...row } as unknown as Scan;
  if (row.status !== 'running' || at.getTime() - row.startedAt.getTime() < 2 * scanTimeoutMs) return scan;
  return {
    ...scan,
    status: 'failed',
    failure: {
      code: 'interrupted',
      message: 'The process that ran this scan was stopped before it finished.',
      nextStep: 'Scan again.',
    },
  };
}
