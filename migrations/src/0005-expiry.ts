import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What has run out can be removed by the worker, of every organization at once.
 *
 * The worker's role has no right to the tables themselves: this function is all it may do to them. Tokens stay, so that
 * an expired one can be told from one that never was.
 */
export class Expiry1700000000005 implements MigrationInterface {
  name = 'Expiry1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function castellan_remove_expired() returns integer
        language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        removed integer := 0;
        here integer;
      begin
        delete from sign_ins where expires_at < now();
        get diagnostics here = row_count;
        removed := removed + here;
        delete from sessions where expires_at < now();
        get diagnostics here = row_count;
        removed := removed + here;
        delete from gateway_sessions where expires_at < now();
        get diagnostics here = row_count;
        removed := removed + here;
        delete from locators where expires_at < now() and kind <> 'token';
        delete from scans where connector_id is null and started_at < now() - interval '7 days';
        get diagnostics here = row_count;
        return removed + here;
      end $$;
      comment on function castellan_remove_expired() is
        'Removes pending sign-ins, sessions and their locators that ran out, and looks at servers never registered.';
      revoke all on function castellan_remove_expired() from public;
      grant execute on function castellan_remove_expired() to castellan_worker;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function castellan_remove_expired()');
  }
}
