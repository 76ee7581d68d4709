import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table.js';

/**
 * How connectors are called, and how they fared.
 *
 * Each gateway process writes a row of its own per connector and minute, so that no two of them wait for one another;
 * whoever reads adds them up.
 */
export class UpstreamHealth1700000000011 implements MigrationInterface {
  name = 'UpstreamHealth1700000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table connectors
        add column call_timeout_seconds integer,
        add column concurrent_calls integer,
        add constraint connectors_call_timeout_is_bounded check (call_timeout_seconds between 1 and 600),
        add constraint connectors_concurrent_calls_are_bounded check (concurrent_calls between 1 and 1000);
      comment on column connectors.call_timeout_seconds is 'Null is the default of the installation.';
      comment on column connectors.concurrent_calls is 'Per gateway process; null is the default of the installation.';

      create table connector_health (
        organization_id uuid not null,
        connector_id uuid not null,
        minute timestamptz not null,
        gateway_id uuid not null,
        calls integer not null default 0,
        failures integer not null default 0,
        timeouts integer not null default 0,
        refused integer not null default 0,
        latency integer[] not null,
        state text not null,
        state_since timestamptz not null,
        breaker text not null,
        changes jsonb not null default '[]',
        last_failure text,
        last_failure_at timestamptz,
        constraint connector_health_pkey primary key (organization_id, connector_id, minute, gateway_id),
        constraint connector_health_connector_fkey foreign key (organization_id, connector_id)
          references connectors (organization_id, id) on delete cascade,
        constraint connector_health_state_is_known check (state in ('healthy', 'degraded', 'down', 'unknown')),
        constraint connector_health_breaker_is_known check (breaker in ('closed', 'open', 'half_open'))
      );
      comment on column connector_health.gateway_id is 'The process that wrote the row.';
      comment on column connector_health.latency is 'Calls by duration; the bounds are in api/src/health/latency.ts.';
      create index connector_health_minute_idx on connector_health using brin (minute);
    `);
    await secureTenantTable(runner, 'connector_health');
    await runner.query(`
      create function castellan_remove_old_health() returns integer
        language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        removed integer;
      begin
        delete from connector_health where minute < now() - interval '7 days';
        get diagnostics removed = row_count;
        return removed;
      end $$;
      comment on function castellan_remove_old_health() is 'Removes what is known of connectors'' health of more than 7 days ago.';
      revoke all on function castellan_remove_old_health() from public;
      grant execute on function castellan_remove_old_health() to castellan_worker;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function castellan_remove_old_health();
      drop table connector_health;
      alter table connectors drop column call_timeout_seconds, drop column concurrent_calls;
    `);
  }
}
