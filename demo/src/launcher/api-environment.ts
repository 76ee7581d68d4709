import { fileURLToPath } from 'node:url';
import type { Secrets } from './secrets.js';
import type { DatabaseUrls } from './settings.js';

/** The built console. */
const webFolder = fileURLToPath(new URL('../../../web/dist/browser', import.meta.url));

/** The environment that the API, and its commands, are started with. */
export function apiEnvironment(options: {
  url: string;
  port: number;
  logLevel: string;
  passedOn: Readonly<Record<string, string>>;
  database: DatabaseUrls;
  secrets: Secrets;
}): Record<string, string> {
  const { database } = options;
  return {
    // What the machine sets for itself stays; what of Castellan's is decided here wins over what was set.
    ...inherited(),
    ...options.passedOn,
    NODE_ENV: 'production',
    CASTELLAN_ENVIRONMENT: 'evaluation',
    CASTELLAN_PUBLIC_URL: options.url,
    CASTELLAN_HOST: '127.0.0.1',
    CASTELLAN_PORT: String(options.port),
    CASTELLAN_LOG_LEVEL: options.logLevel,
    CASTELLAN_WEB_ROOT: webFolder,
    CASTELLAN_KEYS: options.secrets.keys,
    CASTELLAN_ALLOW_LOOPBACK: 'true',
    DATABASE_URL: database.application,
    CASTELLAN_DATABASE_AUDIT_URL: database.auditWriter,
    CASTELLAN_DATABASE_WORKER_URL: database.worker,
  };
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && entry[0] !== 'DATABASE_URL' && !entry[0].startsWith('CASTELLAN_'),
    ),
  );
}
