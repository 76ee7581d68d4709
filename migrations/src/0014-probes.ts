import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What Castellan asks of servers that nobody calls.
 *
 * Counted beside the calls of members, never among them. `probe_after` is whose turn it is: whichever gateway moves it
 * forward asks, so that one installation asks once, however many gateways it has.
 */
export class Probes1700000000014 implements MigrationInterface {
  name = 'Probes1700000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table connector_health
        add column probes integer not null default 0,
        add column failed_probes integer not null default 0;
      comment on column connector_health.probes is 'How often Castellan itself asked, because nobody called.';

      alter table connectors add column probe_after timestamptz;
      comment on column connectors.probe_after is 'No gateway asks its server by itself before then.';
      create index connectors_probe_after_idx on connectors (probe_after) where state = 'published';

      create function castellan_organizations_to_probe(at timestamptz) returns setof uuid
        language sql stable security definer set search_path = public, pg_temp as $$
          select distinct organization_id from connectors
           where state = 'published' and verdict is not null and (probe_after is null or probe_after <= at)
        $$;
      comment on function castellan_organizations_to_probe(timestamptz) is
        'Organizations with a connector whose server may be asked. Says nothing else of them.';
      revoke all on function castellan_organizations_to_probe(timestamptz) from public;
      grant execute on function castellan_organizations_to_probe(timestamptz) to castellan_application;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function castellan_organizations_to_probe(timestamptz);
      alter table connectors drop column probe_after;
      alter table connector_health drop column probes, drop column failed_probes;
    `);
  }
}
