import type { ClientBase } from 'pg';

/** What a connection to Castellan's database is for. */
export type DatabasePurpose = 'owner' | 'application' | 'auditWriter' | 'worker';

/** The group roles that migrations grant rights to. */
export const GROUP_ROLES: Readonly<Record<DatabasePurpose, string>> = {
  owner: 'castellan_owner',
  application: 'castellan_application',
  auditWriter: 'castellan_audit_writer',
  worker: 'castellan_worker',
};

/** The environment variable that holds the connection string for each purpose. */
const VARIABLES: Readonly<Record<DatabasePurpose, string>> = {
  owner: 'CASTELLAN_DATABASE_OWNER_URL',
  application: 'DATABASE_URL',
  auditWriter: 'CASTELLAN_DATABASE_AUDIT_URL',
  worker: 'CASTELLAN_DATABASE_WORKER_URL',
};

/** A connection signs in with rights that its purpose must not have, or lacks those it needs. */
export class UnsuitableDatabaseRole extends Error {
  override readonly name = 'UnsuitableDatabaseRole';
}

interface Rights {
  login: string;
  acts_as: string;
  unbounded: string | null;
  owned_table: string | null;
  memberships: string[];
}

/** Refuses a connection whose role may do more than its purpose needs, or is not a member of the purpose's role. */
export async function assertRole(
  client: Pick<ClientBase, 'query'>,
  expected: DatabasePurpose,
): Promise<void> {
  const { rows } = await client.query<Rights>(RIGHTS, [Object.values(GROUP_ROLES)]);
  const objection = rows[0] && objectionTo(rows[0], expected);
  if (!objection) return;
  throw new UnsuitableDatabaseRole(
    `Castellan refuses the database connection for "${expected}": the login ${rows[0]?.login} ${objection}. ` +
      `Set ${VARIABLES[expected]} to a login that is a member of ${GROUP_ROLES[expected]} and of nothing else.`,
  );
}

function objectionTo(rights: Rights, expected: DatabasePurpose): string | undefined {
  const role = GROUP_ROLES[expected];
  // A superuser counts as a member of every role, so this comes first.
  if (rights.unbounded !== null) {
    return `is or can become ${rights.unbounded}, a superuser or a role that bypasses row-level security`;
  }
  if (!rights.memberships.includes(role)) return `is not a member of ${role}`;
  if (expected === 'owner') {
    return rights.acts_as === role
      ? undefined
      : `acts as ${rights.acts_as}, so new tables would not belong to ${role}`;
  }
  if (rights.owned_table !== null) return `owns the table ${rights.owned_table} or can become its owner`;
  const others = rights.memberships.filter((name) => name !== role);
  return others.length > 0 ? `is also a member of ${others.join(', ')}` : undefined;
}

/** `session_user` is who signed in, and what it may become counts as what it may do. */
const RIGHTS = `
  select session_user as login,
         current_user as acts_as,
         (select min(rolname::text) from pg_roles
           where (rolsuper or rolbypassrls) and pg_has_role(session_user, oid, 'member')) as unbounded,
         (select min(relation.oid::regclass::text) from pg_class relation
           where relation.relkind in ('r', 'p')
             and relation.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
             and pg_has_role(session_user, relation.relowner, 'member')) as owned_table,
         array(select rolname::text from pg_roles
                where rolname = any($1) and pg_has_role(session_user, oid, 'member') order by 1) as memberships`;
