import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table.js';

/** Letters between gateway processes: what one of them holds in its memory, another one's client may want. */
export class GatewayLetters1700000000008 implements MigrationInterface {
  name = 'GatewayLetters1700000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table gateway_letters (
        organization_id uuid not null,
        id uuid not null,
        address uuid not null,
        sealed jsonb not null,
        expires_at timestamptz not null,
        constraint gateway_letters_pkey primary key (organization_id, id),
        constraint gateway_letters_organization_fkey foreign key (organization_id)
          references organizations (id) on delete cascade
      );
      create index gateway_letters_expiry_idx on gateway_letters (expires_at);
      comment on table gateway_letters is 'Letters between gateway processes, sealed, read once, gone in a minute.';
    `);
    await secureTenantTable(runner, 'gateway_letters');
    // The worker has no right to the table itself: this function is all it may do to it.
    await runner.query(`
      create function castellan_remove_expired_letters() returns integer
        language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        removed integer;
      begin
        delete from gateway_letters where expires_at < now();
        get diagnostics removed = row_count;
        return removed;
      end $$;
      comment on function castellan_remove_expired_letters() is 'Removes letters of gateway processes that nobody read.';
      revoke all on function castellan_remove_expired_letters() from public;
      grant execute on function castellan_remove_expired_letters() to castellan_worker;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function castellan_remove_expired_letters();
      drop table gateway_letters;
    `);
  }
}
