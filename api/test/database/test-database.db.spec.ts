import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './test-database.js';

let first: TestDatabase;
let second: TestDatabase;

beforeAll(async () => {
  [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(() => Promise.all([first.drop(), second.drop()]));

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

test('a test database has every migration, and tables that belong to the owner role', async () => {
  expect(await query(first.superuser, 'select count(*)::int as n from castellan_migrations')).not.toEqual([
    { n: 0 },
  ]);
  expect(
    await query(first.superuser, `select distinct tableowner from pg_tables where schemaname = 'public'`),
  ).toEqual([{ tableowner: 'castellan_owner' }]);
});

test('what one test database holds is not in another', async () => {
  await query(first.owner, 'create table only_here ()');
  expect(await query(second.owner, `select to_regclass('only_here') as found`)).toEqual([{ found: null }]);
});

test('each role signs in under its own login', async () => {
  const roles = (['owner', 'application', 'auditWriter', 'worker'] as const).map((purpose) => first[purpose]);
  const rows = await Promise.all(roles.map((url) => query(url, 'select session_user as login')));
  expect(rows.flat()).toEqual([
    { login: 'castellan_owner_login' },
    { login: 'castellan_application_login' },
    { login: 'castellan_audit_writer_login' },
    { login: 'castellan_worker_login' },
  ]);
});

test('nobody else is let into a test database', async () => {
  const [row] = await query(
    first.superuser,
    `select has_database_privilege('pg_monitor', current_database(), 'connect') as let_in`,
  );
  expect(row).toEqual({ let_in: false });
});
