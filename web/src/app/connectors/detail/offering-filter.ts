import type { OfferingKind } from '../../graphql/generated/schema';
import type { ConnectorOffering } from '../offerings';

/** What the table of offerings is narrowed to. */
export interface OfferingFilter {
  readonly search?: string;
  readonly kinds?: readonly string[];
  readonly writes?: boolean;
  readonly held?: boolean;
  readonly findings?: boolean;
  readonly unapproved?: boolean;
  readonly gone?: boolean;
}

const order: readonly OfferingKind[] = ['INSTRUCTIONS', 'TOOL', 'RESOURCE', 'RESOURCE_TEMPLATE', 'PROMPT'];

/** Offerings of one kind, as a section of the table. */
export interface OfferingSection {
  readonly kind: OfferingKind;
  readonly offerings: readonly ConnectorOffering[];
}

/** Whether an offering passes every filter that is set. */
export function passes(offering: ConnectorOffering, filter: OfferingFilter): boolean {
  const wanted = filter.search?.toLowerCase();
  const text = `${offering.name} ${offering.title ?? ''}`.toLowerCase();
  return (
    (!wanted || text.includes(wanted)) &&
    (!filter.kinds?.length || filter.kinds.includes(offering.kind.toLowerCase())) &&
    (!filter.writes || offering.classification !== 'READ') &&
    (!filter.held || offering.contractState === 'CHANGED') &&
    (!filter.findings || offering.findings.length > 0) &&
    (!filter.unapproved || offering.contractState === 'NEW') &&
    (!filter.gone || offering.contractState === 'GONE')
  );
}

/** Offerings by kind, each section by name; no empty sections. */
export function sectionsOf(offerings: readonly ConnectorOffering[]): OfferingSection[] {
  return order
    .map((kind) => ({
      kind,
      offerings: offerings
        .filter((offering) => offering.kind === kind)
        .sort((one, other) => (one.name < other.name ? -1 : 1)),
    }))
    .filter((section) => section.offerings.length > 0);
}

/** The first rows of the sections, at most so many together. */
export function firstOf(sections: readonly OfferingSection[], most: number): OfferingSection[] {
  let left = most;
  return sections
    .map(({ kind, offerings }) => {
      const shown = offerings.slice(0, left);
      left -= shown.length;
      return { kind, offerings: shown };
    })
    .filter((section) => section.offerings.length > 0);
}
