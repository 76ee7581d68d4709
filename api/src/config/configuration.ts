import { z } from 'zod';
import { telemetryOf, telemetryVariables, type TelemetryConfiguration } from './telemetry-configuration.js';
import type { LimitFrame } from '../kernel/limits.js';
import { readLimitFrame } from './limit-list.js';
import { readQuestionLimits, type QuestionLimits } from './question-list.js';

/** The parts of Castellan that one process can run. */
export type ProcessRole = 'control' | 'gateway' | 'worker';

/** Everything the process takes from its environment, parsed once. */
export interface Configuration {
  readonly environment: 'production' | 'evaluation' | 'test';
  readonly roles: ReadonlySet<ProcessRole>;
  /** Where people and AI clients reach this installation; no trailing slash in `href` comparisons: use `origin`. */
  readonly publicUrl: URL;
  readonly host: string;
  readonly port: number;
  readonly database: {
    readonly application: string;
    readonly auditWriter: string;
    readonly worker: string;
  };
  /** Keyring entries, the current one first. */
  readonly keys: readonly { readonly id: string; readonly secret: Buffer }[];
  readonly outbound: { readonly allowLoopback: boolean; readonly allowedRanges: readonly string[] };
  readonly trustedProxies: readonly string[];
  /** Tools that an organization's aggregated address lists one by one; the gateway's own number unless set. */
  readonly toolsListed?: number;
  /** Megabytes of requests and answers under way in one process; the gateway's own number unless set. */
  readonly heldMegabytes?: number;
  /** Seconds without a call after which a published server is asked by Castellan itself; 0 never. */
  readonly probeAfterSeconds?: number;
  /** How much servers may ask in the middle of calls; the gateway's own limits unless set. */
  readonly questions?: QuestionLimits;
  /** How much may be used of the gateway where an organization chooses nothing, and the most it may choose. */
  readonly limits: LimitFrame;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  /** What is measured beyond logs; absent where nothing was said about it. */
  readonly telemetry?: TelemetryConfiguration;
  /** Folder of the built console; absent in processes that serve none. */
  readonly webRoot?: string;
}

/** Injection token of the configuration. */
export const CONFIGURATION = Symbol('Configuration');

/** The environment is incomplete or contradicts itself. The process must not start. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(
    readonly problems: readonly string[],
    what = 'Castellan was not started',
  ) {
    super(
      `${what}: its environment is not right.\n${problems.map((problem) => `  - ${problem}`).join('\n')}\n` +
        'Correct these (the README lists every variable) and try again.',
    );
  }
}

const list = z
  .string()
  .optional()
  .transform((text) =>
    (text ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

/** A connection string. */
export const postgresUrl = (name: string) =>
  z
    .string({ error: `${name} is not set: a PostgreSQL connection string.` })
    .refine(
      (text) => /^postgres(ql)?:\/\//.test(text),
      `${name} must begin with postgres:// or postgresql://.`,
    );

/** The keys of an installation, the current one first. */
export const keyring = z
  .string({ error: 'CASTELLAN_KEYS is not set: one or more keys, as id:base64url of 32 random bytes.' })
  .transform((text, check) =>
    text.split(',').map((entry) => {
      const [id, encoded, ...rest] = entry.trim().split(':');
      const secret = Buffer.from(encoded ?? '', 'base64url');
      if (!id || !/^[a-z0-9]{1,16}$/.test(id) || rest.length > 0 || secret.length !== 32) {
        check.addIssue({
          code: 'custom',
          message: 'CASTELLAN_KEYS: each entry must be id:key, where key is 32 random bytes in base64url.',
        });
      }
      return { id: id ?? '', secret };
    }),
  )
  .refine(
    (keys) => new Set(keys.map(({ id }) => id)).size === keys.length,
    'CASTELLAN_KEYS: two keys have the same id, so it is not clear which one sealed what.',
  );

/** The address people open. */
export const publicUrl = z.url({
  protocol: /^https?$/,
  error: ({ input }) =>
    `CASTELLAN_PUBLIC_URL is ${input === undefined ? 'not set' : 'not an http or https address'}: ` +
    'the address people open, such as https://castellan.example.com.',
});

