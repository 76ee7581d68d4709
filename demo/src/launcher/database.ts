import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assertAdministrator } from '@castellan/api/database-administrator';
import { provisionDatabase } from '@castellan/api/database-provisioning';
import { startEmbeddedPostgres } from '@castellan/api/embedded-postgres';
import { migrate } from '@castellan/migrations';
import type { Home } from './home.js';
import type { Secrets } from './secrets.js';
import type { DatabaseChoice, DatabaseUrls } from './settings.js';

/** A migrated database, and how to let go of it. */
export interface EvaluationDatabase {
  readonly urls: DatabaseUrls;
  stop(): Promise<void>;
}

/** Whether the embedded database of this folder has been used before. */
export function hasEmbeddedData(home: Home): boolean {
  return existsSync(join(home.pathOf('postgres'), 'data', 'PG_VERSION'));
}

/** Brings the chosen database up, with Castellan's roles and the newest tables. */
export async function openDatabase(
  choice: DatabaseChoice,
  home: Home,
  passwords: Secrets['databasePasswords'],
): Promise<EvaluationDatabase> {
  if (choice.kind === 'provisioned') {
    await migrate(choice.urls.owner);
    return { urls: choice.urls, stop: async () => undefined };
  }
  if (choice.kind === 'server') {
    const { administratorUrl, database } = choice;
    await assertAdministrator(administratorUrl, database);
    return migrated(await provisionDatabase({ administratorUrl, database, passwords }));
  }
  const server = await startEmbeddedPostgres({ directory: home.pathOf('postgres'), durable: true });
  try {
    const urls = await provisionDatabase({ administratorUrl: server.url, database: 'castellan', passwords });
    return await migrated(urls, () => server.stop());
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function migrated(
  urls: DatabaseUrls,
  stop: () => Promise<void> = async () => undefined,
): Promise<EvaluationDatabase> {
  await migrate(urls.owner);
  return { urls, stop };
}
