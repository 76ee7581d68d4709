import { describe, expect, it } from 'vitest';
import { readProvisioningEnvironment } from './provisioning-environment.js';

const url = (login: string) => `postgresql://${login}:a%2Fsecret@db.example/castellan`;

const complete = {
  CASTELLAN_DATABASE_ADMINISTRATOR_URL: 'postgresql://postgres:secret@db.example/postgres',
  CASTELLAN_DATABASE_OWNER_URL: url('castellan_owner_login'),
  DATABASE_URL: url('castellan_application_login'),
  CASTELLAN_DATABASE_AUDIT_URL: url('castellan_audit_writer_login'),
  CASTELLAN_DATABASE_WORKER_URL: url('castellan_worker_login'),
};

describe('the environment of castellan provision', () => {
  it('gives the database and the passwords that the connection strings hold', () => {
    expect(readProvisioningEnvironment(complete)).toEqual({
      administratorUrl: complete.CASTELLAN_DATABASE_ADMINISTRATOR_URL,
      database: 'castellan',
      passwords: {
        owner: 'a/secret',
        application: 'a/secret',
        auditWriter: 'a/secret',
        worker: 'a/secret',
      },
    });
  });

  it('names everything that is missing at once', () => {
    expect(() => readProvisioningEnvironment({ DATABASE_URL: complete.DATABASE_URL })).toThrow(
      /CASTELLAN_DATABASE_ADMINISTRATOR_URL is not set[^]+CASTELLAN_DATABASE_OWNER_URL is not set[^]+WORKER_URL is not set/,
    );
  });

  it.each([
    [{ DATABASE_URL: url('postgres') }, 'DATABASE_URL must sign in as castellan_application_login.'],
    [
      { CASTELLAN_DATABASE_WORKER_URL: 'postgresql://castellan_worker_login@db.example/castellan' },
      'CASTELLAN_DATABASE_WORKER_URL has no password.',
    ],
    [
      { DATABASE_URL: 'postgresql://castellan_application_login:x@db.example/other' },
      'DATABASE_URL must name the database castellan.',
    ],
  ])('refuses %o', (change, words) => {
    expect(() => readProvisioningEnvironment({ ...complete, ...change })).toThrow(words);
  });
});
