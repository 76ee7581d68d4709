import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table.js';

/**
 * What older clients watch, and what becomes of changes that upstreams announce.
 *
 * A subscription ends with its session. A connector may approve its own changes; who decided so, and when, stands
 * beside it. `rescan_wanted_at` is a wish of a gateway, which scans nothing itself, to those that do.
 */
export class WatchedChanges1700000000009 implements MigrationInterface {
  name = 'WatchedChanges1700000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table gateway_subscriptions (
        organization_id uuid not null,
        session_id uuid not null,
        hash text not null,
        uri text not null,
        created_at timestamptz not null default now(),
        constraint gateway_subscriptions_pkey primary key (organization_id, session_id, hash),
        constraint gateway_subscriptions_session_fkey foreign key (organization_id, session_id)
          references gateway_sessions (organization_id, id) on delete cascade,
        constraint gateway_subscriptions_hash_is_sha256 check (hash ~ '^[0-9a-f]{64}$'),
        constraint gateway_subscriptions_uri_is_bounded check (char_length(uri) <= 4096)
      );
      comment on table gateway_subscriptions is
        'Resources whose updates a session of an older client waits for; any replica may hold its stream.';
    `);
    await secureTenantTable(runner, 'gateway_subscriptions');
    await runner.query(`
      alter table connectors
        add column change_handling text not null default 'hold',
        add column change_handling_set_by uuid,
        add column change_handling_set_at timestamptz,
        add column rescan_wanted_at timestamptz,
        add constraint connectors_change_handling_is_known check (change_handling in ('hold', 'approve', 'offer')),
        add constraint connectors_change_handling_is_by_somebody
          check (change_handling = 'hold' or (change_handling_set_by is not null and change_handling_set_at is not null)),
        add constraint connectors_change_handling_set_by_fkey
          foreign key (organization_id, change_handling_set_by) references members (organization_id, id);
      alter table scans alter column requested_by drop not null;
      comment on column scans.requested_by is 'Null where a server announced changes and nobody asked.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from scans where requested_by is null;
      alter table scans alter column requested_by set not null;
      alter table connectors
        drop column change_handling, drop column change_handling_set_by, drop column change_handling_set_at,
        drop column rescan_wanted_at;
      drop table gateway_subscriptions;
    `);
  }
}
