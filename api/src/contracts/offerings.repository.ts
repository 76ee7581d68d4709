import { Injectable } from '@nestjs/common';
import { isId, newId } from '../kernel/ids.js';
import type { Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import { suggestClassification, type Classification } from './classification.js';
import type { Contract, Definition } from './contract.js';
import type { Offering } from './offering.js';
import type { ScanChanges } from './scan.js';

interface Row {
  id: string;
  connector_id: string;
  kind: Offering['kind'];
  name: string;
  classification: Classification;
  classified_by: string | null;
  live_hash: string | null;
  approved_hash: string | null;
  approved_by: string | null;
  approved_at: Date | null;
  live_definition: Definition | null;
  approved_definition: Definition | null;
}

const select = `
  select offering.id, offering.connector_id, offering.kind, offering.name, offering.classification,
         offering.classified_by, offering.live_hash, offering.approved_hash, offering.approved_by,
         offering.approved_at, live.definition as live_definition, approved.definition as approved_definition
    from offerings offering
    left join contracts live on live.organization_id = offering.organization_id and live.hash = offering.live_hash
    left join contracts approved
      on approved.organization_id = offering.organization_id and approved.hash = offering.approved_hash`;

/** Offerings and contracts of the transaction's organization. */
@Injectable()
export class OfferingsRepository {
  async ofConnectors(work: Work, connectorIds: readonly string[]): Promise<Offering[]> {
    const rows: Row[] = await managerOf(work).query(
      `${select} where offering.organization_id = $1 and offering.connector_id = any($2::uuid[])
        order by array_position(array['tool','resource','resource_template','prompt','instructions'], offering.kind),
                 offering.name`,
      [work.organizationId, connectorIds],
    );
    return rows.map(toOffering);
  }

  async find(work: Work, id: string): Promise<Offering | undefined> {
    if (!isId(id)) return undefined;
    const rows: Row[] = await managerOf(work).query(
      `${select} where offering.organization_id = $1 and offering.id = $2`,
      [work.organizationId, id],
    );
    return rows[0] && toOffering(rows[0]);
  }

  async definitions(work: Work, hashes: readonly string[]): Promise<ReadonlyMap<string, Definition>> {
    const rows: { hash: string; definition: Definition }[] = await managerOf(work).query(
      'select hash, definition from contracts where organization_id = $1 and hash = any($2::text[])',
      [work.organizationId, hashes],
    );
    return new Map(rows.map((row) => [row.hash, row.definition]));
  }

  /** Keeps contracts that are not known yet. */
  async keepContracts(work: Work, contracts: readonly Contract[]): Promise<void> {
    await managerOf(work).query(
      `insert into contracts (organization_id, hash, kind, definition)
       select $1, found.hash, found.kind, found.definition
         from jsonb_to_recordset($2::jsonb) as found(hash text, kind text, definition jsonb)
       on conflict on constraint contracts_pkey do nothing`,
      [work.organizationId, JSON.stringify(contracts)],
    );
  }

  /**
   * Brings the offerings of a connector in line with what a scan found. Approvals stay as they are: what was approved
   * and is gone or changed keeps its pin and is held by the policy.
   */
  async reconcile(work: Work, connectorId: string, found: readonly Contract[]): Promise<ScanChanges> {
    const before = new Map(
      (await this.ofConnectors(work, [connectorId])).map((offering) => [keyOf(offering), offering]),
    );
    const now = new Map(found.map((contract) => [keyOf(contract), contract]));
    const added = found.filter((contract) => !before.has(keyOf(contract)));
    const gone = [...before.values()].filter((offering) => !now.has(keyOf(offering)));
    const changed = found.filter((contract) => {
      const known = before.get(keyOf(contract));
      return known !== undefined && known.liveHash !== contract.hash;
    });
    await managerOf(work).query(
      `insert into offerings (organization_id, id, connector_id, kind, name, classification, live_hash)
       select $1, item.id, $2, item.kind, item.name, item.classification, item.hash
         from jsonb_to_recordset($3::jsonb) as item(id uuid, kind text, name text, classification text, hash text)
       on conflict on constraint offerings_name_key
       do update set live_hash = excluded.live_hash, last_seen_at = now()`,
      [
        work.organizationId,
        connectorId,
        JSON.stringify(
          found.map((contract) => ({
            id: newId(),
            kind: contract.kind,
            name: contract.name,
            classification: suggestClassification(contract.kind, contract.name, contract.definition),
            hash: contract.hash,
          })),
        ),
      ],
    );
    await managerOf(work).query(
      `delete from offerings where organization_id = $1 and id = any($2::uuid[]) and approved_hash is null`,
      [work.organizationId, gone.map(({ id }) => id)],
    );
    await managerOf(work).query(
      `update offerings set live_hash = null where organization_id = $1 and id = any($2::uuid[])`,
      [work.organizationId, gone.map(({ id }) => id)],
    );
    return {
      added: added.length,
      removed: gone.filter(({ liveHash }) => liveHash !== null).length,
      changed: changed.length,
    };
  }

  /** Pins the live contract if it is still the one with this hash. Whether it was. */
  async approve(work: Work, offeringId: string, hash: string, approver: string): Promise<boolean> {
    const [, count]: [unknown, number] = await managerOf(work).query(
      `update offerings set approved_hash = live_hash, approved_by = $4, approved_at = now()
        where organization_id = $1 and id = $2 and live_hash = $3`,
      [work.organizationId, offeringId, hash, approver],
    );
    return count === 1;
  }

  async classify(work: Work, offeringId: string, classification: Classification, by: string): Promise<void> {
    await managerOf(work).query(
      `update offerings set classification = $3, classified_by = $4 where organization_id = $1 and id = $2`,
      [work.organizationId, offeringId, classification, by],
    );
  }
}

function keyOf(item: { readonly kind: string; readonly name: string }): string {
  return `${item.kind}\n${item.name}`;
}

function toOffering(row: Row): Offering {
  return {
    id: row.id,
    connectorId: row.connector_id,
    kind: row.kind,
    name: row.name,
    classification: row.classification,
    classifiedBy: row.classified_by,
    liveHash: row.live_hash,
    approvedHash: row.approved_hash,
    approvedBy: row.approved_by,
    approvedAt: row.approved_at,
    liveDefinition: row.live_definition,
    approvedDefinition: row.approved_definition,
  };
}
