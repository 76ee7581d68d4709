import { createServer, type AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { entities } from '../../src/app.entities.js';
import { AuditModule } from '../../src/audit/audit.module.js';
import type { Configuration } from '../../src/config/configuration.js';
import { ConfigurationModule } from '../../src/config/configuration.module.js';
import type { Classification } from '../../src/contracts/classification.js';
import { GatewayModule } from '../../src/gateway/gateway.module.js';
import { GatewayRoutes } from '../../src/gateway/gateway.routes.js';
import { HttpFront } from '../../src/platform/http-in/http-front.js';
import { defaultLimits, GATEWAY_LIMITS, type GatewayLimits } from '../../src/gateway/limits/limits.js';
import {
  defaultUpstreamLimits,
  UPSTREAM_LIMITS,
  type UpstreamLimits,
} from '../../src/gateway/upstreams/upstream-limits.js';
import { CLOCK } from '../../src/kernel/clock.js';
import { limitFrame, limitSubjects, type LimitChoices } from '../../src/kernel/limits.js';
import { CryptoModule } from '../../src/platform/crypto/crypto.module.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { listOfferings } from '../../src/platform/mcp/offerings/list-offerings.js';
import { UpstreamClient } from '../../src/platform/mcp/upstream/upstream-client.js';
import type { UpstreamTransport } from '../../src/platform/mcp/upstream/target.js';
import { NotificationsModule } from '../../src/platform/notifications/notifications.module.js';
import { Log } from '../../src/platform/telemetry/log.js';
import { TelemetryModule } from '../../src/platform/telemetry/telemetry.module.js';
import { GatewayPolicies } from '../../src/policies/gateway-policies.js';
import { TokensService, type IssueCommand } from '../../src/tokens/tokens.service.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { Given, type GivenConnector, type GivenOrganization } from '../given.js';
import { asMember, TestClock } from '../instance.js';
import type { TestServer } from '../mcp/http-server.js';

/** What the audit trail holds of one event, as far as tests look at it. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly outcome: string;
  readonly actor: { readonly id: string };
  readonly connectorId?: string;
  readonly offering?: { readonly kind: string; readonly name: string };
  readonly decision?: {
    readonly effect: string;
    readonly rule: string;
    readonly reason: string;
    readonly contractHash?: string;
  };
  readonly details: Readonly<Record<string, unknown>>;
}

/** How an upstream is turned into a connector. */
export interface ConnectOptions {
  readonly slug: string;
  readonly path?: string;
  readonly transport?: UpstreamTransport;
  /** What members may use; everything unless told. The rest is approved and has no rule. */
  readonly allowed?: readonly string[];
  /** What was looked at and not approved. */
  readonly notApproved?: readonly string[];
  readonly classification?: Readonly<Record<string, Classification>>;
  /** The group it is published to; everyone unless told. */
  readonly groupId?: string;
}

/** Tests call faster than people do; what limits do is tested where a test sets its own. */
const roomyLimits: LimitChoices = Object.fromEntries(
  limitSubjects.map((subject) => [subject, { requestsPerMinute: 10_000_000 }]),
);

/** Upstreams hear only what a test sends them, unless it wants more. */
const quietLimits: UpstreamLimits = { ...defaultUpstreamLimits, probeAfterMs: 0 };

/** A gateway that listens, on a database of its own. */
export class RunningGateway {
  readonly clock = new TestClock();
  /** Everything that was logged. */
  readonly logged: string[] = [];
  readonly given: Given;
  private application!: NestFastifyApplication;
  private readonly configuration: Configuration;

  private constructor(
    readonly database: TestDatabase,
    given: Given,
    port: number,
    private readonly limits: GatewayLimits,
    private readonly upstreamLimits: UpstreamLimits,
    changes: Partial<Configuration>,
    private readonly databaseLimits: { readonly silenceMs?: number } = {},
  ) {
    this.given = given;
    this.configuration = {
      environment: 'test',
      roles: new Set(['gateway']),
      publicUrl: new URL(`http://127.0.0.1:${port}`),
      host: '127.0.0.1',
      port,
      database: {
        application: database.application,
        auditWriter: database.auditWriter,
        worker: database.worker,
      },
      keys: [{ id: 'test', secret: Buffer.alloc(32, 7) }],
      outbound: { allowLoopback: true, allowedRanges: [] },
      trustedProxies: [],
      limits: limitFrame(roomyLimits),
      logLevel: 'silent',
      ...changes,
    };
  }

  static async start(
    limits: Partial<GatewayLimits> = {},
    changes: Partial<Configuration> = {},
    upstreamLimits: Partial<UpstreamLimits> = {},
  ): Promise<RunningGateway> {
    const database = await createTestDatabase();
    const given = await Given.in(database);
    const all = { ...defaultLimits, ...limits };
    const allUpstream = { ...quietLimits, ...upstreamLimits };
    const gateway = new RunningGateway(database, given, await freePort(), all, allUpstream, changes);
    await gateway.listen();
    return gateway;
  }

  /** Another process on the same database; stopped by itself, dropped with the first. */
  static async beside(
    first: RunningGateway,
    limits: Partial<GatewayLimits> = {},
    changes: Partial<Configuration> = {},
    upstreamLimits: Partial<UpstreamLimits> = {},
    databaseLimits: { readonly silenceMs?: number } = {},
  ): Promise<RunningGateway> {
    const { database, given } = first;
    const all = { ...defaultLimits, ...limits };
    const gateway = new RunningGateway(
      database,
      given,
      await freePort(),
      all,
      { ...quietLimits, ...upstreamLimits },
      changes,
      databaseLimits,
    );
    await gateway.listen();
    return gateway;
  }

  get origin(): string {
    return this.configuration.publicUrl.origin;
  }

  get<Provider>(token: symbol | (new (...parameters: never[]) => Provider)): Provider {
    return this.application.get<Provider>(token);
  }

  urlOf(connector: GivenConnector): string {
    return `${this.origin}/mcp/${connector.organization.slug}/${connector.slug}`;
  }

  /** The address of everything a caller may use. */
  aggregateOf(organization: GivenOrganization): string {
    return `${this.origin}/mcp/${organization.slug}`;
  }

  /** Scans a real server and publishes what it offers, as approved contracts. */
  async connect(
    organization: GivenOrganization,
    server: Pick<TestServer, 'target'>,
    options: ConnectOptions,
  ): Promise<GivenConnector> {
    const { slug, path = '/mcp', transport = 'streamable-http', groupId } = options;
    const target = server.target(path, transport);
    const client = this.get(UpstreamClient);
    const verdict = await client.probe(target);
    const { offerings } = await listOfferings(client, target, verdict);
    const ownerId = await this.given.member(organization);
    const connector = await this.given.connector(organization, { slug, ownerId, url: target.url });
    await this.given.rows('update connectors set transport = $1, verdict = $2 where id = $3', [
      transport,
      JSON.stringify(verdict),
      connector.id,
    ]);
    for (const { kind, name, definition } of offerings) {
      const offeringId = await this.given.offering(connector, name, {
        kind,
        definition,
        classification: options.classification?.[name] ?? 'read',
        state: options.notApproved?.includes(name) ? 'new' : 'approved',
      });
      const isAllowed = options.allowed?.includes(name) ?? true;
      if (isAllowed && kind !== 'instructions') await this.given.rule(connector, offeringId, 'allow');
    }
    await this.given.publication(connector, groupId);
    await this.policyChanged(organization);
    return connector;
  }

  /** Lets every process see a change that was made behind the application's back. */
  async policyChanged(organization: GivenOrganization): Promise<void> {
    const [changed] = await this.given.rows<{ version: number }>(
      `update organizations set policy_version = policy_version + 1 where id = $1
       returning policy_version::integer as version`,
      [organization.id],
    );
    const policies = this.get(GatewayPolicies);
    const isStale = () =>
      (policies.current(organization.slug)?.version ?? Infinity) < (changed?.version ?? 0);
    // A look that was under way may have seen the version before.
    do {
      await policies.poll();
      await setImmediate();
    } while (isStale());
  }

  /** A token of a member, for every connector published to them unless told otherwise. */
  async token(
    organization: GivenOrganization,
    memberId: string,
    command: Partial<IssueCommand> = {},
  ): Promise<string> {
    const { secret } = await this.get(TokensService).issue(asMember(organization.id, memberId), {
      name: 'laptop',
      expiresAt: new Date(this.clock.now().getTime() + 60 * 60_000),
      access: 'write',
      connectors: null,
      apiScopes: [],
      ...command,
    });
    return secret;
  }

  /** The gateway's events, oldest first. */
  async events(type?: string): Promise<StoredEvent[]> {
    const rows = await this.given.rows<{ body: StoredEvent }>(
      `select body from audit_events where type like 'gateway.%' and ($1::text is null or type = $1)
        order by recorded_at, id`,
      [type ?? null],
    );
    return rows.map(({ body }) => body);
  }

  /** Forgets the trail so far. */
  async forgetEvents(): Promise<void> {
    await this.given.rows('alter table audit_events disable trigger user');
    await this.given.rows('delete from audit_events');
    await this.given.rows('alter table audit_events enable trigger user');
  }

  /** Does something while a table cannot be read, as little as if the database were away. */
  async without(table: string, work: () => Promise<unknown>): Promise<void> {
    await this.given.rows(`alter table ${table} rename to ${table}_away`);
    try {
      await work();
    } finally {
      await this.given.rows(`alter table ${table}_away rename to ${table}`);
    }
  }

  async stop(): Promise<void> {
    await this.application.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.given.end();
    await this.database.drop();
  }

  private async listen(): Promise<void> {
    const module = await Test.createTestingModule({
      imports: [
        ConfigurationModule.with(this.configuration),
        CryptoModule,
        TelemetryModule,
        NotificationsModule,
        AuditModule,
        DatabaseModule.with(entities, this.databaseLimits),
        GatewayModule,
      ],
    })
      .overrideProvider(CLOCK)
      .useValue(this.clock)
      .overrideProvider(GATEWAY_LIMITS)
      .useValue(this.limits)
      .overrideProvider(UPSTREAM_LIMITS)
      .useValue(this.upstreamLimits)
      .overrideProvider(Log)
      .useValue(listeningLog(this.logged))
      .compile();
    const front = new HttpFront({ finishMs: 500 });
    this.application = module.createNestApplication<NestFastifyApplication>(
      new FastifyAdapter({ serverFactory: front.createServer, forceCloseConnections: 'idle' }),
      { logger: false },
    );
    front.serve(module.get(GatewayRoutes).take);
    await this.application.listen(this.configuration.port, '127.0.0.1');
  }
}

/** Keeps what is logged, errors with their whole text and causes. */
function listeningLog(lines: string[]): Pick<Log, 'exchange' | 'info' | 'log' | 'debug' | 'warn' | 'error'> {
  const keep = (...parts: unknown[]): void => void lines.push(parts.map(textOf).join(' '));
  return { exchange: keep, info: keep, log: keep, debug: keep, warn: keep, error: keep };
}

function textOf(part: unknown): string {
  if (part instanceof Error) return `${part.stack} ${textOf(part.cause)} ${JSON.stringify(part)}`;
  if (typeof part !== 'object' || part === null) return String(part);
  return Object.entries(part)
    .map(([key, value]) => `${key}=${value instanceof Error ? textOf(value) : JSON.stringify(value)}`)
    .join(' ');
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
