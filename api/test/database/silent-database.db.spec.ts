import { Test, type TestingModule } from '@nestjs/testing';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AuditModule } from '../../src/audit/audit.module.js';
import { ConfigurationModule } from '../../src/config/configuration.module.js';
import { newId } from '../../src/kernel/ids.js';
import { systemContext } from '../../src/kernel/system-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../../src/kernel/unit-of-work.js';
import { AUDIT_WRITER_POOL, DatabaseModule } from '../../src/platform/database/database.module.js';
import { isDatabaseFailure } from '../../src/platform/database/failure.js';
import { managerOf } from '../../src/platform/database/typeorm-work.js';
import { TelemetryModule } from '../../src/platform/telemetry/telemetry.module.js';
import { testConfiguration } from '../instance.js';
import { SilentWay } from './silent-way.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

let database: TestDatabase;
let module: TestingModule;
let way: SilentWay;

beforeAll(async () => {
  database = await createTestDatabase();
  way = await SilentWay.to(database.application);
  const configuration = testConfiguration(database);
  const ways = {
    ...configuration.database,
    application: way.by(database.application),
    auditWriter: way.by(database.auditWriter),
  };
  module = await Test.createTestingModule({
    imports: [
      ConfigurationModule.with({ ...configuration, database: ways }),
      TelemetryModule,
      AuditModule,
      DatabaseModule.with([], { silenceMs: 300 }),
    ],
  }).compile();
});
afterAll(async () => {
  way?.end();
  await module?.close();
  await database?.drop();
});
beforeEach(() => {
  way.isSilent = false;
});

test('whoever writes the trail hears in time that the database is silent, and is served when it speaks again', async () => {
  const pool = module.get<pg.Pool>(AUDIT_WRITER_POOL);
  const ask = () => pool.query('select 1');
  await ask();
  way.isSilent = true;
  await expect(ask()).rejects.toThrow('timeout');
  // The connection that was there is given up: this one is new, and cannot be made.
  await expect(ask()).rejects.toThrow('timeout');
  way.isSilent = false;
  expect((await ask()).rowCount).toBe(1);
});

interface Connection {
  readonly pid: number;
  readonly organization: string | null;
}

const whoAmI = `select pg_backend_pid() as pid, nullif(current_setting('castellan.organization', true), '') as organization`;

test('a transaction that the database fell silent in is given up with its connection', async () => {
  const work = module.get<UnitOfWork>(UNIT_OF_WORK);
  const left = newId();
  let pid: number | undefined;
  const given = work.housekeep(systemContext(left, 'gateway'), async (within) => {
    const [first] = await managerOf(within).query<Connection[]>(whoAmI);
    expect(first?.organization).toBe(left);
    pid = first?.pid;
    way.isSilent = true;
    await managerOf(within).query('select 1');
  });
  await expect(given).rejects.toThrow();
  way.isSilent = false;

  // As many at once as there are connections, so that each of them is looked at.
  const dataSource = module.get(DataSource);
  const all = Array.from({ length: 20 }, () => dataSource.query<Connection[]>(whoAmI));
  const seen = (await Promise.all(all)).flat();
  expect(new Set(seen.map((one) => one.pid)).size).toBeGreaterThan(1);
  expect(seen.filter((one) => one.pid === pid || one.organization !== null)).toEqual([]);
  const other = newId();
  const found = await work.read(systemContext(other, 'gateway'), (within) =>
    managerOf(within).query<Connection[]>(whoAmI),
  );
  expect(found[0]?.organization).toBe(other);
});

test('that the database is silent is known for what it is, in a transaction and before there is one', async () => {
  const work = module.get<UnitOfWork>(UNIT_OF_WORK);
  const ask = () =>
    work.read(systemContext(newId(), 'gateway'), (within) => managerOf(within).query('select 1'));
  await ask();
  way.isSilent = true;
  const failures = [await ask().catch(isDatabaseFailure), await ask().catch(isDatabaseFailure)];
  expect(failures).toEqual([true, true]);
});

test('whoever waits for a free connection hears in time that the database is silent', async () => {
  const dataSource = module.get(DataSource);
  way.isSilent = true;
  const asked = Array.from({ length: 60 }, () => dataSource.query('select 1'));
  const outcomes = await Promise.allSettled(asked);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toEqual([]);
  way.isSilent = false;
  await expect(dataSource.query('select 1 as one')).resolves.toEqual([{ one: 1 }]);
});
