import { setTimeout as pause } from 'node:timers/promises';
import type { ActingPerson } from '@castellan/demo';

/** A server to be registered, and what of it may be used. */
export interface ConnectorPlan {
  readonly slug: string;
  readonly url: string;
  readonly transport?: 'STREAMABLE_HTTP' | 'HTTP_SSE';
  readonly credential?: { readonly headerName: string; readonly headerValue: string };
  readonly tools: 'all' | ToolPlan;
  /** Whether whatever its server adds or changes later may be used at once. */
  readonly offersChanges?: boolean;
}

/** What a connector's tools are: everything else it offers is allowed. */
export interface ToolPlan {
  readonly allow: readonly string[];
  readonly block: readonly string[];
  /** Left as they were found: nobody has approved them. */
  readonly unreviewed?: readonly string[];
}

/** A registered connector, as far as it matters here. */
export interface ConnectorRecord {
  readonly id: string;
  readonly slug: string;
  readonly version: number;
  readonly mcpUrl: string;
  readonly offerings: readonly OfferingRecord[];
}

interface OfferingRecord {
  readonly id: string;
  readonly kind: 'TOOL' | 'RESOURCE' | 'RESOURCE_TEMPLATE' | 'PROMPT' | 'INSTRUCTIONS';
  readonly name: string;
  readonly contractState: 'NEW' | 'APPROVED' | 'CHANGED' | 'GONE';
  readonly liveHash: string | null;
  readonly rules: readonly { readonly effect: 'ALLOW' | 'BLOCK' }[];
}

interface ScanRecord {
  readonly id: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  readonly failure: { readonly message: string; readonly nextStep: string } | null;
}

const CONNECTOR = 'id slug version mcpUrl offerings { id kind name contractState liveHash rules { effect } }';
const SCAN = 'id status failure { message nextStep }';
const SCAN_WITHIN_MS = 60_000;

/** Registers, reviews and publishes connectors through the API, as an admin does in the console. */
export class Connectors {
  constructor(private readonly admin: ActingPerson) {}

  /** Carries a server from its address to a connector that everyone may use as planned. */
  async publish(plan: ConnectorPlan): Promise<ConnectorRecord> {
    const published = await this.open(await this.register(plan), plan.tools);
    if (!plan.offersChanges) return published;
    const { id: connectorId, version } = published;
    return this.#change('setChangeHandling', { connectorId, version, handling: 'OFFER' });
  }

  /** Approves what a registered connector offers, allows it as planned, and publishes it to everyone. */
  async open(registered: ConnectorRecord, tools: ConnectorPlan['tools']): Promise<ConnectorRecord> {
    const { id, version } = await this.#allow(await this.#approve(registered, tools), tools);
    return this.#change('publishConnector', { id, version, everyone: true, groupIds: [] });
  }

  /** Looks at the server again, and approves and allows whatever it offers by now. */
  async acceptChanges(slug: string): Promise<ConnectorRecord> {
    await this.#scan({ connectorId: (await this.find(slug)).id });
    return this.#allow(await this.#approve(await this.find(slug), 'all'), 'all');
  }

  /** Allows or blocks one tool for everyone. */
  async rule(slug: string, tool: string, effect: 'ALLOW' | 'BLOCK'): Promise<void> {
    const { id: connectorId, version, offerings } = await this.find(slug);
    const offeringId = offerings.find(({ kind, name }) => kind === 'TOOL' && name === tool)?.id;
    const changes = [{ offeringId, groupId: null, effect }];
    await this.#change('setRules', { connectorId, version, changes });
  }

  /** The connector of this slug, which must exist. */
  async find(slug: string): Promise<ConnectorRecord> {
    const { connector } = await this.admin.query<{ connector: ConnectorRecord | null }>(
      `query Find($slug: String!) { connector(slug: $slug) { ${CONNECTOR} } }`,
      { slug },
    );
    if (connector) return connector;
    throw new Error(`There is no connector ${slug}.`);
  }

  /** Looks at a server and makes it a connector, of which nothing may be used yet. */
  async register({
    slug,
    url,
    transport = 'STREAMABLE_HTTP',
    credential,
  }: Omit<ConnectorPlan, 'tools'>): Promise<ConnectorRecord> {
    const { headerName = null, headerValue = null } = credential ?? {};
    const { id: scanId } = await this.#scan({ url, transport, headerName, headerValue });
    const { viewer } = await this.admin.query<{ viewer: { member: { id: string } } }>(
      'query Me { viewer { member { id } } }',
    );
    return this.#change('registerConnector', {
      ...{ scanId, slug, name: slug, purpose: `Tries ${slug} out.`, dataClass: 'INTERNAL' },
      ...{ ownerId: viewer.member.id, headerName, headerValue },
    });
  }

  async #approve(connector: ConnectorRecord, tools: ConnectorPlan['tools']): Promise<ConnectorRecord> {
    const unreviewed = tools === 'all' ? [] : (tools.unreviewed ?? []);
    const approvals = connector.offerings
      .filter(({ contractState }) => contractState === 'NEW' || contractState === 'CHANGED')
      .filter(({ kind, name }) => kind !== 'TOOL' || !unreviewed.includes(name))
      .map(({ id, liveHash }) => ({ offeringId: id, hash: liveHash }));
    if (approvals.length === 0) return connector;
    return this.#change('approveOfferings', { connectorId: connector.id, approvals });
  }

  async #allow(connector: ConnectorRecord, tools: ConnectorPlan['tools']): Promise<ConnectorRecord> {
    const effectOf = ({ kind, name }: OfferingRecord): 'ALLOW' | 'BLOCK' | undefined => {
      if (kind === 'INSTRUCTIONS') return undefined;
      if (kind !== 'TOOL' || tools === 'all' || tools.allow.includes(name)) return 'ALLOW';
      return tools.block.includes(name) ? 'BLOCK' : undefined;
    };
    const changes = connector.offerings
      .filter(({ contractState, rules }) => contractState !== 'GONE' && rules.length === 0)
      .map((offering) => ({ offeringId: offering.id, groupId: null, effect: effectOf(offering) }))
      .filter(({ effect }) => effect !== undefined);
    if (changes.length === 0) return connector;
    const { id: connectorId, version } = connector;
    return this.#change('setRules', { connectorId, version, changes });
  }

  #change(mutation: string, input: Record<string, unknown>): Promise<ConnectorRecord> {
    return this.admin.change<ConnectorRecord>(mutation, input, `... on Connector { ${CONNECTOR} }`);
  }

  async #scan(input: Record<string, unknown>): Promise<ScanRecord> {
    let scan = await this.admin.change<ScanRecord>('startScan', input, `... on Scan { ${SCAN} }`);
    const until = Date.now() + SCAN_WITHIN_MS;
    for (; scan.status === 'RUNNING' && Date.now() < until; await pause(50)) {
      ({ scan } = await this.admin.query<{ scan: ScanRecord }>(
        `query Look($id: ID!) { scan(id: $id) { ${SCAN} } }`,
        { id: scan.id },
      ));
    }
    if (scan.status === 'SUCCEEDED') return scan;
    throw new Error(
      `The scan is ${scan.status}. ${scan.failure?.message ?? ''} ${scan.failure?.nextStep ?? ''}`,
    );
  }
}
