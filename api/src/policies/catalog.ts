import type { Classification } from '../contracts/classification.js';
import type { OfferingKind } from '../contracts/contract.js';
import type { ConnectorState, DataClass } from '../connectors/connector.js';

/** A connector as a member finds it in the catalog. */
export interface CatalogEntry {
  readonly connectorId: string;
  readonly slug: string;
  readonly name: string;
  readonly purpose: string;
  readonly dataClass: DataClass;
  readonly ownerName: string;
  readonly state: ConnectorState;
  readonly organizationSlug: string;
}

/** One approved thing of a connector, and whether this member may use it. */
export interface CatalogOffering {
  readonly kind: OfferingKind;
  readonly name: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly classification: Classification;
  readonly allowed: boolean;
  readonly reason: string;
}

/** What a member can reach of one connector, and so put into a token. */
export interface Reach {
  readonly connectorId: string;
  readonly slug: string;
  readonly name: string;
  readonly tools: ReadonlySet<string>;
}