const environment = z.object({
  CASTELLAN_ENVIRONMENT: z
    .enum(['production', 'evaluation', 'test'], {
      error: 'CASTELLAN_ENVIRONMENT must be production, evaluation or test.',
    })
    .default('production'),
  CASTELLAN_ROLES: list.pipe(
    z.array(
      z.enum(['control', 'gateway', 'worker'], {
        error: 'CASTELLAN_ROLES may name control, gateway and worker.',
      }),
    ),
  ),
  CASTELLAN_PUBLIC_URL: publicUrl,
  CASTELLAN_HOST: z.string().optional(),
  CASTELLAN_PORT: z.coerce
    .number({ error: 'CASTELLAN_PORT must be a number.' })
    .int('CASTELLAN_PORT must be a whole number.')
    .min(1, 'CASTELLAN_PORT must be between 1 and 65535.')
    .max(65535, 'CASTELLAN_PORT must be between 1 and 65535.')
    .default(4000),
  DATABASE_URL: postgresUrl('DATABASE_URL'),
  CASTELLAN_DATABASE_AUDIT_URL: postgresUrl('CASTELLAN_DATABASE_AUDIT_URL'),
  CASTELLAN_DATABASE_WORKER_URL: postgresUrl('CASTELLAN_DATABASE_WORKER_URL'),
  CASTELLAN_KEYS: keyring,
  CASTELLAN_ALLOW_LOOPBACK: z
    .enum(['true', 'false'], { error: 'CASTELLAN_ALLOW_LOOPBACK must be true or false.' })
    .default('false'),
  CASTELLAN_ALLOWED_RANGES: list,
  CASTELLAN_TRUSTED_PROXIES: list,
  CASTELLAN_HELD_MEGABYTES: z.coerce
    .number({ error: 'CASTELLAN_HELD_MEGABYTES must be a number.' })
    .int('CASTELLAN_HELD_MEGABYTES must be a whole number.')
    .min(64, 'CASTELLAN_HELD_MEGABYTES must be between 64 and 65536.')
    .max(65536, 'CASTELLAN_HELD_MEGABYTES must be between 64 and 65536.')
    .optional(),
  CASTELLAN_TOOLS_LISTED: z.coerce
    .number({ error: 'CASTELLAN_TOOLS_LISTED must be a number.' })
    .int('CASTELLAN_TOOLS_LISTED must be a whole number.')
    .min(0, 'CASTELLAN_TOOLS_LISTED must be between 0 and 1000.')
    .max(1000, 'CASTELLAN_TOOLS_LISTED must be between 0 and 1000.')
    .optional(),
  CASTELLAN_PROBE_AFTER_SECONDS: z.coerce
    .number({ error: 'CASTELLAN_PROBE_AFTER_SECONDS must be a number.' })
    .int('CASTELLAN_PROBE_AFTER_SECONDS must be a whole number.')
    .refine(
      (seconds) => seconds === 0 || (seconds >= 30 && seconds <= 86_400),
      'CASTELLAN_PROBE_AFTER_SECONDS must be 0 (never) or between 30 and 86400.',
    )
    .optional(),
  CASTELLAN_QUESTIONS: z.string().optional(),
  CASTELLAN_LIMITS: z.string().optional(),
  CASTELLAN_LIMIT_CEILINGS: z.string().optional(),
  CASTELLAN_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], {
      error: 'CASTELLAN_LOG_LEVEL is not a level.',
    })
    .default('info'),
  CASTELLAN_WEB_ROOT: z.string().optional(),
  ...telemetryVariables,
});

/** Parses the environment, or throws a `ConfigurationError` that names every problem at once. */
export function readConfiguration(variables: Readonly<Record<string, string | undefined>>): Configuration {
  const present = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(present);
  if (!parsed.success) throw new ConfigurationError(parsed.error.issues.map((issue) => issue.message));
  const values = parsed.data;
  const publicUrl = new URL(values.CASTELLAN_PUBLIC_URL);
  const production = values.CASTELLAN_ENVIRONMENT === 'production';
  const allowLoopback = values.CASTELLAN_ALLOW_LOOPBACK === 'true';

  const problems: string[] = [];
  if (production && publicUrl.protocol !== 'https:') {
    problems.push(
      'CASTELLAN_PUBLIC_URL must be https in production: session cookies are not sent without it.',
    );
  }
  if (production && values.CASTELLAN_KEYS.some(({ secret }) => secret.every((byte) => byte === secret[0]))) {
    problems.push('CASTELLAN_KEYS holds a key that is one byte repeated: use 32 random bytes in production.');
  }
  if (production && allowLoopback) {
    problems.push(
      'CASTELLAN_ALLOW_LOOPBACK must not be set in production: connectors could reach this machine itself.',
    );
  }
  if (publicUrl.pathname !== '/' || publicUrl.search !== '' || publicUrl.hash !== '') {
    problems.push('CASTELLAN_PUBLIC_URL must have no path: Castellan owns the whole host.');
  }
  if (values.CASTELLAN_METRICS_PORT === values.CASTELLAN_PORT) {
    problems.push('CASTELLAN_METRICS_PORT must be another port than CASTELLAN_PORT.');
  }
  const limits = readLimitFrame(values.CASTELLAN_LIMITS, values.CASTELLAN_LIMIT_CEILINGS);
  if ('problem' in limits) problems.push(limits.problem);
  const questions = readQuestionLimits(values.CASTELLAN_QUESTIONS);
  if ('problem' in questions) problems.push(questions.problem);
  if (problems.length > 0 || 'problem' in limits || 'problem' in questions) {
    throw new ConfigurationError(problems);
  }

  const host = values.CASTELLAN_HOST ?? (production ? '0.0.0.0' : '127.0.0.1');
  return {
    environment: values.CASTELLAN_ENVIRONMENT,
    roles: new Set(
      values.CASTELLAN_ROLES.length > 0 ? values.CASTELLAN_ROLES : ['control', 'gateway', 'worker'],
    ),
    publicUrl,
    host,
    port: values.CASTELLAN_PORT,
    database: {
      application: values.DATABASE_URL,
      auditWriter: values.CASTELLAN_DATABASE_AUDIT_URL,
      worker: values.CASTELLAN_DATABASE_WORKER_URL,
    },
    keys: values.CASTELLAN_KEYS,
    outbound: { allowLoopback, allowedRanges: values.CASTELLAN_ALLOWED_RANGES },
    trustedProxies: values.CASTELLAN_TRUSTED_PROXIES,
    toolsListed: values.CASTELLAN_TOOLS_LISTED,
    heldMegabytes: values.CASTELLAN_HELD_MEGABYTES,
    probeAfterSeconds: values.CASTELLAN_PROBE_AFTER_SECONDS,
    questions,
    limits,
    logLevel: values.CASTELLAN_LOG_LEVEL,
    telemetry: telemetryOf(values, host),
    webRoot: values.CASTELLAN_WEB_ROOT,
  };
}
