import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table.js';

/** Who may use what: publications, rules, scoped tokens, and the sessions of older MCP clients. */
export class PoliciesAndTokens1700000000003 implements MigrationInterface {
  name = 'PoliciesAndTokens1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table publications (
        organization_id uuid not null,
        id uuid not null,
        connector_id uuid not null,
        group_id uuid,
        published_by uuid not null,
        published_at timestamptz not null default now(),
        constraint publications_pkey primary key (organization_id, id),
        constraint publications_connector_fkey foreign key (organization_id, connector_id)
          references connectors (organization_id, id) on delete cascade,
        constraint publications_group_fkey foreign key (organization_id, group_id)
          references groups (organization_id, id) on delete cascade,
        constraint publications_published_by_fkey foreign key (organization_id, published_by)
          references members (organization_id, id)
      );
      comment on column publications.group_id is 'The audience; null is everyone in the organization.';
      create unique index publications_group_key on publications (organization_id, connector_id, group_id)
        where group_id is not null;
      create unique index publications_everyone_key on publications (organization_id, connector_id)
        where group_id is null;

      create table rules (
        organization_id uuid not null,
        id uuid not null,
        connector_id uuid not null,
        offering_id uuid not null,
        group_id uuid,
        effect text not null,
        changed_by uuid not null,
        changed_at timestamptz not null default now(),
        constraint rules_pkey primary key (organization_id, id),
        constraint rules_connector_fkey foreign key (organization_id, connector_id)
          references connectors (organization_id, id) on delete cascade,
        constraint rules_offering_fkey foreign key (organization_id, offering_id)
          references offerings (organization_id, id) on delete cascade,
        constraint rules_group_fkey foreign key (organization_id, group_id)
          references groups (organization_id, id) on delete cascade,
        constraint rules_changed_by_fkey foreign key (organization_id, changed_by)
          references members (organization_id, id),
        constraint rules_effect_is_known check (effect in ('allow', 'block'))
      );
      comment on table rules is 'One cell of tools x audiences. A null group is everyone the connector is published to.';
      create unique index rules_group_key on rules (organization_id, offering_id, group_id) where group_id is not null;
      create unique index rules_everyone_key on rules (organization_id, offering_id) where group_id is null;
      create index rules_connector_idx on rules (organization_id, connector_id);

      create table tokens (
        organization_id uuid not null,
        id uuid not null,
        member_id uuid not null,
        name text not null,
        lookup text not null,
        hmac text not null,
        pepper_id text not null,
        scopes jsonb not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        revoked_at timestamptz,
        revoked_by uuid,
        last_used_at timestamptz,
        constraint tokens_pkey primary key (organization_id, id),
        constraint tokens_member_fkey foreign key (organization_id, member_id)
          references members (organization_id, id) on delete cascade,
        constraint tokens_revoked_by_fkey foreign key (organization_id, revoked_by)
          references members (organization_id, id),
        constraint tokens_expiry_is_after_creation check (expires_at > created_at)
      );
      create index tokens_member_idx on tokens (organization_id, member_id, created_at desc, id desc);
      comment on column tokens.hmac is 'HMAC-SHA-256 of the whole token under a pepper that is not in the database.';

      create table gateway_sessions (
        organization_id uuid not null,
        id uuid not null,
        member_id uuid not null,
        token_id uuid not null,
        connector_id uuid not null,
        revision text not null,
        client jsonb not null default '{}',
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        constraint gateway_sessions_pkey primary key (organization_id, id),
        constraint gateway_sessions_token_fkey foreign key (organization_id, token_id)
          references tokens (organization_id, id) on delete cascade,
        constraint gateway_sessions_connector_fkey foreign key (organization_id, connector_id)
          references connectors (organization_id, id) on delete cascade
      );
      comment on table gateway_sessions is 'Sessions of clients that speak 2025-11-25 or earlier, bound to one token.';
    `);
    for (const table of ['publications', 'rules', 'tokens', 'gateway_sessions']) {
      await secureTenantTable(runner, table);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table gateway_sessions, tokens, rules, publications cascade`);
  }
}
