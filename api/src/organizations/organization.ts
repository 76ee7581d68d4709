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
