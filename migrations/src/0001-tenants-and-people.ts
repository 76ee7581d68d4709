import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table.js';

/**
 * Tenants, people and sign-in.
 *
 * Every tenant table's key begins with organization_id and every foreign key carries it, so that a reference across
 * tenants cannot be stored. Organizations and locators are the only tables without row-level security: they answer
 * "whose is this?" before an organization is known.
 */
export class TenantsAndPeople1700000000001 implements MigrationInterface {
  name = 'TenantsAndPeople1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function castellan_current_organization() returns uuid
        language sql stable parallel safe
        as $$ select nullif(current_setting('castellan.organization', true), '')::uuid $$;
      comment on function castellan_current_organization() is
        'The organization of this transaction. After a "set local" the setting is the empty string, not null.';

      create table organizations (
        id uuid not null,
        slug text not null,
        name text not null,
        kind text not null,
        policy_version bigint not null default 1,
        created_at timestamptz not null default now(),
        constraint organizations_pkey primary key (id),
        constraint organizations_slug_key unique (slug),
        constraint organizations_slug_is_a_url_word check (slug ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
        constraint organizations_kind_is_known check (kind in ('business', 'education'))
      );
      comment on table organizations is 'Tenants. policy_version grows with every change that a gateway must see.';

      create table locators (
        kind text not null,
        hash text not null,
        organization_id uuid not null,
        subject_id uuid not null,
        expires_at timestamptz,
        constraint locators_pkey primary key (kind, hash),
        constraint locators_organization_fkey foreign key (organization_id)
          references organizations (id) on delete cascade,
        constraint locators_kind_is_known check (kind in ('session', 'token', 'sign_in', 'gateway_session'))
      );
      create index locators_subject_idx on locators (organization_id, subject_id);
      comment on table locators is 'SHA-256 of a handle to the organization that knows it. Holds no handle.';

      create table identity_providers (
        organization_id uuid not null,
        id uuid not null,
        issuer text not null,
        client_id text not null,
        client_secret_sealed jsonb,
        groups_claim text not null default 'groups',
        created_at timestamptz not null default now(),
        version integer not null default 1,
        constraint identity_providers_pkey primary key (organization_id, id),
        constraint identity_providers_organization_fkey foreign key (organization_id) references organizations (id),
        constraint identity_providers_issuer_key unique (organization_id, issuer)
      );

      create table members (
        organization_id uuid not null,
        id uuid not null,
        identity_provider_id uuid not null,
        subject text not null,
        email text,
        display_name text not null,
        status text not null default 'active',
        created_at timestamptz not null default now(),
        last_sign_in_at timestamptz,
        version integer not null default 1,
        constraint members_pkey primary key (organization_id, id),
        constraint members_identity_provider_fkey foreign key (organization_id, identity_provider_id)
          references identity_providers (organization_id, id),
        constraint members_subject_key unique (organization_id, identity_provider_id, subject),
        constraint members_status_is_known check (status in ('active', 'disabled'))
      );
      create index members_name_idx on members (organization_id, lower(display_name), id);

      create table groups (
        organization_id uuid not null,
        id uuid not null,
        name text not null,
        source text not null,
        created_at timestamptz not null default now(),
        constraint groups_pkey primary key (organization_id, id),
        constraint groups_organization_fkey foreign key (organization_id) references organizations (id),
        constraint groups_name_key unique (organization_id, source, name),
        constraint groups_source_is_known check (source in ('directory', 'manual'))
      );

      create table group_memberships (
        organization_id uuid not null,
        group_id uuid not null,
        member_id uuid not null,
        constraint group_memberships_pkey primary key (organization_id, group_id, member_id),
        constraint group_memberships_group_fkey foreign key (organization_id, group_id)
          references groups (organization_id, id) on delete cascade,
        constraint group_memberships_member_fkey foreign key (organization_id, member_id)
          references members (organization_id, id) on delete cascade
      );
      create index group_memberships_member_idx on group_memberships (organization_id, member_id);

      create table roles_held (
        organization_id uuid not null,
        id uuid not null,
        role text not null,
        member_id uuid,
        group_id uuid,
        created_at timestamptz not null default now(),
        constraint roles_held_pkey primary key (organization_id, id),
        constraint roles_held_member_fkey foreign key (organization_id, member_id)
          references members (organization_id, id) on delete cascade,
        constraint roles_held_group_fkey foreign key (organization_id, group_id)
          references groups (organization_id, id) on delete cascade,
        constraint roles_held_role_is_known check
          (role in ('owner', 'admin', 'reviewer', 'auditor', 'unit_admin', 'developer', 'member')),
        constraint roles_held_by_a_member_or_a_group check ((member_id is null) <> (group_id is null))
      );
      create unique index roles_held_member_key on roles_held (organization_id, member_id, role) where member_id is not null;
      create unique index roles_held_group_key on roles_held (organization_id, group_id, role) where group_id is not null;

      create table sign_ins (
        organization_id uuid not null,
        id uuid not null,
        identity_provider_id uuid not null,
        browser_hash text not null,
        code_verifier text not null,
        nonce text not null,
        return_to text not null,
        expires_at timestamptz not null,
        constraint sign_ins_pkey primary key (organization_id, id),
        constraint sign_ins_identity_provider_fkey foreign key (organization_id, identity_provider_id)
          references identity_providers (organization_id, id) on delete cascade
      );
      comment on table sign_ins is 'Pending sign-ins, found by the hash of state, usable once, bound to one browser.';

      create table sessions (
        organization_id uuid not null,
        id uuid not null,
        member_id uuid not null,
        provider_session text,
        id_token_hint text,
        created_at timestamptz not null default now(),
        authenticated_at timestamptz not null,
        last_seen_at timestamptz not null default now(),
        expires_at timestamptz not null,
        constraint sessions_pkey primary key (organization_id, id),
        constraint sessions_member_fkey foreign key (organization_id, member_id)
          references members (organization_id, id) on delete cascade
      );
      create index sessions_member_idx on sessions (organization_id, member_id);
    `);
    await runner.query(`
      alter table organizations enable row level security;
      create policy organizations_are_known on organizations for select
        to castellan_application, castellan_worker, castellan_audit_writer using (true);
      create policy organizations_change_themselves on organizations for update to castellan_application
        using (id = castellan_current_organization()) with check (id = castellan_current_organization());
      grant select, update on organizations to castellan_application;
      grant select on organizations to castellan_worker;
      grant select, insert, update, delete on locators to castellan_application;
    `);
    for (const table of [
      'identity_providers',
      'members',
      'groups',
      'group_memberships',
      'roles_held',
      'sign_ins',
      'sessions',
    ]) {
      await secureTenantTable(runner, table);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table sessions, sign_ins, roles_held, group_memberships, groups, members, identity_providers, locators,
        organizations cascade;
      drop function castellan_current_organization();
    `);
  }
}
