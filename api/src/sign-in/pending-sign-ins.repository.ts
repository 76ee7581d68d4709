import { Injectable } from '@nestjs/common';
import type { Work } from '../kernel/unit-of-work.js';
import { Keyring, type Sealed } from '../platform/crypto/keyring.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import { PendingSignInEntity } from './pending-sign-in.entity.js';

/** A sign-in that is under way at the identity provider. */
export type PendingSignIn = Omit<PendingSignInEntity, 'organizationId' | 'codeVerifierSealed'> & {
  readonly codeVerifier: string;
};

/** Pending sign-ins of the transaction's organization. */
@Injectable()
export class PendingSignInsRepository {
  constructor(private readonly keyring: Keyring) {}

  async add(work: Work, { codeVerifier, ...pending }: PendingSignIn): Promise<void> {
    const { organizationId } = work;
    await managerOf(work).insert(PendingSignInEntity, {
      ...pending,
      organizationId,
      codeVerifierSealed: this.keyring.seal('sign-in', [organizationId, pending.id], codeVerifier),
    });
  }

  /** Removes and returns: of two callbacks with one state, the database lets one through. */
  async take(work: Work, id: string): Promise<PendingSignIn | undefined> {
    const taken = await managerOf(work)
      .createQueryBuilder()
      .delete()
      .from(PendingSignInEntity)
      .where('organization_id = :organizationId and id = :id', { organizationId: work.organizationId, id })
      .returning('*')
      .execute();
    const [row] = taken.raw as {
      id: string;
      identity_provider_id: string;
      browser_hash: string;
      code_verifier_sealed: Sealed;
      nonce: string;
      return_to: string;
      expires_at: Date;
    }[];
    return (
      row && {
        id: row.id,
        identityProviderId: row.identity_provider_id,
        browserHash: row.browser_hash,
        codeVerifier: this.keyring.open('sign-in', [work.organizationId, row.id], row.code_verifier_sealed),
        nonce: row.nonce,
        returnTo: row.return_to,
        expiresAt: row.expires_at,
      }
    );
  }

  /** Forgets sign-ins that nobody finished, with what leads to them. */
  async forgetExpired(work: Work, at: Date): Promise<void> {
    await managerOf(work).query(
      `with expired as (
         delete from sign_ins where organization_id = $1 and expires_at <= $2 returning id)
       delete from locators where kind = 'sign_in' and organization_id = $1 and subject_id in (select id from expired)`,
      [work.organizationId, at],
    );
  }
}
