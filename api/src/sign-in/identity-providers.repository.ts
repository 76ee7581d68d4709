import { Injectable } from '@nestjs/common';
import type { Work } from '../kernel/unit-of-work.js';
import { IdentityProviderEntity } from './identity-provider.entity.js';
import type { Sealed } from '../platform/crypto/keyring.js';
import { managerOf } from '../platform/database/typeorm-work.js';

/** Where the people of an organization prove who they are. */
export interface IdentityProvider {
  readonly organizationId: string;
  readonly id: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecretSealed: Sealed | null;
  /** The claim that carries the groups of a person. */
  readonly groupsClaim: string;
  readonly version: number;
}

/** Identity providers of the transaction's organization. */
@Injectable()
export class IdentityProvidersRepository {
  /** The provider that people sign in with: the organization's first. */
  async first(work: Work): Promise<IdentityProvider | undefined> {
    const [row] = await managerOf(work).find(IdentityProviderEntity, {
      where: { organizationId: work.organizationId },
      order: { createdAt: 'ASC', id: 'ASC' },
      take: 1,
    });
    return row && toProvider(row);
  }

  async find(work: Work, id: string): Promise<IdentityProvider | undefined> {
    const row = await managerOf(work).findOneBy(IdentityProviderEntity, {
      organizationId: work.organizationId,
      id,
    });
    return row ? toProvider(row) : undefined;
  }

  async add(work: Work, provider: Omit<IdentityProvider, 'organizationId' | 'version'>): Promise<void> {
    await managerOf(work).insert(IdentityProviderEntity, {
      organizationId: work.organizationId,
      ...provider,
    });
  }
}

function toProvider(row: IdentityProviderEntity): IdentityProvider {
  return { ...row, clientSecretSealed: row.clientSecretSealed as Sealed | null };
}
