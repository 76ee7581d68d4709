import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Replicas that count attempts never wait for each other's removals.
 *
 * What is over was removed first: a replica held those rows while it waited for the rows it counts in, and two of them
 * could wait for each other.
 */
export class AttemptsWithoutWaiting1700000000017 implements MigrationInterface {
  name = 'AttemptsWithoutWaiting1700000000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(exchange(`${counting}\n${removing}`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(exchange(`${removing}\n${counting}`));
  }
}

const counting = `
        -- In one order for every replica, so that two of them never wait for each other.
        return query
          insert into attempt_counts as known
            select each.hash, each.count, clock_timestamp() - make_interval(secs => each.age)
              from unnest(hashes, counts, ages) as each (hash, count, age) order by each.hash
          on conflict on constraint attempt_counts_pkey do update set
            attempts = excluded.attempts + case when known.begun_at > over then known.attempts else 0 end,
            begun_at = case when known.begun_at > over then known.begun_at else excluded.begun_at end
          returning known.source_hash, known.attempts,
            extract(epoch from clock_timestamp() - known.begun_at)::double precision;`;

const removing = `
        -- Whoever adds rows takes more away, so that what is kept is never much more than what came within a minute.
        delete from attempt_counts where ctid = any (array(
          select ctid from attempt_counts where begun_at <= over
            limit 2 * cardinality(hashes) + 100 for update skip locked));`;

function exchange(body: string): string {
  return `
      create or replace function castellan_exchange_attempts(hashes text[], counts integer[], ages double precision[])
        returns table (hash text, all_attempts integer, age double precision)
        language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        over constant timestamptz := clock_timestamp() - interval '1 minute';
      begin${body}
      end $$;`;
}
