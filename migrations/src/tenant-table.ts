import type { QueryRunner } from 'typeorm';

/**
 * Puts a tenant table behind row-level security: the application reaches rows of the organization its transaction is
 * set to, the owner of the tables all of them, and nobody else any.
 */
export async function secureTenantTable(runner: QueryRunner, table: string): Promise<void> {
  await runner.query(`
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy ${table}_of_the_organization on ${table} to castellan_application
      using (organization_id = castellan_current_organization())
      with check (organization_id = castellan_current_organization());
    create policy ${table}_of_the_owner on ${table} to castellan_owner using (true) with check (true);
    grant select, insert, update, delete on ${table} to castellan_application;
  `);
}
