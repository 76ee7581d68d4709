import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trail can be searched by trace, and replicas count attempts to sign in or to use a token together. */
export class TracesAndAttempts1700000000015 implements MigrationInterface {
  name = 'TracesAndAttempts1700000000015';

  async up(runner: QueryRunner): Promise<void> {
    // A column, not an index on the expression: behind row-level security no index is used through an operator that is
    // not known to keep what it sees to itself.
    await runner.query(`
      alter table audit_events add column trace_id text
        generated always as (body -> 'source' ->> 'traceId') stored;
      create index audit_events_trace_idx on audit_events (organization_id, trace_id, recorded_at desc, id desc)
        where trace_id is not null;
    `);
    await runner.query(`
      create unlogged table attempt_counts (
        source_hash text not null,
        attempts integer not null,
        begun_at timestamptz not null,
        constraint attempt_counts_pkey primary key (source_hash)
      ) with (fillfactor = 50);
      comment on table attempt_counts is
        'Attempts of the last minute by a keyed hash of what was tried and from where: before anybody is known.';
      create index attempt_counts_begun_idx on attempt_counts (begun_at);
      alter table attempt_counts enable row level security;
      alter table attempt_counts force row level security;
      create policy attempt_counts_of_the_owner on attempt_counts to castellan_owner using (true) with check (true);

      create function castellan_exchange_attempts(hashes text[], counts integer[], ages double precision[])
        returns table (hash text, all_attempts integer, age double precision)
        language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        over constant timestamptz := clock_timestamp() - interval '1 minute';
      begin
        -- Whoever adds rows takes more away, so that what is kept is never much more than what came within a minute.
        delete from attempt_counts where ctid = any (array(
          select ctid from attempt_counts where begun_at <= over
            limit 2 * cardinality(hashes) + 100 for update skip locked));

        -- In one order for every replica, so that two of them never wait for each other.
        return query
          insert into attempt_counts as known
            select each.hash, each.count, clock_timestamp() - make_interval(secs => each.age)
              from unnest(hashes, counts, ages) as each (hash, count, age) order by each.hash
          on conflict on constraint attempt_counts_pkey do update set
            attempts = excluded.attempts + case when known.begun_at > over then known.attempts else 0 end,
            begun_at = case when known.begun_at > over then known.begun_at else excluded.begun_at end
          returning known.source_hash, known.attempts,
            extract(epoch from clock_timestamp() - known.begun_at)::double precision;
      end $$;
      comment on function castellan_exchange_attempts is
        'Adds the attempts a replica saw since it last asked, and answers with those all of them saw.';
      revoke all on function castellan_exchange_attempts from public;
      grant execute on function castellan_exchange_attempts to castellan_application;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function castellan_exchange_attempts;
      drop table attempt_counts;
      alter table audit_events drop column trace_id;
    `);
  }
}
