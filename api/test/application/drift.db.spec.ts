import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entities } from '../../src/app.entities.js';
import { applicationDataSource } from '../../src/platform/database/data-source.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

/**
 * Statements that entities cannot express, because rows are mapped by hand and relations are not declared: foreign
 * keys, checks, comments, and indexes on expressions stand in the migrations only.
 */
const beyondEntities = /drop constraint "\w+_(fkey|is_\w+|are_\w+|names_\w+|by_\w+)"|^comment on|drop index/i;

/** TypeORM compares expressions of generated columns with its own notes, so they are written from the catalog. */
const asTypeOrmNotesThem = `
  create temporary table typeorm_metadata as
    select 'GENERATED_COLUMN' as type, table_catalog as database, table_schema as schema, table_name as table,
           column_name as name, generation_expression as value
      from information_schema.columns where is_generated = 'ALWAYS'`;

describe('entities', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('describe the tables that the migrations make', async () => {
    const dataSource = await applicationDataSource(database.superuser, entities).initialize();
    try {
      await dataSource.query(asTypeOrmNotesThem);
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query).filter((query) => !beyondEntities.test(query))).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });

  it('cover every table of the application', async () => {
    const dataSource = await applicationDataSource(database.superuser, entities).initialize();
    try {
      const rows: { relname: string }[] = await dataSource.query(
        `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
          and not relispartition order by relname`,
      );
      const known = dataSource.entityMetadatas.map(({ tableName }) => tableName);
      // Handled in SQL alone: locators are read before an organization is known, personal values only with an event,
      // counts of use and of attempts only by the functions that exchange them.
      const sqlOnly = [
        'castellan_migrations',
        'locators',
        'audit_personal_values',
        'limit_use',
        'limit_holds',
        'attempt_counts',
      ];
      expect(rows.map(({ relname }) => relname).filter((name) => !known.includes(name))).toEqual(
        sqlOnly.sort(),
      );
    } finally {
      await dataSource.destroy();
    }
  });
});

describe('every tenant table', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('has the organization first in its key, in every foreign key, and row-level security forced', async () => {
    const dataSource = await applicationDataSource(database.superuser, []).initialize();
    try {
      // Attempts are counted before anybody says which organization they are about, and by hash of the source alone.
      const exempt = ['organizations', 'locators', 'castellan_migrations', 'attempt_counts'];
      const tables: { name: string; first: string; secured: boolean; forced: boolean }[] =
        await dataSource.query(
          `select class.relname as name, class.relrowsecurity as secured, class.relforcerowsecurity as forced,
                (select attname from pg_attribute where attrelid = class.oid and attnum = key.conkey[1]) as first
           from pg_class class join pg_constraint key on key.conrelid = class.oid and key.contype = 'p'
          where class.relnamespace = 'public'::regnamespace and class.relkind in ('r', 'p') and not class.relispartition`,
        );
      const tenant = tables.filter(({ name }) => !exempt.includes(name));
      expect(tenant.length).toBeGreaterThan(15);
      expect(
        tenant.filter(({ first, secured, forced }) => first !== 'organization_id' || !secured || !forced),
      ).toEqual([]);

      const loose: { conname: string }[] = await dataSource.query(
        `select conname from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace
          and not exists (select 1 from pg_attribute where attrelid = conrelid and attnum = any(conkey)
                             and attname = 'organization_id')`,
      );
      expect(loose).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });

  it('shows nothing to the application without an organization, and takes nothing', async () => {
    const dataSource = await applicationDataSource(database.application, []).initialize();
    try {
      for (const table of ['members', 'connectors', 'tokens', 'audit_events', 'credentials', 'sessions']) {
        expect(await dataSource.query(`select * from ${table}`)).toEqual([]);
      }
      await expect(
        dataSource.query(`insert into contracts (organization_id, hash, kind, definition)
          values (gen_random_uuid(), repeat('a', 64), 'tool', '{}')`),
      ).rejects.toThrow(/row-level security/);
    } finally {
      await dataSource.destroy();
    }
  });
});
