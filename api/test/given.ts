import pg from 'pg';
import type { Role } from '../src/access/roles.js';
import type { Classification } from '../src/contracts/classification.js';
import { contractOf, type OfferingKind } from '../src/contracts/contract.js';
import type { ConnectorState } from '../src/connectors/connector.js';
import { newId } from '../src/kernel/ids.js';
import type { TestDatabase } from './database/test-database.js';

/** An organization that was set up by a test. */
export interface GivenOrganization {
  readonly id: string;
  readonly slug: string;
  readonly identityProviderId: string;
}

/** A connector that was set up by a test, with the organization it is in. */
export interface GivenConnector {
  readonly id: string;
  readonly slug: string;
  readonly organization: GivenOrganization;
  readonly ownerId: string;
}

/**
 * Puts a database into a state, behind the application's back: what a test starts from does not depend on the parts
 * it tests. Defaults are valid; a test names only what matters to it.
 */
export class Given {
  private constructor(private readonly client: pg.Client) {}

  static async in(database: TestDatabase): Promise<Given> {
    const client = new pg.Client({ connectionString: database.superuser });
    await client.connect();
    return new Given(client);
  }

  async end(): Promise<void> {
    await this.client.end();
  }

  /** Looks behind row-level security. */
  async rows<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(text, [...values])).rows;
  }

  async organization(slug: string): Promise<GivenOrganization> {
    const organization = { id: newId(), slug, identityProviderId: newId() };
    await this.rows(`insert into organizations (id, slug, name, kind) values ($1, $2, $2, 'business')`, [
      organization.id,
      slug,
    ]);
    await this.rows(
      `insert into identity_providers (organization_id, id, issuer, client_id) values ($1, $2, $3, 'castellan')`,
      [organization.id, organization.identityProviderId, `https://${slug}.example`],
    );
    return organization;
  }

  async group(organization: GivenOrganization, name: string): Promise<string> {
    const id = newId();
    await this.rows(
      `insert into groups (organization_id, id, name, source) values ($1, $2, $3, 'directory')`,
      [organization.id, id, name],
    );
    return id;
  }

  async member(
    organization: GivenOrganization,
    options: {
      readonly name?: string;
      readonly groups?: readonly string[];
      readonly role?: Role;
      readonly status?: 'active' | 'disabled';
    } = {},
  ): Promise<string> {
    const id = newId();
    await this.rows(
      `insert into members (organization_id, id, identity_provider_id, subject, display_name, status)
       values ($1, $2, $3, $4, $5, $6)`,
      [
        organization.id,
        id,
        organization.identityProviderId,
        id,
        options.name ?? 'A member',
        options.status ?? 'active',
      ],
    );
    for (const groupId of options.groups ?? []) {
      await this.rows(
        'insert into group_memberships (organization_id, group_id, member_id) values ($1, $2, $3)',
        [organization.id, groupId, id],
      );
    }
    if (options.role) {
      await this.rows(
        'insert into roles_held (organization_id, id, role, member_id) values ($1, $2, $3, $4)',
        [organization.id, newId(), options.role, id],
      );
    }
    return id;
  }

  async connector(
    organization: GivenOrganization,
    options: {
      readonly slug: string;
      readonly ownerId: string;
      readonly state?: ConnectorState;
      readonly url?: string;
    },
  ): Promise<GivenConnector> {
    const { slug, ownerId, state = 'draft', url = `https://${slug}.example/mcp` } = options;
    const id = newId();
    await this.rows(
      `insert into connectors (organization_id, id, slug, name, owner_id, url, transport, authentication, state)
       values ($1, $2, $3, initcap($3), $4, $5, 'streamable-http', 'none', $6)`,
      [organization.id, id, slug, ownerId, url, state],
    );
    return { id, slug, organization, ownerId };
  }

  /** An offering that is approved as it is, unless told otherwise. */
  async offering(
    connector: GivenConnector,
    name: string,
    options: {
      readonly kind?: OfferingKind;
      readonly classification?: Classification;
      readonly state?: 'new' | 'approved' | 'changed' | 'gone';
      readonly definition?: Readonly<Record<string, unknown>>;
    } = {},
  ): Promise<string> {
    const { kind = 'tool', classification = 'read', state = 'approved' } = options;
    const definition = options.definition ?? { name, inputSchema: { type: 'object' } };
    const approved = state === 'new' ? null : await this.contract(connector, kind, name, definition);
    const live =
      state === 'gone'
        ? null
        : await this.contract(
            connector,
            kind,
            name,
            state === 'changed' ? { ...definition, changed: true } : definition,
          );
    const id = newId();
    await this.rows(
      `insert into offerings (organization_id, id, connector_id, kind, name, classification, live_hash,
                              approved_hash, approved_by, approved_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $8::text is null then null else now() end)`,
      [
        connector.organization.id,
        id,
        connector.id,
        kind,
        name,
        classification,
        live,
        approved,
        approved === null ? null : connector.ownerId,
      ],
    );
    return id;
  }

  /** Publishes a connector; without a group, to everyone. */
  async publication(connector: GivenConnector, groupId: string | null = null): Promise<void> {
    await this.rows(
      'insert into publications (organization_id, id, connector_id, group_id, published_by) values ($1, $2, $3, $4, $5)',
      [connector.organization.id, newId(), connector.id, groupId, connector.ownerId],
    );
    await this.rows(`update connectors set state = 'published' where organization_id = $1 and id = $2`, [
      connector.organization.id,
      connector.id,
    ]);
  }

  async rule(
    connector: GivenConnector,
    offeringId: string,
    effect: 'allow' | 'block',
    groupId: string | null = null,
  ): Promise<void> {
    await this.rows(
      `insert into rules (organization_id, id, connector_id, offering_id, group_id, effect, changed_by)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [connector.organization.id, newId(), connector.id, offeringId, groupId, effect, connector.ownerId],
    );
  }

  private async contract(
    connector: GivenConnector,
    kind: OfferingKind,
    name: string,
    definition: Readonly<Record<string, unknown>>,
  ): Promise<string> {
    const { hash } = contractOf({ kind, name, definition });
    await this.rows(
      `insert into contracts (organization_id, hash, kind, definition) values ($1, $2, $3, $4) on conflict do nothing`,
      [connector.organization.id, hash, kind, JSON.stringify(definition)],
    );
    return hash;
  }
}
