import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { TenantsAndPeople1700000000001 } from './0001-tenants-and-people.js';
import { ConnectorsAndContracts1700000000002 } from './0002-connectors-and-contracts.js';
import { PoliciesAndTokens1700000000003 } from './0003-policies-and-tokens.js';
import { Audit1700000000004 } from './0004-audit.js';
import { Expiry1700000000005 } from './0005-expiry.js';
import { MadeWith1700000000006 } from './0006-made-with.js';
import { SealedSignIn1700000000007 } from './0007-sealed-sign-in.js';
import { GatewayLetters1700000000008 } from './0008-gateway-letters.js';
import { WatchedChanges1700000000009 } from './0009-watched-changes.js';
import { AggregatedAddress1700000000010 } from './0010-aggregated-address.js';
import { UpstreamHealth1700000000011 } from './0011-upstream-health.js';
import { Limits1700000000012 } from './0012-limits.js';
import { LimitsOfOwnTools1700000000013 } from './0013-limits-of-own-tools.js';
import { Probes1700000000014 } from './0014-probes.js';
import { TracesAndAttempts1700000000015 } from './0015-traces-and-attempts.js';
import { EarlierLimitsAndTurns1700000000016 } from './0016-earlier-limits-and-turns.js';
import { AttemptsWithoutWaiting1700000000017 } from './0017-attempts-without-waiting.js';

/** Every migration, oldest first. */
export const migrations = [
  TenantsAndPeople1700000000001,
  ConnectorsAndContracts1700000000002,
  PoliciesAndTokens1700000000003,
  Audit1700000000004,
  Expiry1700000000005,
  MadeWith1700000000006,
  SealedSignIn1700000000007,
  GatewayLetters1700000000008,
  WatchedChanges1700000000009,
  AggregatedAddress1700000000010,
  UpstreamHealth1700000000011,
  Limits1700000000012,
  LimitsOfOwnTools1700000000013,
  Probes1700000000014,
  TracesAndAttempts1700000000015,
  EarlierLimitsAndTurns1700000000016,
  AttemptsWithoutWaiting1700000000017,
];

/** The data source that applies migrations; it must sign in as the owner role. */
export function migrationDataSource(ownerUrl: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations,
    migrationsTableName: 'castellan_migrations',
    synchronize: false,
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    logging: false,
  });
}

/** Applies what is missing, each migration in its own transaction, and returns the names of those applied. */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const dataSource = await migrationDataSource(ownerUrl).initialize();
  try {
    // Two processes that start at once must not both migrate.
    await dataSource.query(`select pg_advisory_lock(hashtext('castellan.migrations'))`);
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    return applied.map((migration) => migration.name);
  } finally {
    await dataSource.destroy();
  }
}
