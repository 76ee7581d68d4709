import { DataSource, type DataSourceOptions } from 'typeorm';
import { closedWhenSilent, longestSilenceMs } from './silence.js';

type Entities = NonNullable<DataSourceOptions['entities']>;

/** The application's data source. Migrations are never run from here, and nothing is ever synchronized. */
export function applicationDataSource(
  url: string,
  entities: Entities,
  poolSize = 20,
  silenceMs = longestSilenceMs,
): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    poolSize,
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    logging: false,
    applicationName: 'castellan',
    extra: {
      ...closedWhenSilent(silenceMs),
      // A transaction left open would hold back the settling of the audit log.
      idle_in_transaction_session_timeout: 15_000,
      statement_timeout: 30_000,
    },
  });
}
