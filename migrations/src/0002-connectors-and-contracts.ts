import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table.js';

/**
 * Connectors, what they offer, and what was approved.
 *
 * A contract is content-addressed: its key is the hash of everything a model can see of an offering. An offering
 * points at the contract seen last (live) and at the one in force (approved); a drift is the two being different.
 */
export class ConnectorsAndContracts1700000000002 implements MigrationInterface {
  name = 'ConnectorsAndContracts1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table connectors (
        organization_id uuid not null,
        id uuid not null,
        slug text not null,
        name text not null,
        purpose text not null default '',
        data_class text not null default 'internal',
        owner_id uuid not null,
        url text not null,
        transport text not null,
        authentication text not null,
        state text not null,
        state_since timestamptz not null default now(),
        verdict jsonb,
        last_scan_id uuid,
        created_at timestamptz not null default now(),
        version integer not null default 1,
        constraint connectors_pkey primary key (organization_id, id),
        constraint connectors_organization_fkey foreign key (organization_id) references organizations (id),
        constraint connectors_owner_fkey foreign key (organization_id, owner_id) references members (organization_id, id),
        constraint connectors_slug_key unique (organization_id, slug),
        constraint connectors_slug_is_a_url_word check (slug ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
        constraint connectors_transport_is_known check (transport in ('streamable-http', 'http-sse')),
        constraint connectors_authentication_is_known check (authentication in ('none', 'static-header')),
        constraint connectors_state_is_known check (state in ('draft', 'published', 'suspended', 'retired')),
        constraint connectors_data_class_is_known check
          (data_class in ('public', 'internal', 'confidential', 'restricted'))
      );
      create index connectors_name_idx on connectors (organization_id, lower(name), id);

      create table scans (
        organization_id uuid not null,
        id uuid not null,
        connector_id uuid,
        requested_by uuid not null,
        url text not null,
        authentication text not null default 'none',
        status text not null,
        steps jsonb not null default '[]',
        verdict jsonb,
        found jsonb not null default '[]',
        refused jsonb not null default '[]',
        changes jsonb,
        failure jsonb,
        started_at timestamptz not null default now(),
        finished_at timestamptz,
        constraint scans_pkey primary key (organization_id, id),
        constraint scans_connector_fkey foreign key (organization_id, connector_id)
          references connectors (organization_id, id) on delete cascade,
        constraint scans_requested_by_fkey foreign key (organization_id, requested_by)
          references members (organization_id, id),
        constraint scans_status_is_known check (status in ('running', 'succeeded', 'failed'))
      );
      create index scans_connector_idx on scans (organization_id, connector_id, started_at desc);
      comment on column scans.connector_id is 'Null while a server is looked at before it is registered.';

      create table contracts (
        organization_id uuid not null,
        hash text not null,
        kind text not null,
        definition jsonb not null,
        first_seen_at timestamptz not null default now(),
        constraint contracts_pkey primary key (organization_id, hash),
        constraint contracts_hash_is_sha256 check (hash ~ '^[0-9a-f]{64}$'),
        constraint contracts_kind_is_known check
          (kind in ('tool', 'resource', 'resource_template', 'prompt', 'instructions'))
      );

      create table offerings (
        organization_id uuid not null,
        id uuid not null,
        connector_id uuid not null,
        kind text not null,
        name text not null,
        classification text not null,
        classified_by uuid,
        live_hash text,
        approved_hash text,
        approved_by uuid,
        approved_at timestamptz,
        first_seen_at timestamptz not null default now(),
        last_seen_at timestamptz not null default now(),
        constraint offerings_pkey primary key (organization_id, id),
        constraint offerings_connector_fkey foreign key (organization_id, connector_id)
          references connectors (organization_id, id) on delete cascade,
        constraint offerings_live_contract_fkey foreign key (organization_id, live_hash)
          references contracts (organization_id, hash),
        constraint offerings_approved_contract_fkey foreign key (organization_id, approved_hash)
          references contracts (organization_id, hash),
        constraint offerings_approved_by_fkey foreign key (organization_id, approved_by)
          references members (organization_id, id),
        constraint offerings_classified_by_fkey foreign key (organization_id, classified_by)
          references members (organization_id, id),
        constraint offerings_name_key unique (organization_id, connector_id, kind, name),
        constraint offerings_kind_is_known check
          (kind in ('tool', 'resource', 'resource_template', 'prompt', 'instructions')),
        constraint offerings_classification_is_known check (classification in ('read', 'write', 'destructive')),
        constraint offerings_approval_names_the_approver check
          ((approved_hash is null) = (approved_by is null) and (approved_hash is null) = (approved_at is null))
      );
      comment on column offerings.live_hash is 'Null when the last scan did not find it any more.';

      create table credentials (
        organization_id uuid not null,
        id uuid not null,
        connector_id uuid not null,
        header_name text not null,
        origin text not null,
        sealed jsonb not null,
        last_four text not null,
        created_by uuid not null,
        created_at timestamptz not null default now(),
        constraint credentials_pkey primary key (organization_id, id),
        constraint credentials_connector_fkey foreign key (organization_id, connector_id)
          references connectors (organization_id, id) on delete cascade,
        constraint credentials_created_by_fkey foreign key (organization_id, created_by)
          references members (organization_id, id),
        constraint credentials_connector_key unique (organization_id, connector_id)
      );
      comment on column credentials.origin is 'Scheme, host and port it was saved for; sent nowhere else.';
    `);
    for (const table of ['connectors', 'scans', 'contracts', 'offerings', 'credentials']) {
      await secureTenantTable(runner, table);
    }
    await runner.query(`revoke update, delete on contracts from castellan_application`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table credentials, offerings, contracts, scans, connectors cascade`);
  }
}
