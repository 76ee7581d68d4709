import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

const read = (variables: Record<string, string>) => readSettings(variables, '/repository');

describe('the settings of the evaluation environment', () => {
  it('need nothing: embedded database, port 4000, data beside the code', () => {
    expect(read({})).toEqual({
      home: '/repository/.castellan',
      port: 4000,
      database: { kind: 'embedded' },
      logLevel: 'info',
      passedOn: {},
    });
  });

  it('pass on to the API what else is set of Castellan, and nothing else', () => {
    const limits = {
      CASTELLAN_LIMITS: 'tool.bytesPerMinute=1',
      CASTELLAN_LIMIT_CEILINGS: 'tool.bytesPerMinute=2',
    };
    const passedOn = { ...limits, CASTELLAN_TOOLS_LISTED: '5', CASTELLAN_PROBE_AFTER_SECONDS: '0' };
    const own = {
      CASTELLAN_HOME: 'x',
      CASTELLAN_PORT: '1',
      CASTELLAN_LOG_LEVEL: 'warn',
      HOME: '/home/somebody',
    };
    expect(read({ ...passedOn, ...own }).passedOn).toEqual(passedOn);
  });

  it('take a folder and a port', () => {
    expect(read({ CASTELLAN_HOME: 'elsewhere', CASTELLAN_PORT: '4001' })).toMatchObject({
      home: '/repository/elsewhere',
      port: 4001,
    });
  });

  it('count an empty variable as not set', () => {
    expect(read({ DATABASE_URL: '', CASTELLAN_PORT: '' })).toMatchObject({
      port: 4000,
      database: { kind: 'embedded' },
    });
  });

  it.each([
    ['postgres://admin@db.example:5432/castellan_test', 'castellan_test'],
    ['postgresql://admin@db.example/postgres', 'castellan'],
    ['postgresql://admin@db.example', 'castellan'],
  ])('take a server of one own: %s has or gets the database %s', (url, database) => {
    expect(read({ DATABASE_URL: url }).database).toEqual({ kind: 'server', administratorUrl: url, database });
  });

  it('take roles that exist already, all four', () => {
    const { database } = read({
      DATABASE_URL: 'postgres://application',
      CASTELLAN_DATABASE_OWNER_URL: 'postgres://owner',
      CASTELLAN_DATABASE_AUDIT_URL: 'postgres://audit',
      CASTELLAN_DATABASE_WORKER_URL: 'postgres://worker',
    });
    expect(database).toEqual({
      kind: 'provisioned',
      urls: {
        owner: 'postgres://owner',
        application: 'postgres://application',
        auditWriter: 'postgres://audit',
        worker: 'postgres://worker',
      },
    });
  });

  it('name what is missing when the database is half configured', () => {
    const half = { DATABASE_URL: 'postgres://application', CASTELLAN_DATABASE_AUDIT_URL: 'postgres://audit' };
    expect(() => read(half)).toThrow(
      'CASTELLAN_DATABASE_AUDIT_URL is set, but not CASTELLAN_DATABASE_OWNER_URL, CASTELLAN_DATABASE_WORKER_URL.',
    );
  });

  it.each([
    [{ CASTELLAN_ENVIRONMENT: 'production' }, 'npm start is for evaluation only'],
    [
      { CASTELLAN_KEYS: 'k:abc', CASTELLAN_PUBLIC_URL: 'https://x.example' },
      'CASTELLAN_KEYS, CASTELLAN_PUBLIC_URL are set',
    ],
    [{ CASTELLAN_PORT: '99999' }, 'Use a number from 1 to 65535'],
    [{ CASTELLAN_PORT: 'http' }, 'CASTELLAN_PORT is "http"'],
    [{ DATABASE_URL: 'mysql://db.example' }, 'DATABASE_URL is no PostgreSQL connection string'],
  ] as const)('refuse %o with what to do next', (variables, words) => {
    expect(() => read(variables)).toThrow(words);
  });
});
