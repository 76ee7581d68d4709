import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded/embedded-postgres.js';
import { assertRole, databaseUrl, provisionDatabase, type DatabasePurpose } from './provisioning.js';

const passwords = { owner: 'o', application: 'a', auditWriter: 'w', worker: 'k' };

// Roles belong to a whole server, and these tests bend them: so they have a server to themselves.
let folder: string;
let server: EmbeddedPostgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'castellan-provisioning-'));
  await chmod(folder, 0o711);
  server = await startEmbeddedPostgres({ directory: join(folder, 'postgres'), durable: false });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

async function connected<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function rows(url: string, text: string): Promise<unknown[]> {
  return connected(url, async (client) => (await client.query<Record<string, unknown>>(text)).rows);
}

function provision(database: string, administratorUrl = server.url) {
  return provisionDatabase({ administratorUrl, database, passwords });
}

describe('provisioning', () => {
  test('a second run changes nothing and keeps the data', async () => {
    const urls = await provision('twice');
    await rows(urls.owner, 'create table kept (n int)');
    await rows(urls.owner, 'insert into kept values (1)');
    expect(await provision('twice')).toEqual(urls);
    expect(await rows(urls.owner, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  test('processes that start at the same moment do not get in each other’s way', async () => {
    const all = await Promise.all([provision('at_once'), provision('at_once'), provision('at_once')]);
    expect(await rows(all[2].application, 'select current_database() as name')).toEqual([
      { name: 'at_once' },
    ]);
  });

  test('no role is a superuser, bypasses row-level security, or may make roles and databases', async () => {
    await provision('plain');
    const excessive = `select rolname from pg_roles where rolname like 'castellan%'
      and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`;
    expect(await rows(server.url, excessive)).toEqual([]);
    expect(
      await rows(server.url, `select count(*)::int as n from pg_roles where rolname like 'castellan%'`),
    ).toEqual([{ n: 8 }]);
  });

  test('rights that somebody added to a role are taken back', async () => {
    await provision('taken_back');
    await rows(server.url, 'alter role castellan_worker_login superuser bypassrls createdb');
    await provision('taken_back');
    expect(
      await rows(
        server.url,
        `select rolsuper, rolbypassrls, rolcreatedb from pg_roles where rolname = 'castellan_worker_login'`,
      ),
    ).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreatedb: false }]);
  });

  test('what the owner login creates belongs to the owner role, and others may create nothing', async () => {
    const urls = await provision('owned');
    await rows(urls.owner, 'create table mine ()');
    expect(await rows(urls.owner, `select tableowner from pg_tables where tablename = 'mine'`)).toEqual([
      { tableowner: 'castellan_owner' },
    ]);
    await expect(rows(urls.application, 'create table theirs ()')).rejects.toThrow(
      'permission denied for schema',
    );
    await expect(rows(urls.worker, 'create temporary table theirs ()')).rejects.toThrow('permission denied');
  });

  test('a login of the server that is not Castellan’s cannot connect', async () => {
    await provision('closed');
    await rows(server.url, `create role stranger login password 's'`);
    const url = new URL(databaseUrl(server.url, 'closed'));
    url.username = 'stranger';
    url.password = 's';
    await expect(rows(url.href, 'select 1')).rejects.toThrow('permission denied for database');
  });

  test('a database that somebody else made is taken over', async () => {
    await rows(server.url, 'create database made_by_hand');
    const urls = await provision('made_by_hand');
    await rows(urls.owner, 'create table possible ()');
  });

  test('quotes and other awkward characters in names and passwords do no harm', async () => {
    const awkward = `it's "50%" höme`;
    const awkwardPasswords = { ...passwords, application: `a'b"c\\d:e/f@g?h#i%20 j` };
    const urls = await provisionDatabase({
      administratorUrl: server.url,
      database: awkward,
      passwords: awkwardPasswords,
    });
    expect(await rows(urls.application, 'select current_database() as name')).toEqual([{ name: awkward }]);
    await provision('plain_again');
  });

  test('a name that no connection string can carry is refused before anything is made', async () => {
    await expect(provision('a/b')).rejects.toThrow('Use letters, digits, hyphens and underscores');
    expect(await rows(server.url, `select 1 from pg_database where datname = 'a/b'`)).toEqual([]);
  });

  test('an administrator of a managed server, who is no superuser, is enough', async () => {
    const fresh = await startEmbeddedPostgres({ directory: join(folder, 'managed'), durable: false });
    try {
      await rows(fresh.url, `create role administrator login createrole createdb password 'm'`);
      const url = new URL(fresh.url);
      url.username = 'administrator';
      url.password = 'm';
      const urls = await provision('managed', url.href);
      expect(await provision('managed', url.href)).toEqual(urls);
      await rows(urls.owner, 'create table possible ()');
    } finally {
      await fresh.stop();
    }
  });
});

describe('the check of a connection’s role', () => {
  async function check(url: string, purpose: DatabasePurpose): Promise<void> {
    await connected(url, (client) => assertRole(client, purpose));
  }

  test.for(['owner', 'application', 'auditWriter', 'worker'] as const)(
    'accepts the %s login',
    async (purpose) => {
      const urls = await provision('checked');
      await rows(urls.owner, 'create table if not exists a_table ()');
      await expect(check(urls[purpose], purpose)).resolves.toBeUndefined();
    },
  );

  test.for(['owner', 'application', 'auditWriter', 'worker'] as const)(
    'refuses a superuser as %s, and says what to set',
    async (purpose) => {
      await expect(check(server.url, purpose)).rejects.toThrow(
        /postgres is or can become postgres, a superuser.*Set .*URL/,
      );
    },
  );

  test('refuses a login that bypasses row-level security', async () => {
    const urls = await provision('bypassing');
    await rows(server.url, 'alter role castellan_application_login bypassrls');
    await expect(check(urls.application, 'application')).rejects.toThrow('bypasses row-level security');
    await provision('bypassing');
  });

  test('refuses a login that can become such a role', async () => {
    const urls = await provision('becoming');
    await rows(server.url, 'create role mighty bypassrls; grant mighty to castellan_application_login');
    await expect(check(urls.application, 'application')).rejects.toThrow('can become mighty');
    await rows(server.url, 'drop role mighty');
  });

  test('refuses the owner of tables', async () => {
    const urls = await provision('owning');
    await rows(server.url, 'grant castellan_application to castellan_owner_login');
    await rows(urls.owner, 'create table a_table ()');
    await expect(check(urls.owner, 'application')).rejects.toThrow('owns the table a_table');
    await rows(server.url, 'revoke castellan_application from castellan_owner_login');
  });

  test('refuses one purpose’s login for another', async () => {
    const urls = await provision('mixed');
    await expect(check(urls.worker, 'application')).rejects.toThrow(
      'is not a member of castellan_application',
    );
    await rows(server.url, 'grant castellan_worker to castellan_application_login');
    await expect(check(urls.application, 'application')).rejects.toThrow(
      'is also a member of castellan_worker',
    );
    await rows(server.url, 'revoke castellan_worker from castellan_application_login');
  });

  test('refuses an owner login whose tables would not belong to the owner role', async () => {
    const urls = await provision('acting');
    await rows(server.url, 'alter role castellan_owner_login reset role');
    await expect(check(urls.owner, 'owner')).rejects.toThrow('acts as castellan_owner_login');
    await provision('acting');
  });
});
