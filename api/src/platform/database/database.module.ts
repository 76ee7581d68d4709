import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { CONFIGURATION, type Configuration } from '../../config/configuration.js';
import { UNIT_OF_WORK } from '../../kernel/unit-of-work.js';
import { applicationDataSource } from './data-source.js';
import { LocatorsRepository } from './locators.repository.js';
import { assertRole } from './provisioning.js';
import { closedWhenSilent, keptAlive, longestSilenceMs } from './silence.js';
import { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';

/** Injection token of the gateway's audit pool (`pg.Pool`): insert only, any organization. */
export const AUDIT_WRITER_POOL = Symbol('AuditWriterPool');

/** Injection token of the worker's pool (`pg.Pool`). */
export const WORKER_POOL = Symbol('WorkerPool');

/** Connections, each with a role of its own; refuses a login that may do more than its role. */
@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  static with(
    entities: NonNullable<DataSourceOptions['entities']>,
    { silenceMs = longestSilenceMs }: { readonly silenceMs?: number } = {},
  ): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        {
          provide: DataSource,
          inject: [CONFIGURATION],
          useFactory: async (configuration: Configuration) => {
            await checkLogin(configuration.database.application, 'application');
            return applicationDataSource(
              configuration.database.application,
              entities,
              undefined,
              silenceMs,
            ).initialize();
          },
        },
        pool(AUDIT_WRITER_POOL, 'auditWriter', 4, closedWhenSilent(silenceMs)),
        // Its upkeep may take long, without a word.
        pool(WORKER_POOL, 'worker', 2, { ...keptAlive, connectionTimeoutMillis: silenceMs }),
        { provide: UNIT_OF_WORK, useClass: TypeOrmUnitOfWork },
        LocatorsRepository,
      ],
      exports: [DataSource, UNIT_OF_WORK, AUDIT_WRITER_POOL, WORKER_POOL, LocatorsRepository],
    };
  }

  constructor(
    private readonly dataSource: DataSource,
    @Inject(AUDIT_WRITER_POOL) private readonly auditWriter: pg.Pool,
    @Inject(WORKER_POOL) private readonly worker: pg.Pool,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.dataSource.destroy(), this.auditWriter.end(), this.worker.end()]);
  }
}

function pool(token: symbol, role: 'auditWriter' | 'worker', max: number, patience: pg.PoolConfig) {
  return {
    provide: token,
    inject: [CONFIGURATION],
    useFactory: async (configuration: Configuration) => {
      await checkLogin(configuration.database[role], role);
      const made = new pg.Pool({
        connectionString: configuration.database[role],
        max,
        ...patience,
        application_name: `castellan-${role}`,
      });
      // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
      made.on('error', () => undefined);
      return made;
    },
  };
}

async function checkLogin(url: string, role: 'application' | 'auditWriter' | 'worker'): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: longestSilenceMs,
    query_timeout: longestSilenceMs,
  });
  await client.connect();
  try {
    await assertRole(client, role);
  } finally {
    await client.end();
  }
}
