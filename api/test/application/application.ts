import { createServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Configuration } from '../../src/config/configuration.js';
import { createHttpApplication } from '../../src/http-application.js';
import { limitFrame } from '../../src/kernel/limits.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

/** The whole of Castellan on a database of its own, listening on loopback. */
export interface RunningApplication {
  readonly application: NestFastifyApplication;
  readonly configuration: Configuration;
  readonly database: TestDatabase;
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts every role in one process, as a small installation does. */
export async function startApplication(changes: Partial<Configuration> = {}): Promise<RunningApplication> {
  const database = await createTestDatabase();
  const started = await start(database, changes);
  return {
    ...started,
    async stop() {
      await started.stop();
      await database.drop();
    },
  };
}

/** Starts another process on the database of one that runs; stopped by itself, dropped with the first. */
export function startReplica(first: RunningApplication): Promise<RunningApplication> {
  return start(first.database, { trustedProxies: first.configuration.trustedProxies });
}

async function start(database: TestDatabase, changes: Partial<Configuration>): Promise<RunningApplication> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const configuration: Configuration = {
    environment: 'test',
    roles: new Set(['control', 'gateway', 'worker']),
    publicUrl: new URL(url),
    host: '127.0.0.1',
    port,
    database: {
      application: database.application,
      auditWriter: database.auditWriter,
      worker: database.worker,
    },
    keys: [{ id: 'test', secret: Buffer.alloc(32, 7) }],
    outbound: { allowLoopback: true, allowedRanges: [] },
    trustedProxies: [],
    limits: limitFrame(),
    logLevel: 'silent',
    ...changes,
  };
  const application = await createHttpApplication(configuration);
  await application.listen(port, '127.0.0.1');
  return {
    application,
    configuration,
    database,
    url,
    stop: () => application.close(),
  };
}

/** A port nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
