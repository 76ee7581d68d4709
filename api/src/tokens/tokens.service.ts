import { Inject, Injectable } from '@nestjs/common';
import { isPermission, permissions, type Permission } from '../access/permissions.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Page, PageRequest } from '../kernel/cursor.js';
import { isId, newId } from '../kernel/ids.js';
import { notFound } from '../kernel/refusal.js';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type Change, type UnitOfWork } from '../kernel/unit-of-work.js';
import { Keyring } from '../platform/crypto/keyring.js';
import { LocatorsRepository } from '../platform/database/locators.repository.js';
import type { ConnectorScope, GatewayScope } from '../policies/policy.js';
import { CatalogService } from '../policies/catalog.service.js';
import {
  accessMissing,
  alreadyRevoked,
  connectorRepeated,
  connectorUnknown,
  notHeld,
  outlivesItsMaker,
  makerRevoked,
  toolNotAllowed,
  tooManyTokens,
  widerThanItsMaker,
} from './token.errors.js';
import {
  checkTokenTerms,
  isWithin,
  liveTokensPerMember,
  mintToken,
  type Token,
  type TokenScope,
} from './token.js';
import { TokenAuthenticator } from './token-authenticator.js';
import { TokensRepository, type RevokedToken } from './tokens.repository.js';

/** What somebody wants of a new token. */
export interface IssueCommand {
  readonly name: string;
  readonly expiresAt: Date;
  /** Null: the token reaches no connector. */
  readonly access: 'read' | 'write' | null;
  /** Null, where there is access: every connector published to the owner. Null tools: every allowed one. */
  readonly connectors: readonly { readonly slug: string; readonly tools: readonly string[] | null }[] | null;
  readonly apiScopes: readonly string[];
}

/** A new token with its secret, which exists here and nowhere else and is shown once. */
export interface IssuedToken {
  readonly token: Token;
  readonly secret: string;
}

export interface TokenFilter {
  readonly mine?: boolean;
  readonly ownerId?: string;
  readonly active?: boolean;
}

const nothing: Page<Token> = { items: [], cursors: [], hasNextPage: false };

