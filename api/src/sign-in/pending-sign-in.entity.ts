import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Sealed } from '../platform/crypto/keyring.js';

@Entity('sign_ins', {
  comment: 'Pending sign-ins, found by the hash of state, usable once, bound to one browser.',
})
export class PendingSignInEntity {
  @PrimaryColumn('uuid', { name: 'organization_id', primaryKeyConstraintName: 'sign_ins_pkey' })
  organizationId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sign_ins_pkey' })
  id!: string;

  @Column('uuid', { name: 'identity_provider_id' })
  identityProviderId!: string;

  @Column('text', { name: 'browser_hash' })
  browserHash!: string;

  @Column('jsonb', { name: 'code_verifier_sealed' })
  codeVerifierSealed!: Sealed;

  @Column('text')
  nonce!: string;

  @Column('text', { name: 'return_to' })
  returnTo!: string;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
