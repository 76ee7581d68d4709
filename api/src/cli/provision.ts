import { readProvisioningEnvironment } from './provisioning-environment.js';
import { assertAdministrator } from '../platform/database/administrator.js';
import { provisionDatabase } from '../platform/database/provisioning.js';
import type { Terminal } from './terminal.js';

export const provisionHelp = `castellan provision

Creates Castellan's roles, its logins and its database, or brings existing ones into line. Names and passwords are
taken from the connection strings that Castellan will use. Run it before migrate; it is safe to run again.

Environment:
  CASTELLAN_DATABASE_ADMINISTRATOR_URL   connection string of a login that may create roles and databases
  CASTELLAN_DATABASE_OWNER_URL           signs in as castellan_owner_login
  DATABASE_URL                           signs in as castellan_application_login
  CASTELLAN_DATABASE_AUDIT_URL           signs in as castellan_audit_writer_login
  CASTELLAN_DATABASE_WORKER_URL          signs in as castellan_worker_login
`;

/** Prepares a database server for Castellan. */
export async function runProvision(terminal: Terminal): Promise<void> {
  const { administratorUrl, database, passwords } = readProvisioningEnvironment(terminal.environment);
  await assertAdministrator(administratorUrl, database, 'CASTELLAN_DATABASE_ADMINISTRATOR_URL');
  await provisionDatabase({ administratorUrl, database, passwords });
  terminal.print(`The database ${database} and Castellan's roles are ready. Next: castellan migrate.`);
}
