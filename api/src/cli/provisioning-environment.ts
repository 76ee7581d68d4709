import { z } from 'zod';
import {
  loginOf,
  type DatabasePurpose,
  type ProvisioningOptions,
} from '../platform/database/provisioning.js';
import { ConfigurationError, postgresUrl } from '../config/configuration.js';

const VARIABLES: Readonly<Record<DatabasePurpose, string>> = {
  owner: 'CASTELLAN_DATABASE_OWNER_URL',
  application: 'DATABASE_URL',
  auditWriter: 'CASTELLAN_DATABASE_AUDIT_URL',
  worker: 'CASTELLAN_DATABASE_WORKER_URL',
};

const ADMINISTRATOR = 'CASTELLAN_DATABASE_ADMINISTRATOR_URL';

const purposes = Object.keys(VARIABLES) as DatabasePurpose[];

const schema = z.object(
  Object.fromEntries([ADMINISTRATOR, ...Object.values(VARIABLES)].map((name) => [name, postgresUrl(name)])),
);

/** Parses the environment of `castellan provision`, or throws a `ConfigurationError` that names every problem. */
export function readProvisioningEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): ProvisioningOptions {
  const parsed = schema.safeParse(
    Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== '')),
  );
  if (!parsed.success) throw refused(parsed.error.issues.map((issue) => issue.message));
  const urlOf = (purpose: DatabasePurpose) => new URL(parsed.data[VARIABLES[purpose]] ?? '');
  const database = decodeURIComponent(urlOf('owner').pathname.slice(1));

  const problems = purposes.flatMap((purpose) => {
    const url = urlOf(purpose);
    const name = VARIABLES[purpose];
    return [
      ...(url.username === loginOf(purpose) ? [] : [`${name} must sign in as ${loginOf(purpose)}.`]),
      ...(url.password === '' ? [`${name} has no password.`] : []),
      ...(url.pathname === urlOf('owner').pathname ? [] : [`${name} must name the database ${database}.`]),
    ];
  });
  if (database === '') problems.push(`${VARIABLES.owner} names no database.`);
  if (problems.length > 0) throw refused(problems);

  const passwordOf = (purpose: DatabasePurpose) => decodeURIComponent(urlOf(purpose).password);
  return {
    administratorUrl: parsed.data[ADMINISTRATOR] ?? '',
    database,
    passwords: {
      owner: passwordOf('owner'),
      application: passwordOf('application'),
      auditWriter: passwordOf('auditWriter'),
      worker: passwordOf('worker'),
    },
  };
}

function refused(problems: readonly string[]): ConfigurationError {
  return new ConfigurationError(problems, 'Nothing was done');
}
