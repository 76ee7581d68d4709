import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Test, type TestingModule } from '@nestjs/testing';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuditModule } from '../../src/audit/audit.module.js';
import { ConfigurationModule } from '../../src/config/configuration.module.js';
import { AUDIT_WRITER_POOL, DatabaseModule } from '../../src/platform/database/database.module.js';
import { TelemetryModule } from '../../src/platform/telemetry/telemetry.module.js';
import { testConfiguration } from '../instance.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

let database: TestDatabase;
let module: TestingModule;
let isSilent = false;
const sockets: Socket[] = [];

/** A way to the database on which everything can get lost, without a word to either side. */
const between = createServer((near) => {
  const { hostname, port } = new URL(database.auditWriter);
  const far = connect(Number(port), hostname);
  sockets.push(near, far);
  for (const [from, to] of [
    [near, far],
    [far, near],
  ] as const) {
    from.on('error', () => undefined).on('close', () => to.destroy());
    from.on('data', (bytes) => isSilent || to.write(bytes));
  }
});

beforeAll(async () => {
  database = await createTestDatabase();
  await once(between.listen(0, '127.0.0.1'), 'listening');
  const auditWriter = new URL(database.auditWriter);
  auditWriter.host = `127.0.0.1:${(between.address() as AddressInfo).port}`;
  const configuration = testConfiguration(database);
  const ways = { ...configuration.database, auditWriter: auditWriter.href };
  module = await Test.createTestingModule({
    imports: [
      ConfigurationModule.with({ ...configuration, database: ways }),
      TelemetryModule,
      AuditModule,
      DatabaseModule.with([], { answerMs: 200 }),
    ],
  }).compile();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await module?.close();
  between.close();
  await database?.drop();
});

test('whoever writes the trail hears in time that the database is silent, and is served when it speaks again', async () => {
  const pool = module.get<pg.Pool>(AUDIT_WRITER_POOL);
  const ask = () => pool.query('select 1');
  await ask();
  isSilent = true;
  await expect(ask()).rejects.toThrow('timeout');
  // The connection that was there is given up: this one is new, and cannot be made.
  await expect(ask()).rejects.toThrow('timeout');
  isSilent = false;
  expect((await ask()).rowCount).toBe(1);
});
