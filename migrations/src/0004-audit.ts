import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit trail: append-only, partitioned by month of recording.
 *
 * The application and the gateway's writer may insert; nobody may update, delete or truncate, and a trigger says so
 * even to the owner. Personal values stand in a table of their own, joined by a salted commitment.
 */
export class Audit1700000000004 implements MigrationInterface {
  name = 'Audit1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function castellan_transaction_id() returns bigint language sql volatile
        as $$ select pg_current_xact_id()::text::bigint $$;
      comment on function castellan_transaction_id() is
        'Kept with each event: an event is settled once no older transaction is open.';

      create table audit_events (
        organization_id uuid not null,
        recorded_at timestamptz not null,
        id uuid not null,
        xid bigint not null default castellan_transaction_id(),
        type text not null,
        outcome text not null,
        actor_kind text not null,
        actor_id text not null,
        connector_id uuid,
        offering_kind text,
        offering_name text,
        target_kind text,
        target_id text,
        body jsonb not null,
        constraint audit_events_pkey primary key (organization_id, recorded_at, id),
        constraint audit_events_outcome_is_known check (outcome in ('success', 'denied', 'failure'))
      ) partition by range (recorded_at);
      comment on table audit_events is 'One row a fact. The columns are for finding; body is the event.';
      create index audit_events_actor_idx on audit_events (organization_id, actor_id, recorded_at desc, id desc);
      create index audit_events_connector_idx on audit_events (organization_id, connector_id, recorded_at desc, id desc)
        where connector_id is not null;
      create index audit_events_target_idx on audit_events (organization_id, target_id, recorded_at desc, id desc)
        where target_id is not null;

      create table audit_events_other partition of audit_events default;
      comment on table audit_events_other is 'Catches what no monthly partition holds, so that an insert never fails.';

      create table audit_personal_values (
        organization_id uuid not null,
        event_id uuid not null,
        field text not null,
        value text not null,
        salt text not null,
        constraint audit_personal_values_pkey primary key (organization_id, event_id, field)
      );
      comment on table audit_personal_values is
        'The event holds SHA-256(salt, value) only: erasing a row here leaves every proof valid.';

      create function castellan_refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'The audit trail is append-only: % on % is refused.', tg_op, tg_table_name
          using errcode = 'insufficient_privilege';
      end $$;
      create trigger audit_events_are_append_only before update or delete on audit_events
        for each row execute function castellan_refuse_change();
      create trigger audit_events_are_never_truncated before truncate on audit_events
        for each statement execute function castellan_refuse_change();

      create function castellan_ensure_audit_partitions(months integer) returns integer
        language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        month timestamptz;
        name text;
        made integer := 0;
      begin
        perform pg_advisory_xact_lock(hashtext('castellan.audit_partitions'));
        for month in
          select generate_series(date_trunc('month', now(), 'UTC'),
                                 date_trunc('month', now(), 'UTC') + make_interval(months => months),
                                 interval '1 month')
        loop
          name := 'audit_events_' || to_char(month at time zone 'UTC', 'YYYY_MM');
          if to_regclass(name) is null then
            execute format('create table %I partition of audit_events for values from (%L) to (%L)',
                           name, month, month + interval '1 month');
            made := made + 1;
          end if;
        end loop;
        return made;
      end $$;
      revoke all on function castellan_ensure_audit_partitions(integer) from public;
      grant execute on function castellan_ensure_audit_partitions(integer) to castellan_worker, castellan_application;
      select castellan_ensure_audit_partitions(3);
    `);
    for (const table of ['audit_events', 'audit_personal_values']) {
      await runner.query(`
        alter table ${table} enable row level security;
        alter table ${table} force row level security;
        create policy ${table}_of_the_organization on ${table} to castellan_application
          using (organization_id = castellan_current_organization())
          with check (organization_id = castellan_current_organization());
        create policy ${table}_of_the_writer on ${table} for insert to castellan_audit_writer with check (true);
        create policy ${table}_of_the_operator on ${table} for insert to castellan_owner with check (true);
        create policy ${table}_of_the_worker on ${table} for select to castellan_worker using (true);
        grant select, insert on ${table} to castellan_application;
        grant insert on ${table} to castellan_audit_writer;
        grant select on ${table} to castellan_worker;
      `);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table audit_personal_values, audit_events cascade;
      drop function castellan_ensure_audit_partitions(integer);
      drop function castellan_refuse_change();
      drop function castellan_transaction_id();
    `);
  }
}
