import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@castellan/api/embedded-postgres';
import { ActingPerson, ApiProcess, startEvaluation } from '@castellan/demo';
import { Connectors } from './connectors.js';
import { freePort } from './free-port.js';

/** A whole Castellan in processes of its own, with the sample organizations in it. */
export interface Installation {
  readonly url: string;
  /** An admin of Acme, signed in. */
  readonly admin: ActingPerson;
  /** The connectors of Acme, as the admin works with them. */
  readonly connectors: Connectors;
  /** A member of Acme without any role, who belongs to its group `sales`. */
  readonly member: ActingPerson;
  /** The member's token for every connector that is published to them. */
  readonly memberToken: string;
  /** The process that serves it, which can be stopped while everything around it goes on. */
  readonly api: Pick<ApiProcess, 'stop'>;
  /** The database server's own administrator. */
  readonly databaseUrl: string;
  /** The database server under all of it, which can be taken away for a while. */
  readonly database: { stop(): Promise<void>; start(): Promise<void> };
  /** Starts one more process of the gateway on the same database; it ends with the installation. */
  startReplica(): Promise<ApiProcess>;
  stop(): Promise<void>;
}

/** What may be decided about an installation. */
export interface InstallationOptions {
  /** Whether commits wait for the disk; tests need not. */
  readonly durable: boolean;
  readonly report?: (line: string) => void;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const ADMIN = 'acme-ada-admin';
const MEMBER = 'acme-max-member';

/** One machine plays a whole company here, much faster than people work: what limits do is tested elsewhere. */
const generousLimits = ['token', 'member', 'tool', 'connector', 'organization']
  .flatMap((subject) => [
    `${subject}.requestsPerMinute=100000000`,
    `${subject}.concurrentRequests=100000`,
    `${subject}.bytesPerMinute=1000000000000`,
    ...(subject === 'tool' ? [] : [`${subject}.openStreams=100000`]),
  ])
  .join(',');

/** Starts database, provider, sample servers and API in a folder that is removed at the end. */
export async function startInstallation({ durable, report }: InstallationOptions): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'castellan-installation-'));
  const stops: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (let next = stops.pop(); next; next = stops.pop()) await next();
  };
  try {
    const directory = join(folder, 'server');
    let server = await startEmbeddedPostgres({ directory, durable });
    const { port: databasePort } = server;
    stops.push(() => server.stop());
    const evaluation = await startEvaluation(
      {
        home: join(folder, 'home'),
        port: await freePort(),
        database: { kind: 'server', administratorUrl: server.url, database: 'castellan' },
        logLevel: 'info',
        passedOn: {
          CASTELLAN_LIMITS: generousLimits,
          // One machine plays many: a test that needs an address of its own names it in X-Forwarded-For.
          CASTELLAN_TRUSTED_PROXIES: '127.0.0.1',
          // Upstreams hear what a run sends them, and nothing beside.
          CASTELLAN_PROBE_AFTER_SECONDS: '0',
        },
      },
      report && { report },
    );
    stops.push(() => evaluation.stop());
    const { url } = evaluation;
    const admin = await ActingPerson.signIn(url, 'acme', ADMIN);
    const member = await ActingPerson.signIn(url, 'acme', MEMBER);
    return {
      url,
      admin,
      connectors: new Connectors(admin),
      member,
      memberToken: await tokenFor(member),
      api: evaluation.api,
      databaseUrl: server.url,
      database: {
        stop: () => server.stop(),
        async start() {
          server = await startEmbeddedPostgres({ directory, durable, port: databasePort });
        },
      },
      async startReplica() {
        const port = await freePort();
        const replica = new ApiProcess({
          environment: {
            ...evaluation.api.options.environment,
            CASTELLAN_ROLES: 'gateway',
            CASTELLAN_PORT: String(port),
            CASTELLAN_PUBLIC_URL: `http://localhost:${port}`,
          },
          logFile: join(folder, 'replica.log'),
          origin: `http://127.0.0.1:${port}`,
        });
        stops.push(() => replica.stop());
        await replica.start();
        return replica;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A new token of a person, for the connectors named or for every one that is published to them. */
export async function tokenFor(
  person: ActingPerson,
  connectors?: readonly { readonly slug: string }[],
): Promise<string> {
  const { secret } = await person.change<{ secret: string }>(
    'createToken',
    {
      name: connectors ? 'Some connectors' : 'Every connector',
      expiresAt: new Date(Date.now() + DAY_MS).toISOString(),
      access: 'WRITE',
      connectors: connectors ?? null,
    },
    '... on IssuedToken { secret }',
  );
  return secret;
}
