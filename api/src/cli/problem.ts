import { ConfigurationError } from '../config/configuration.js';
import { UnsuitableDatabaseRole } from '../platform/database/provisioning.js';
import { UnsuitableDatabaseServer } from '../platform/database/administrator.js';
import { BootstrapRefused } from '../sign-in/bootstrap.js';

/** Something that the person at the command line can mend; shown without a stack. */
export class CommandProblem extends Error {
  override readonly name = 'CommandProblem';
}

const mendable = [
  CommandProblem,
  ConfigurationError,
  UnsuitableDatabaseRole,
  UnsuitableDatabaseServer,
  BootstrapRefused,
];

/** What a failed command says: a sentence for what can be mended, everything for what should not have happened. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (mendable.some((kind) => error instanceof kind)) return error.message;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')) {
    return `${error.message}\nSee castellan bootstrap --help.`;
  }
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ETIMEDOUT') {
    return `The database of CASTELLAN_DATABASE_OWNER_URL cannot be reached (${code}). Check host and port, and that it runs.`;
  }
  if (code === '28P01' || code === '28000') {
    return 'The database of CASTELLAN_DATABASE_OWNER_URL does not accept this login. Check user name and password.';
  }
  if (code === '42P01') return 'The database has no tables yet. Run castellan migrate first.';
  return error.stack ?? error.message;
}
