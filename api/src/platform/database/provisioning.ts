import pg from 'pg';
import { GROUP_ROLES, type DatabasePurpose } from './database-roles.js';

export { assertRole, UnsuitableDatabaseRole, type DatabasePurpose } from './database-roles.js';

export interface ProvisioningOptions {
  /** Connection string of a login that may create roles and databases. */
  administratorUrl: string;
  /** Name of Castellan's database. */
  database: string;
  /** The password of each login. */
  passwords: Readonly<Record<DatabasePurpose, string>>;
}

/** A connection string for each purpose. */
export type DatabaseUrls = Record<DatabasePurpose, string>;

const PURPOSES = Object.keys(GROUP_ROLES) as DatabasePurpose[];

/** The login that signs in for a purpose. */
export const loginOf = (purpose: DatabasePurpose) => `${GROUP_ROLES[purpose]}_login`;

/** Creates Castellan's roles, logins and database where they are missing, and brings existing ones into line. */
export async function provisionDatabase(options: ProvisioningOptions): Promise<DatabaseUrls> {
  const { administratorUrl, database, passwords } = options;
  refuseUnaddressableName(database);
  await connected(administratorUrl, async (client) => {
    // Roles belong to the whole server: two processes that start at once must not both create them.
    await client.query(`select pg_advisory_lock(hashtext('castellan.provisioning'))`);
    for (const purpose of PURPOSES) {
      await ensureGroup(client, GROUP_ROLES[purpose]);
      await ensureLogin(client, loginOf(purpose), GROUP_ROLES[purpose], passwords[purpose]);
    }
    await client.query(`alter role ${id(loginOf('owner'))} set role to ${id(GROUP_ROLES.owner)}`);
    await ensureDatabase(client, database);
  });
  await connected(databaseUrl(administratorUrl, database), (client) =>
    client.query('revoke create on schema public from public'),
  );
  return databaseUrls(administratorUrl, database, passwords);
}

/** The connection strings of the four logins, for the server that the administrator's string names. */
export function databaseUrls(
  administratorUrl: string,
  database: string,
  passwords: Readonly<Record<DatabasePurpose, string>>,
): DatabaseUrls {
  const urlFor = (purpose: DatabasePurpose) => {
    const url = new URL(databaseUrl(administratorUrl, database));
    url.username = loginOf(purpose);
    url.password = encodeURIComponent(passwords[purpose]);
    return url.href;
  };
  return {
    owner: urlFor('owner'),
    application: urlFor('application'),
    auditWriter: urlFor('auditWriter'),
    worker: urlFor('worker'),
  };
}

/** The same connection, to another database of the server. */
export function databaseUrl(administratorUrl: string, database: string): string {
  const url = new URL(administratorUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}

/** Lets only Castellan's roles connect to the database; these grants do not travel with a template. */
export async function restrictDatabase(client: pg.ClientBase, database: string): Promise<void> {
  const groups = PURPOSES.map((purpose) => id(GROUP_ROLES[purpose])).join(', ');
  await client.query(`revoke all on database ${id(database)} from public`);
  await client.query(`grant connect on database ${id(database)} to ${groups}`);
}

/** The driver decodes only some characters of the name in a connection string; with others it would look elsewhere. */
function refuseUnaddressableName(database: string): void {
  if (database !== '' && decodeURI(encodeURIComponent(database)) === database) return;
  throw new Error(
    `"${database}" cannot be the name of Castellan's database, because a connection string cannot carry it. ` +
      `Use letters, digits, hyphens and underscores.`,
  );
}

async function ensureGroup(client: pg.Client, role: string): Promise<void> {
  await ensureRole(client, role, 'nologin');
}

async function ensureLogin(client: pg.Client, login: string, group: string, password: string): Promise<void> {
  await ensureRole(client, login, 'login');
  await client.query(`alter role ${id(login)} password ${pg.escapeLiteral(password)}`);
  await client.query(`grant ${id(group)} to ${id(login)}`);
}

async function ensureRole(client: pg.Client, role: string, login: 'login' | 'nologin'): Promise<void> {
  const { rows } = await client.query<{ excessive: boolean }>(
    `select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as excessive
       from pg_roles where rolname = $1`,
    [role],
  );
  if (!rows[0]) await client.query(`create role ${id(role)}`);
  await client.query(`alter role ${id(role)} ${login}`);
  // Only where it is needed: a managed server's administrator may not even mention these attributes.
  if (rows[0]?.excessive) {
    await client.query(
      `alter role ${id(role)} nosuperuser nobypassrls nocreaterole nocreatedb noreplication`,
    );
  }
}

async function ensureDatabase(client: pg.Client, database: string): Promise<void> {
  const owner = GROUP_ROLES.owner;
  const { rows } = await client.query<{ superuser: boolean }>(
    'select rolsuper as superuser from pg_roles where rolname = current_user',
  );
  // Only a member of a role may give it a database, unless it is a superuser.
  if (!rows[0]?.superuser) await client.query(`grant ${id(owner)} to current_user`);

  const existing = await client.query<{ owner: string }>(
    'select pg_get_userbyid(datdba) as owner from pg_database where datname = $1',
    [database],
  );
  if (!existing.rows[0]) {
    await client.query(
      `create database ${id(database)} owner ${id(owner)} encoding 'UTF8' template template0`,
    );
  } else if (existing.rows[0].owner !== owner) {
    await client.query(`alter database ${id(database)} owner to ${id(owner)}`);
  }
  await restrictDatabase(client, database);
}

async function connected(url: string, use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'castellan-provisioning' });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

const id = pg.escapeIdentifier;
