import type { ActingPerson } from '@castellan/demo';
import type { ClientKind } from './contact.js';

/** What the audit trail says about one exchange at the gateway. */
export interface TrailEvent {
  readonly type: string;
  readonly outcome: string;
  readonly channel: string;
  readonly actor: { readonly displayName: string } | null;
  readonly offeringKind: string | null;
  readonly offeringName: string | null;
  readonly decisionEffect: string | null;
  readonly decisionRule: string | null;
  readonly decisionReason: string | null;
  readonly contractHash: string | null;
  readonly clientName: string | null;
  readonly details: Record<string, unknown> | null;
}

const EVENT = `type outcome channel actor { displayName } offeringKind offeringName
  decisionEffect decisionRule decisionReason contractHash clientName details`;

/** The newest events of a connector, as an admin reads them through the API; perhaps only those of one client. */
export async function readTrail(
  admin: ActingPerson,
  connectorId: string,
  client?: ClientKind['inTrail'],
): Promise<TrailEvent[]> {
  const events: TrailEvent[] = [];
  let after: string | null = null;
  do {
    const { auditEvents }: { auditEvents: TrailPage } = await admin.query(
      `query Trail($filter: AuditFilter, $after: String) {
        auditEvents(first: 100, after: $after, filter: $filter) {
          edges { node { ${EVENT} } } pageInfo { hasNextPage endCursor }
        }
      }`,
      { filter: { connectorId }, after },
    );
    events.push(...auditEvents.edges.map(({ node }) => node));
    after = auditEvents.pageInfo.hasNextPage ? auditEvents.pageInfo.endCursor : null;
  } while (after);
  if (!client) return events;
  const isIts = ({ clientName, details }: TrailEvent) =>
    details?.['era'] === client.era &&
    (client.name instanceof RegExp ? client.name.test(clientName ?? '') : clientName === client.name);
  return events.filter(isIts);
}

interface TrailPage {
  readonly edges: readonly { readonly node: TrailEvent }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
