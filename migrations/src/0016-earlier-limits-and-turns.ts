import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Time counts at the limit it passed under, and servers are asked in the order of their wait.
 *
 * A bucket that was filled under a high limit was emptied at the low one that followed, for the time before it as well:
 * whoever was limited had to wait for hours. Organizations with servers to ask came in the order of their ids; where
 * there are more servers than a look takes, the last ones never had their turn.
 */
export class EarlierLimitsAndTurns1700000000016 implements MigrationInterface {
  name = 'EarlierLimitsAndTurns1700000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(exchangeAtTheRateOf('known'));
    await runner.query(
      organizationsToProbe(`
          select organization_id from connectors
           where state = 'published' and verdict is not null and (probe_after is null or probe_after <= at)
           group by organization_id order by min(probe_after) nulls first`),
    );
    await runner.query(`
      comment on function castellan_organizations_to_probe(timestamptz) is
        'Organizations with a connector whose server may be asked, by how long one waits. Says nothing else of them.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      organizationsToProbe(`
          select distinct organization_id from connectors
           where state = 'published' and verdict is not null and (probe_after is null or probe_after <= at)`),
    );
    await runner.query(`
      comment on function castellan_organizations_to_probe(timestamptz) is
        'Organizations with a connector whose server may be asked. Says nothing else of them.';
    `);
    await runner.query(exchangeAtTheRateOf('excluded'));
  }
}

/** The exchange; a bucket is emptied at the rate that is known of the time before, or at the one that was just told. */
function exchangeAtTheRateOf(whose: 'known' | 'excluded'): string {
  return `
    create or replace function castellan_exchange_limit_use(
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
          requests = excluded.requests + greatest(0, known.requests - ${whose}.requests_per_minute
            * greatest(0, extract(epoch from excluded.counted_at - known.counted_at)) / 60),
          bytes = excluded.bytes + greatest(0, known.bytes - ${whose}.bytes_per_minute
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
    end $$;`;
}

function organizationsToProbe(body: string): string {
  return `
    create or replace function castellan_organizations_to_probe(at timestamptz) returns setof uuid
      language sql stable security definer set search_path = public, pg_temp as $$${body}
      $$`;
}
