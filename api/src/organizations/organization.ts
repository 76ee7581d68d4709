export type OrganizationKind = 'business' | 'education';

/** A tenant. */
export interface Organization {
  readonly id: string;
  /** The short name in addresses. */
  readonly slug: string;
  readonly name: string;
  readonly kind: OrganizationKind;
  /** Grows with every change that a gateway must see. */
  readonly policyVersion: number;
}

/** Whether a text can be the short name of an organization: it stands in addresses. */
export function isSlug(text: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(text);
}
