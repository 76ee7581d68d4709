import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import {
  databaseUrl,
  databaseUrls,
  restrictDatabase,
  type DatabaseUrls,
} from '../../src/platform/database/provisioning.js';
import { TEMPLATE } from './test-server.js';

/** A database of its own for one test file, migrated and empty. */
export interface TestDatabase extends DatabaseUrls {
  name: string;
  /** The superuser's connection string, for looking behind row-level security. */
  superuser: string;
  /** Removes the database, with whatever is still connected to it. */
  drop(): Promise<void>;
}

/** Copies the migrated template into a new database. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, passwords } = inject('testServer');
  const name = `castellan_test_${randomUUID().replaceAll('-', '')}`;
  await asSuperuser(url, async (client) => {
    await client.query(
      `create database ${name} template ${TEMPLATE} owner castellan_owner strategy file_copy`,
    );
    await restrictDatabase(client, name);
  });
  return {
    name,
    superuser: databaseUrl(url, name),
    ...databaseUrls(url, name, passwords),
    drop: () => asSuperuser(url, (client) => client.query(`drop database if exists ${name} with (force)`)),
  };
}

async function asSuperuser(url: string, use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
