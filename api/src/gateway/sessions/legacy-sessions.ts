import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { ExpiringCache } from '../../kernel/expiring-cache.js';
import { newId } from '../../kernel/ids.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../../kernel/unit-of-work.js';
import { errorCodes } from '../../platform/mcp/jsonrpc.js';
import { Notifications } from '../../platform/notifications/notifications.js';
import type { Caller } from '../pipeline/authenticate.js';
import { keptOf, type GatewaySession, type SessionClient } from './gateway-session.js';
import { GatewaySessionsRepository } from './gateway-sessions.repository.js';
import { GatewayRefusal, refuse } from '../pipeline/gateway-refusal.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';

/** A session is opened anew after this long, as after any 404. */
const lifetimeMs = 24 * 60 * 60_000;

/** How long a session is believed to exist when the notification of its end was lost. */
const maximumAgeMs = 5_000;

const handleForm = /^[A-Za-z0-9_-]{43}$/;

/**
 * The sessions that clients of older revisions need, kept in the database: any replica may get the next request.
 *
 * A session proves nothing. Every request is authenticated first, and a handle is good only for the token, the member
 * and the address it was given to.
 */
@Injectable()
export class LegacyClientSessions implements OnModuleInit, OnApplicationShutdown {
  private readonly cache: ExpiringCache<string, GatewaySession>;
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly sessions: GatewaySessionsRepository,
    private readonly notifications: Notifications,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
  ) {
    this.cache = new ExpiringCache(clock, maximumAgeMs, 20_000);
  }

  onModuleInit(): void {
    this.stopListening = this.notifications.subscribe('castellan_gateway_session', (id) => this.forget(id));
    this.notifications.onReconnect(() => this.cache.clear());
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }

  /** Opens a session and returns the handle that names it: 256 random bits, known to the client alone. */
  async open(
    caller: Caller,
    connectorId: string | null,
    revision: string,
    said: SessionClient,
  ): Promise<string> {
    const client = keptOf(said);
    if (!client) throw tooMuchSaid();
    const handle = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const session: GatewaySession = {
      id: newId(),
      memberId: caller.principal.memberId,
      tokenId: caller.tokenId,
      connectorId,
      revision,
      client,
      expiresAt: new Date(Math.min(now.getTime() + lifetimeMs, caller.expiresAt.getTime())),
    };
    await this.unitOfWork.housekeep(caller.context, async (work) => {
      await this.sessions.removeExpired(work, caller.tokenId, now);
      if ((await this.sessions.count(work, caller.tokenId)) >= this.limits.sessionsPerToken) {
        throw refuse(
          'too_many_sessions',
          429,
          `Too Many Requests: this token has ${this.limits.sessionsPerToken} sessions open. End some with DELETE, or wait until they expire.`,
          { 'retry-after': '60' },
        );
      }
      await this.sessions.add(work, handle, session);
    });
    return handle;
  }

  /** The caller's own session of a handle; a handle of anybody else is as unknown as one that never was. */
  async find(
    caller: Caller,
    connectorId: string | null,
    handle: string,
  ): Promise<GatewaySession | undefined> {
    if (!handleForm.test(handle)) return undefined;
    const { context, tokenId, principal } = caller;
    const now = this.clock.now();
    const session = await this.cache.get(`${context.organizationId}/${handle}`, () =>
      this.unitOfWork.read(context, (work) => this.sessions.find(work, handle, now)),
    );
    const isOwn =
      session !== undefined &&
      session.tokenId === tokenId &&
      session.memberId === principal.memberId &&
      session.connectorId === connectorId &&
      session.expiresAt > now;
    return isOwn ? session : undefined;
  }

  /** Whether a session of this caller's organization is still open. */
  exists(caller: Caller, sessionId: string): Promise<boolean> {
    return this.unitOfWork.read(caller.context, (work) => this.sessions.exists(work, sessionId));
  }

  /** Remembers how severe log messages must be for this client to get them. */
  async setLogLevel(caller: Caller, session: GatewaySession, logLevel: string): Promise<void> {
    await this.unitOfWork.housekeep(caller.context, (work) =>
      this.sessions.setClient(work, session.id, { ...session.client, logLevel }),
    );
    this.forget(session.id);
  }

  async end(caller: Caller, session: GatewaySession): Promise<void> {
    await this.unitOfWork.housekeep(caller.context, (work) => this.sessions.remove(work, session.id));
    this.forget(session.id);
  }

  private forget(sessionId: string): void {
    this.cache.forgetWhere((session) => session.id === sessionId);
  }
}

/** The answer to a client that declares more than anybody can mean. */
export function tooMuchSaid(): GatewayRefusal {
  return new GatewayRefusal('arguments_invalid', 200, {
    code: errorCodes.invalidParams,
    message: 'Invalid params: the capabilities are longer than 16 KB. Declare fewer.',
  });
}
