import { Injectable } from '@nestjs/common';
import { newId } from '../kernel/ids.js';
import type { Work } from '../kernel/unit-of-work.js';
import { Keyring } from '../platform/crypto/keyring.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import { CredentialEntity } from './credential.entity.js';
import type { Credential, StaticHeader } from './credential.js';

/** Secrets held for upstream servers, sealed before they reach the database and bound to their row. */
@Injectable()
export class CredentialsRepository {
  constructor(private readonly keyring: Keyring) {}

  async replace(
    work: Work,
    connectorId: string,
    origin: string,
    header: StaticHeader,
    setBy: string,
  ): Promise<void> {
    await this.remove(work, connectorId);
    const id = newId();
    await managerOf(work).insert(CredentialEntity, {
      organizationId: work.organizationId,
      id,
      connectorId,
      headerName: header.name,
      origin,
      sealed: this.keyring.seal(
        'credential',
        binding(work.organizationId, connectorId, id, origin),
        header.value,
      ),
      // Four of a short secret would give too much of it away.
      lastFour: header.value.length >= 16 ? header.value.slice(-4) : '',
      createdBy: setBy,
    });
  }

  async remove(work: Work, connectorId: string): Promise<boolean> {
    const result = await managerOf(work).delete(CredentialEntity, {
      organizationId: work.organizationId,
      connectorId,
    });
    return (result.affected ?? 0) > 0;
  }

  async ofConnectors(work: Work, connectorIds: readonly string[]): Promise<ReadonlyMap<string, Credential>> {
    const rows = await managerOf(work)
      .createQueryBuilder(CredentialEntity, 'credential')
      .where(
        'credential.organization_id = :organizationId and credential.connector_id = any(:connectorIds)',
        {
          organizationId: work.organizationId,
          connectorIds,
        },
      )
      .getMany();
    return new Map(rows.map((row) => [row.connectorId, toCredential(row)]));
  }

  /** The header to send, only for the origin it was saved for. */
  async headerFor(work: Work, connectorId: string, origin: string): Promise<StaticHeader | undefined> {
    const row = await managerOf(work).findOneBy(CredentialEntity, {
      organizationId: work.organizationId,
      connectorId,
    });
    if (!row || row.origin !== origin) return undefined;
    return {
      name: row.headerName,
      value: this.keyring.open(
        'credential',
        binding(work.organizationId, connectorId, row.id, row.origin),
        row.sealed,
      ),
    };
  }
}

function binding(organizationId: string, connectorId: string, id: string, origin: string): string[] {
  return [organizationId, connectorId, id, origin];
}

function toCredential(row: CredentialEntity): Credential {
  return {
    id: row.id,
    connectorId: row.connectorId,
    headerName: row.headerName,
    lastFour: row.lastFour,
    origin: row.origin,
    setBy: row.createdBy,
    setAt: row.createdAt,
  };
}
