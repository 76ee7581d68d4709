import { DataSource, type DataSourceOptions } from 'typeorm';

type Entities = NonNullable<DataSourceOptions['entities']>;

/** The application's data source. Migrations are never run from here, and nothing is ever synchronized. */
export function applicationDataSource(url: string, entities: Entities, poolSize = 20): DataSource {
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
    // A transaction left open would hold back the settling of the audit log.
    extra: { idle_in_transaction_session_timeout: 15_000, statement_timeout: 30_000 },
  });
}
