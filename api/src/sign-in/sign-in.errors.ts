import type { Organization } from '../organizations/organization.js';

/** Why a sign-in did not succeed, as the sign-in page is told. */
export type SignInProblem =
  'unknown_organization' | 'provider_unreachable' | 'cancelled' | 'expired' | 'refused' | 'disabled';

/** A sign-in that ends on the sign-in page. The reason is for the audit trail: a short code, never a value. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';

  constructor(
    readonly problem: SignInProblem,
    readonly reason: string,
    /** Whose sign-in it was, where that is known. */
    readonly organization?: Organization,
    options?: ErrorOptions,
  ) {
    super(`Sign-in ended: ${problem} (${reason})`, options);
  }
}
