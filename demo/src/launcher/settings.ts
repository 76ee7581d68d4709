import { resolve } from 'node:path';
import { EvaluationProblem } from './evaluation-problem.js';

/** Which database the evaluation environment uses. */
export type DatabaseChoice =
  | { readonly kind: 'embedded' }
  /** A server of one's own, and a login that may create Castellan's roles there. */
  | { readonly kind: 'server'; readonly administratorUrl: string; readonly database: string }
  /** Roles that somebody has created already. */
  | { readonly kind: 'provisioned'; readonly urls: DatabaseUrls };

/** A connection string for each purpose. */
export interface DatabaseUrls {
  readonly owner: string;
  readonly application: string;
  readonly auditWriter: string;
  readonly worker: string;
}

/** What may be decided about the evaluation environment. */
export interface EvaluationSettings {
  /** The folder that keeps everything: database, secrets, log. */
  readonly home: string;
  readonly port: number;
  readonly database: DatabaseChoice;
  readonly logLevel: string;
  /** What else is set of Castellan, for the API to read as it is. */
  readonly passedOn: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const ROLE_VARIABLES = [
  'CASTELLAN_DATABASE_OWNER_URL',
  'CASTELLAN_DATABASE_AUDIT_URL',
  'CASTELLAN_DATABASE_WORKER_URL',
] as const;

/** Settings of production that the evaluation environment chooses itself: ignoring one silently would mislead. */
const PRODUCTION_VARIABLES = ['CASTELLAN_KEYS', 'CASTELLAN_PUBLIC_URL', 'CASTELLAN_ROLES', 'CASTELLAN_HOST'];

/** What is read here, and is no setting of the API's that could be passed on. */
const OWN_VARIABLES: ReadonlySet<string> = new Set([
  'CASTELLAN_ENVIRONMENT',
  'CASTELLAN_HOME',
  'CASTELLAN_PORT',
  'CASTELLAN_LOG_LEVEL',
  'CASTELLAN_DATABASE_ADMINISTRATOR_URL',
  ...ROLE_VARIABLES,
]);

/** Reads what the environment decides, or throws an `EvaluationProblem` that names what is missing or too much. */
export function readSettings(environment: Environment, folder: string): EvaluationSettings {
  const variables = Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  refuseProduction(variables);
  return {
    home: resolve(folder, variables['CASTELLAN_HOME'] ?? '.castellan'),
    port: readPort(variables['CASTELLAN_PORT'] ?? '4000'),
    database: readDatabase(variables),
    logLevel: variables['CASTELLAN_LOG_LEVEL'] ?? 'info',
    passedOn: Object.fromEntries(
      Object.entries(variables).filter(([name]) => name.startsWith('CASTELLAN_') && !OWN_VARIABLES.has(name)),
    ),
  };
}

function refuseProduction(variables: Environment): void {
  if (variables['CASTELLAN_ENVIRONMENT'] === 'production') {
    throw new EvaluationProblem(
      'CASTELLAN_ENVIRONMENT is production, and npm start is for evaluation only: it adds sample people and servers. ' +
        'Unset it, or follow docs/how-to/run-in-production.md.',
    );
  }
  const set = PRODUCTION_VARIABLES.filter((name) => variables[name]);
  if (set.length === 0) return;
  throw new EvaluationProblem(
    `${set.join(', ')} ${set.length > 1 ? 'are' : 'is'} set, but the evaluation environment chooses that itself. ` +
      `Unset it to evaluate, or follow docs/how-to/run-in-production.md to run with it.`,
  );
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new EvaluationProblem(
    `CASTELLAN_PORT is "${text}", which is no port. Use a number from 1 to 65535, or unset it for 4000.`,
  );
}

function readDatabase(variables: Environment): DatabaseChoice {
  const { DATABASE_URL: url } = variables;
  const [owner, auditWriter, worker] = ROLE_VARIABLES.map((name) => variables[name]);
  if (url && owner && auditWriter && worker) {
    return { kind: 'provisioned', urls: { owner, application: url, auditWriter, worker } };
  }
  const set = ROLE_VARIABLES.filter((name) => variables[name]);
  if (set.length > 0) {
    const missing = ['DATABASE_URL', ...ROLE_VARIABLES].filter((name) => !variables[name]);
    throw new EvaluationProblem(
      `The database is half configured: ${set.join(', ')} ${set.length > 1 ? 'are' : 'is'} set, but not ${missing.join(', ')}. ` +
        `Set all four; or DATABASE_URL alone, with a login that may create roles; or none, for the database that comes with Castellan.`,
    );
  }
  if (!url) return { kind: 'embedded' };
  return { kind: 'server', administratorUrl: url, database: databaseIn(url) };
}

/** The database of servers' administrators is not taken over: Castellan makes one of its own beside it. */
function databaseIn(url: string): string {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new EvaluationProblem(
      'DATABASE_URL is no PostgreSQL connection string. It looks like postgresql://login:password@host:5432/database.',
    );
  }
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  return ['', 'postgres', 'template0', 'template1'].includes(name) ? 'castellan' : name;
}
