import { hash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Permission } from '../access/permissions.js';
import { permissionsOf, type Role } from '../access/roles.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { ExpiringCache } from '../kernel/expiring-cache.js';
import { systemContext } from '../kernel/system-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../kernel/unit-of-work.js';
import { PeopleService } from '../people/people.service.js';
import { Keyring } from '../platform/crypto/keyring.js';
import { LocatorsRepository } from '../platform/database/locators.repository.js';
import { Notifications } from '../platform/notifications/notifications.js';
import { Log } from '../platform/telemetry/log.js';
import type { Principal } from '../policies/policy.js';
import { Principals } from '../policies/principals.js';
import {
  expiredToken,
  ownerDisabled,
  revokedToken,
  TokenRefused,
  unknownToken,
  type RefusedToken,
} from './token.errors.js';
import { parseToken, permissionsWithin, type TokenScope } from './token.js';
import { TokensRepository, type StoredToken } from './tokens.repository.js';

/** A caller whose token was accepted. The scope narrows what the principal may do; it never adds to it. */
export interface AuthenticatedToken {
  readonly organizationId: string;
  readonly tokenId: string;
  readonly tokenName: string;
  readonly memberId: string;
  readonly principal: Principal;
  readonly scope: TokenScope;
  readonly expiresAt: Date;
}

/** How long a row is believed when the notification of a revocation was lost. */
const maximumAgeMs = 5_000;

/** A use is written down at most this often. */
const noteEveryMs = 60_000;

interface Known extends StoredToken {
  readonly organizationId: string;
  notedAt: number;
  /** What was presented when it was proven, as a hash; a keyed one for every call would cost ten times as much. */
  proven?: Buffer;
}

/** Says whose a presented token is and what it is good for, for the gateway and for the API. */
@Injectable()
export class TokenAuthenticator implements OnModuleInit, BeforeApplicationShutdown {
  private readonly cache: ExpiringCache<string, Known>;
  private readonly notes = new Set<Promise<void>>();
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly locators: LocatorsRepository,
    private readonly tokens: TokensRepository,
    private readonly principals: Principals,
    private readonly people: PeopleService,
    private readonly keyring: Keyring,
    private readonly notifications: Notifications,
    private readonly log: Log,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.cache = new ExpiringCache(clock, maximumAgeMs, 10_000);
  }

  onModuleInit(): void {
    this.stopListening = this.notifications.subscribe('castellan_token', (tokenId) => this.forget(tokenId));
    this.notifications.onReconnect(() => this.cache.clear());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopListening();
    await Promise.all(this.notes);
  }

  /** Accepts or refuses a token. Throws only when it cannot be known which. */
  async authenticate(
    presented: string,
    at: Date = this.clock.now(),
  ): Promise<AuthenticatedToken | TokenRefused> {
    try {
      return await this.accept(presented, at);
    } catch (error) {
      if (error instanceof TokenRefused) return error;
      throw error;
    }
  }

  /** Those of an organization's tokens that are still good: one question for all who stay connected for long. */
  alive(organizationId: string, tokenIds: readonly string[]): Promise<ReadonlySet<string>> {
    return this.unitOfWork.read(systemContext(organizationId, 'gateway'), (work) =>
      this.tokens.alive(work, tokenIds, this.clock.now()),
    );
  }

  /** Looks a token up again at its next use. */
  forget(tokenId: string): void {
    this.cache.forgetWhere(({ token }) => token.id === tokenId);
  }

  /** What the token's owner may do on the API at this moment, narrowed by the token: a demotion is felt at once. */
  async apiAccess(
    token: AuthenticatedToken,
  ): Promise<{ readonly roles: readonly Role[]; readonly permissions: ReadonlySet<Permission> }> {
    const standing = await this.people.standing(systemContext(token.organizationId, 'api'), token.memberId);
    if (!standing?.active) return { roles: [], permissions: new Set() };
    return {
      roles: standing.roles,
      permissions: permissionsWithin(token.scope, permissionsOf(standing.roles)),
    };
  }

  private async accept(presented: string, at: Date): Promise<AuthenticatedToken> {
    const { lookup } = parseToken(presented);
    const known = await this.cache.get(lookup, () => this.lookUp(lookup, at));
    if (!known || !this.isProven(known, presented)) throw unknownToken();
    const { organizationId, token } = known;
    const { id: tokenId, name: tokenName, memberId, scope, expiresAt } = token;
    const about: RefusedToken = { organizationId, tokenId, tokenName, memberId };
    if (token.revokedAt) throw revokedToken(about);
    if (expiresAt <= at) throw expiredToken(expiresAt, about);
    const principal = await this.principals.of(organizationId, memberId);
    if (!principal.active) throw ownerDisabled(about);
    this.noteUse(known, at);
    return { organizationId, tokenId, tokenName, memberId, principal, scope, expiresAt };
  }

  private isProven(known: Known, presented: string): boolean {
    // Node hashes into text much quicker than into bytes.
    const shown = Buffer.from(hash('sha256', presented), 'latin1');
    if (known.proven && timingSafeEqual(known.proven, shown)) return true;
    if (!this.keyring.hmacMatches('token-pepper', known.pepperId, presented, known.hmac)) return false;
    known.proven = shown;
    return true;
  }

  private async lookUp(lookup: string, at: Date): Promise<Known | undefined> {
    const located = await this.locators.find('token', lookup, at);
    if (!located) return undefined;
    const { organizationId, subjectId } = located;
    const stored = await this.unitOfWork.read(systemContext(organizationId, 'gateway'), (work) =>
      this.tokens.stored(work, subjectId),
    );
    return stored && { ...stored, organizationId, notedAt: stored.token.lastUsedAt?.getTime() ?? 0 };
  }

  /** Nobody waits for this, and a use that cannot be noted is no reason to refuse it. */
  private noteUse(known: Known, at: Date): void {
    if (at.getTime() - known.notedAt < noteEveryMs) return;
    known.notedAt = at.getTime();
    const note = this.unitOfWork
      .housekeep(systemContext(known.organizationId, 'gateway'), (work) =>
        this.tokens.noteUse(work, known.token.id, at),
      )
      .catch((error: unknown) => this.log.warn({ err: error }, "a token's last use could not be noted"))
      .finally(() => this.notes.delete(note));
    this.notes.add(note);
  }
}
