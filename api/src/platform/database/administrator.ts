import pg from 'pg';

const OLDEST_VERSION = 15;

/** The database server cannot be used to set Castellan up: not reachable, too old, or with too few rights. */
export class UnsuitableDatabaseServer extends Error {
  override readonly name = 'UnsuitableDatabaseServer';
}

interface Server {
  version: number;
  login: string;
  creates_roles: boolean;
  creates_databases: boolean;
  database_exists: boolean;
}

/** Refuses a login that could not create Castellan's roles and database, before anything is created. */
export async function assertAdministrator(
  url: string,
  database: string,
  variable = 'DATABASE_URL',
): Promise<void> {
  const server = await readServer(url, database, variable);
  const major = Math.floor(server.version / 10_000);
  if (major < OLDEST_VERSION) {
    throw new UnsuitableDatabaseServer(
      `The server of ${variable} is PostgreSQL ${major}, and Castellan needs ${OLDEST_VERSION} or later. ` +
        `Name a newer server, or unset it to evaluate with the one that comes with Castellan.`,
    );
  }
  if (!server.creates_roles) {
    throw new UnsuitableDatabaseServer(
      `The login "${server.login}" of ${variable} may not create roles, and Castellan gives each of its parts a role ` +
        `of its own. Run "alter role ${server.login} createrole" as an administrator, or name another login.`,
    );
  }
  if (!server.database_exists && !server.creates_databases) {
    throw new UnsuitableDatabaseServer(
      `There is no database "${database}" on the server of ${variable}, and the login "${server.login}" may not create it. ` +
        `Create it first, or run "alter role ${server.login} createdb" as an administrator.`,
    );
  }
}

async function readServer(url: string, database: string, variable: string): Promise<Server> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'castellan-provisioning',
    connectionTimeoutMillis: 10_000,
  });
  try {
    await client.connect();
    const { rows } = await client.query<Server>(
      `select current_setting('server_version_num')::int as version, current_user as login,
              rolsuper or rolcreaterole as creates_roles, rolsuper or rolcreatedb as creates_databases,
              exists (select from pg_database where datname = $1) as database_exists
         from pg_roles where rolname = current_user`,
      [database],
    );
    const server = rows[0];
    if (!server) throw new Error('the server did not say who signed in');
    return server;
  } catch (cause) {
    // An AggregateError of several addresses has no message of its own.
    const reason = cause instanceof AggregateError ? cause.errors.map(String).join('; ') : String(cause);
    throw new UnsuitableDatabaseServer(
      `The database server of ${variable} could not be used (${reason}). ` +
        `Check its address, login and password, or unset it to evaluate with the server that comes with Castellan.`,
      { cause },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
