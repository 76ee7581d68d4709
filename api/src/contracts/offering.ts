import type { Classification } from './classification.js';
import type { Definition, OfferingKind } from './contract.js';

/** One thing a connector offers, with the contract in force and the one seen last. */
export interface Offering {
  readonly id: string;
  readonly connectorId: string;
  readonly kind: OfferingKind;
  readonly name: string;
  readonly classification: Classification;
  /** The member who classified it; null while the suggestion stands. */
  readonly classifiedBy: string | null;
  readonly liveHash: string | null;
  readonly approvedHash: string | null;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
  readonly liveDefinition: Definition | null;
  readonly approvedDefinition: Definition | null;
}
