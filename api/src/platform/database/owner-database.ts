import pg from 'pg';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { applicationDataSource } from './data-source.js';
import { assertRole } from './provisioning.js';

/** Refuses a login that may do more than the owner role, or would leave tables to somebody else. */
export async function assertOwnerLogin(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await assertRole(client, 'owner');
  } finally {
    await client.end();
  }
}

/** Connects as the owner role for as long as the work takes. */
export async function withOwnerDatabase<Result>(
  ownerUrl: string,
  entities: NonNullable<DataSourceOptions['entities']>,
  work: (dataSource: DataSource) => Promise<Result>,
): Promise<Result> {
  await assertOwnerLogin(ownerUrl);
  const dataSource = await applicationDataSource(ownerUrl, entities, 1).initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}