/** Issues, lists and revokes scoped tokens. */
@Injectable()
export class TokensService {
  constructor(
    private readonly tokens: TokensRepository,
    private readonly locators: LocatorsRepository,
    private readonly catalog: CatalogService,
    private readonly keyring: Keyring,
    private readonly authenticator: TokenAuthenticator,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The permissions the caller may put into a token: those they hold. */
  grantableScopes(context: RequestContext): Permission[] {
    return permissions.filter((permission) => context.permissions.has(permission));
  }

  async issue(context: RequestContext, command: IssueCommand): Promise<IssuedToken> {
    const now = this.clock.now();
    const scope: TokenScope = {
      ...(await this.gatewayScope(context, command)),
      api: this.apiScope(context, command.apiScopes),
    };
    const name = command.name.trim();
    checkTokenTerms({ name, scope, expiresAt: command.expiresAt }, now);
    const { text, lookup } = mintToken();
    const pepperId = this.keyring.currentId;
    const hmac = this.keyring.hmac('token-pepper', pepperId, text);
    const id = newId();
    const memberId = context.actor.id;
    const row = {
      id,
      memberId,
      name,
      lookup,
      hmac,
      pepperId,
      scopes: scope,
      createdAt: now,
      expiresAt: command.expiresAt,
      madeWith: context.tokenId ?? null,
    };
    const token = await this.unitOfWork.change(context, async (change) => {
      await this.tokens.hold(change, memberId);
      if ((await this.tokens.countLive(change, memberId, now)) >= liveTokensPerMember) {
        throw tooManyTokens(liveTokensPerMember);
      }
      const maker = context.tokenId ? await this.tokens.find(change, context.tokenId) : undefined;
      if (maker?.revokedAt) throw makerRevoked();
      if (maker && maker.expiresAt < command.expiresAt) throw outlivesItsMaker(maker.expiresAt);
      if (maker && !isWithin(scope, maker.scope)) throw widerThanItsMaker();
      await this.tokens.add(change, row);
      // Kept past the expiry, so that an expired token is told what it is and not that it is unknown.
      await this.locators.add(change, 'token', lookup, id);
      change.record({
        type: 'token.issued',
        outcome: 'success',
        target: { kind: 'token', id, name },
        details: {
          access: scope.connectors === null ? null : scope.access,
          connectors: connectorNames(scope),
          apiScopes: scope.api,
          expiresAt: command.expiresAt.toISOString(),
        },
      });
      return this.tokens.find(change, id);
    });
    if (!token) throw new Error('A token that was just issued is not there.');
    return { token, secret: text };
  }

  /** Tokens the caller may see: their own, and everybody's with the permission to revoke any. */
  async list(context: RequestContext, filter: TokenFilter, page: PageRequest): Promise<Page<Token>> {
    const own = context.actor.id;
    const seesAll = context.permissions.has('token.revoke_any');
    const memberId = filter.mine ? own : (filter.ownerId ?? (seesAll ? undefined : own));
    if (memberId !== undefined && (!isId(memberId) || (memberId !== own && !seesAll))) return nothing;
    const criteria = { memberId, active: filter.active };
    return this.unitOfWork.read(context, (work) => this.tokens.page(work, criteria, page, this.clock.now()));
  }

  /** Ends a token at once, in every process, and what was made with it. Anybody's only with the permission for it. */
  async revoke(context: RequestContext, tokenId: string): Promise<Token> {
    const memberId = context.permissions.has('token.revoke_any') ? undefined : context.actor.id;
    const [revoked, made] = await this.unitOfWork.change(context, async (change) => {
      const token = await this.tokens.find(change, tokenId, memberId);
      if (!token) throw notFound('token');
      await this.tokens.hold(change, token.memberId);
      const now = this.clock.now();
      if (!(await this.tokens.revoke(change, token.id, context.actor.id, now))) throw alreadyRevoked();
      this.recordRevoked(change, token, {});
      const made = await this.tokens.revokeMadeWith(change, token.id, context.actor.id, now);
      for (const each of made) this.recordRevoked(change, each, { togetherWith: token.id });
      return [{ ...token, revokedAt: now, revokedBy: context.actor.id }, made] as const;
    });
    // Other processes hear of it; this one must not answer before it has taken effect here.
    for (const { id } of [revoked, ...made]) this.authenticator.forget(id);
    return revoked;
  }

  /** Whether the caller may revoke this token now. */
  mayRevoke(context: RequestContext, token: Token): boolean {
    if (token.revokedAt) return false;
    if (context.permissions.has('token.revoke_any')) return true;
    return token.memberId === context.actor.id && context.permissions.has('token.manage');
  }

  private recordRevoked(change: Change, token: RevokedToken, more: { readonly togetherWith?: string }): void {
    change.record({
      type: 'token.revoked',
      outcome: 'success',
      target: { kind: 'token', id: token.id, name: token.name },
      details: { ownerId: token.memberId, ...more },
    });
    change.notify('castellan_token', token.id);
  }

  private apiScope(context: RequestContext, wanted: readonly string[]): Permission[] {
    const foreign = wanted.filter((scope) => !isPermission(scope) || !context.permissions.has(scope));
    if (foreign.length > 0) throw notHeld(foreign);
    return permissions.filter((permission) => wanted.includes(permission));
  }

  /** Batch of a loader: what tokens are called, for readers of the audit trail. */
  readonly nameBatch = async (context: RequestContext, ids: readonly string[]) => {
    const names = await this.unitOfWork.read(context, (work) => this.tokens.names(work, ids));
    return ids.map((id) => names.get(id));
  };

  private async gatewayScope(context: RequestContext, command: IssueCommand): Promise<GatewayScope> {
    const { access, connectors } = command;
    if (access === null) {
      if (connectors !== null && connectors.length > 0) throw accessMissing();
      return { connectors: null, access: 'read' };
    }
    if (!context.permissions.has('catalog.use')) throw notHeld(['catalog.use']);
    if (connectors === null) return { connectors: 'all', access };
    const reach = await this.catalog.reach(context);
    const scopes = new Map<string, ConnectorScope>();
    for (const { slug, tools } of connectors) {
      const reached = reach.get(slug);
      if (!reached) throw connectorUnknown(slug);
      if (scopes.has(slug)) throw connectorRepeated(slug);
      const foreign = tools?.find((tool) => !reached.tools.has(tool));
      if (foreign !== undefined) throw toolNotAllowed(foreign, slug);
      const { connectorId } = reached;
      scopes.set(slug, { connectorId, slug, tools: tools === null ? 'all' : [...new Set(tools)].sort() });
    }
    return { connectors: [...scopes.values()], access };
  }
}

function connectorNames({ connectors }: GatewayScope): 'all' | null | string[] {
  return connectors === 'all' ? 'all' : (connectors?.map(({ slug }) => slug) ?? null);
}
