/** Who somebody is, as their identity provider says. */
export interface Identity {
  readonly subject: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly groups: readonly string[];
  /** When the person proved it to the provider, where the provider says. */
  readonly authenticatedAt: Date | undefined;
  /** The provider's own name for the session. */
  readonly providerSession: string | null;
  readonly idToken: string | null;
}

/** More groups than this are a mistake in the claim rather than a person's memberships. */
const mostGroups = 1_000;

/** The claims cannot be used; the reason is a code for the audit trail. */
export class UnusableClaims extends Error {
  override readonly name = 'UnusableClaims';

  constructor(readonly reason: string) {
    super(`The claims of the provider cannot be used: ${reason}`);
  }
}

/** Reads an identity from verified claims. `groupsClaim` is the organization's name for the groups claim. */
export function identityOf(
  claims: Readonly<Record<string, unknown>>,
  groupsClaim: string,
  idToken: string | null,
): Identity {
  const subject = text(claims['sub'], 255);
  if (!subject) throw new UnusableClaims('subject_missing');
  // An address that the provider has not checked may be somebody else's.
  const email = claims['email_verified'] === false ? undefined : text(claims['email'], 320);
  const authTime = claims['auth_time'];
  return {
    subject,
    displayName: text(claims['name'], 200) ?? text(claims['preferred_username'], 200) ?? email ?? subject,
    email: email ?? null,
    groups: groupsOf(claims, groupsClaim),
    authenticatedAt: typeof authTime === 'number' ? new Date(authTime * 1000) : undefined,
    providerSession: text(claims['sid'], 255) ?? null,
    idToken,
  };
}

/** Whether the claims lack what a second question to the provider may bring. */
export function isSparse(claims: Readonly<Record<string, unknown>>, groupsClaim: string): boolean {
  return claims['name'] === undefined || claims[groupsClaim] === undefined;
}

function groupsOf(claims: Readonly<Record<string, unknown>>, groupsClaim: string): readonly string[] {
  const claim = claims[groupsClaim];
  if (claim === undefined || claim === null) {
    // Some providers leave out a long list and point elsewhere: no groups then means "not told", not "in none".
    if (isElsewhere(claims, groupsClaim)) throw new UnusableClaims('groups_not_delivered');
    return [];
  }
  const names = typeof claim === 'string' ? [claim] : claim;
  if (!Array.isArray(names)) throw new UnusableClaims('groups_not_a_list');
  if (names.length > mostGroups) throw new UnusableClaims('too_many_groups');
  const usable = names.flatMap((name: unknown) => text(name, 255) ?? []);
  if (usable.length < names.length) throw new UnusableClaims('groups_not_a_list');
  return [...new Set(usable)].sort();
}

function isElsewhere(claims: Readonly<Record<string, unknown>>, groupsClaim: string): boolean {
  const names = claims['_claim_names'];
  return (
    claims['hasgroups'] === true || (typeof names === 'object' && names !== null && groupsClaim in names)
  );
}

/** A usable text, without what neither a page nor the database can hold. */
function text(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  const clean = value.toWellFormed().replaceAll('\0', '').trim();
  return clean === '' || clean.length > longest ? undefined : clean;
}
