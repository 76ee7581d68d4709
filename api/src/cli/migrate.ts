import { migrate } from '@castellan/migrations';
import { readOwnerConfiguration } from '../config/owner-configuration.js';
import { assertOwnerLogin } from '../platform/database/owner-database.js';
import type { Terminal } from './terminal.js';

export const migrateHelp = `castellan migrate

Brings the database's tables up to date. Safe to run again, and by two at once.

Environment:
  CASTELLAN_DATABASE_OWNER_URL   connection string of the owner role
`;

/** Applies the migrations that are missing. */
export async function runMigrate(terminal: Terminal): Promise<void> {
  const { ownerUrl } = readOwnerConfiguration(terminal.environment);
  await assertOwnerLogin(ownerUrl);
  const applied = await migrate(ownerUrl);
  terminal.print(
    applied.length === 0
      ? 'The database is up to date.'
      : `Applied ${applied.length}: ${applied.join(', ')}.`,
  );
}
