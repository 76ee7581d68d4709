import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table.js';

/**
 * What an organization chose about limits and results, and what replicas tell one another about use.
 *
 * The counters are unlogged: they are worth nothing after a crash, and are written every second. The application has no
 * right to them; it exchanges its counts through one function, for every organization in one statement.
 */
export class Limits1700000000012 implements MigrationInterface {
  name = 'Limits1700000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table limit_settings (
        organization_id uuid not null,
        id uuid not null,
        connector_id uuid,
        offering_id uuid,
        limits jsonb not null default '{}',
        results jsonb not null default '{}',
        version integer not null default 1,
        changed_by uuid not null,
        changed_at timestamptz not null default now(),
        constraint limit_settings_pkey primary key (organization_id, id),
        constraint limit_settings_organization_fkey foreign key (organization_id) references organizations (id),
        constraint limit_settings_connector_fkey foreign key (organization_id, connector_id)
          references connectors (organization_id, id) on delete cascade,
        constraint limit_settings_offering_fkey foreign key (organization_id, offering_id)
          references offerings (organization_id, id) on delete cascade,
        constraint limit_settings_changed_by_fkey foreign key (organization_id, changed_by)
          references members (organization_id, id),
        constraint limit_settings_offering_is_of_a_connector check (offering_id is null or connector_id is not null)
      );
      comment on table limit_settings is
        'Chosen limits and what is done with results: of the organization (no connector), a connector, or an offering.';
      create unique index limit_settings_subject_key on limit_settings (organization_id, connector_id, offering_id)
        nulls not distinct;

      create unlogged table limit_use (
        organization_id uuid not null,
        subject_id uuid not null,
        requests double precision not null,
        bytes double precision not null,
        requests_per_minute double precision not null,
        bytes_per_minute double precision not null,
        counted_at timestamptz not null,
        constraint limit_use_pkey primary key (organization_id, subject_id)
      ) with (fillfactor = 50);
      comment on table limit_use is
        'How full each bucket was at a moment: all replicas pour into it, and it empties by the minute.';

      create unlogged table limit_holds (
        organization_id uuid not null,
        subject_id uuid not null,
        replica_id uuid not null,
        concurrent_requests integer not null,
        open_streams integer not null,
        seen_at timestamptz not null,
        constraint limit_holds_pkey primary key (organization_id, subject_id, replica_id)
      ) with (fillfactor = 50);
      comment on table limit_holds is
        'What each replica holds at the moment. The row without an organization says that the replica lives.';
      create index limit_holds_replica_idx on limit_holds (replica_id);
    `);
    await secureTenantTable(runner, 'limit_settings');
    for (const table of ['limit_use', 'limit_holds']) {
      await runner.query(`
        alter table ${table} enable row level security;
        alter table ${table} force row level security;
        create policy ${table}_of_the_owner on ${table} to castellan_owner using (true) with check (true);
      `);
    }
    await runner.query(`
      create function castellan_exchange_limit_use(
        replica uuid, organizations uuid[], subjects uuid[], requests double precision[], bytes double precision[],
        request_rates double precision[], byte_rates double precision[], concurrent integer[], streams integer[]
      ) returns table (id uuid, all_requests double precision, all_bytes double precision,
                       others_requests integer, others_streams integer, replicas integer)
        language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        nobody constant uuid := '00000000-0000-0000-0000-000000000000';
        living uuid[];
      begin
        insert into limit_holds values (nobody, nobody, replica, 0, 0, clock_timestamp())
          on conflict on constraint limit_holds_pkey do update set seen_at = excluded.seen_at;
        select array_agg(beat.replica_id) into living from limit_holds beat
          where beat.organization_id = nobody and beat.seen_at > clock_timestamp() - interval '5 seconds';

        -- In one order for every replica, so that two of them never wait for each other.
        insert into limit_use as known
          select each.organization, each.subject, each.requests, each.bytes, each.request_rate, each.byte_rate,
                 clock_timestamp()
            from unnest(organizations, subjects, requests, bytes, request_rates, byte_rates)
              as each (organization, subject, requests, bytes, request_rate, byte_rate)
            order by each.organization, each.subject
          on conflict on constraint limit_use_pkey do update set
            requests = excluded.requests + greatest(0, known.requests - excluded.requests_per_minute
              * greatest(0, extract(epoch from excluded.counted_at - known.counted_at)) / 60),
            bytes = excluded.bytes + greatest(0, known.bytes - excluded.bytes_per_minute
              * greatest(0, extract(epoch from excluded.counted_at - known.counted_at)) / 60),
            requests_per_minute = excluded.requests_per_minute,
            bytes_per_minute = excluded.bytes_per_minute,
            counted_at = greatest(known.counted_at, excluded.counted_at);

        insert into limit_holds
          select each.organization, each.subject, replica, each.concurrent, each.streams, clock_timestamp()
            from unnest(organizations, subjects, concurrent, streams)
              as each (organization, subject, concurrent, streams)
            order by each.organization, each.subject
          on conflict on constraint limit_holds_pkey do update set
            concurrent_requests = excluded.concurrent_requests, open_streams = excluded.open_streams,
            seen_at = excluded.seen_at;

        return query
          select known.subject_id, known.requests, known.bytes,
                 coalesce(others.requests, 0)::integer, coalesce(others.streams, 0)::integer,
                 coalesce(cardinality(living), 1)
            from unnest(organizations, subjects) as each (organization, subject)
            join limit_use known on known.organization_id = each.organization and known.subject_id = each.subject
            left join lateral (
              select sum(hold.concurrent_requests) as requests, sum(hold.open_streams) as streams
                from limit_holds hold
               where hold.organization_id = each.organization and hold.subject_id = each.subject
                 and hold.replica_id <> replica and hold.replica_id = any (living)
            ) others on true
          union all
          select nobody, 0, 0, 0, 0, coalesce(cardinality(living), 1);
      end $$;
      comment on function castellan_exchange_limit_use is
        'Adds what a replica used since it last asked, and answers with what all of them use. Holds counts, no names.';
      revoke all on function castellan_exchange_limit_use from public;
      grant execute on function castellan_exchange_limit_use to castellan_application;

      create function castellan_forget_limit_use() returns void
        language sql security definer set search_path = public, pg_temp as $$
        delete from limit_use where ctid = any (array(
          select ctid from limit_use where counted_at < now() - interval '10 minutes' for update skip locked));
        delete from limit_holds where ctid = any (array(
          select ctid from limit_holds hold
           where (concurrent_requests = 0 and open_streams = 0 and seen_at < now() - interval '10 minutes')
              or not exists (select 1 from limit_holds beat
                              where beat.organization_id = '00000000-0000-0000-0000-000000000000'
                                and beat.replica_id = hold.replica_id
                                and beat.seen_at > now() - interval '10 minutes')
             for update skip locked));
        $$;
      comment on function castellan_forget_limit_use() is
        'Removes counts that nobody uses any more, and what replicas that are gone still held.';
      revoke all on function castellan_forget_limit_use() from public;
      grant execute on function castellan_forget_limit_use() to castellan_application;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function castellan_forget_limit_use();
      drop function castellan_exchange_limit_use;
      drop table limit_holds, limit_use, limit_settings;
    `);
  }
}
