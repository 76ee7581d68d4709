import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { TooManyAttempts, Unauthenticated } from '../access/access.errors.js';
import type { Authenticator } from '../access/caller.js';
import { permissionsOf } from '../access/roles.js';
import { CONFIGURATION, type Configuration } from '../config/configuration.js';
import type { RequestContext } from '../kernel/request-context.js';
import { secondsInWords } from '../kernel/seconds.js';
import { TokenRefused } from '../tokens/token.errors.js';
import { TokenAttempts } from '../tokens/token-attempts.js';
import { TokenAuthenticator } from '../tokens/token-authenticator.js';
import { SignInCookies } from './cookies.js';
import { assertSameSite, originOf } from './request-origin.js';
import { SessionsService } from './sessions.service.js';

/**
 * Who calls the control plane: a browser by its session, or a program by a token with API scopes.
 *
 * A credential that is there and not good is refused; nobody goes on as somebody else or as nobody.
 */
@Injectable()
export class ControlAuthenticator implements Authenticator {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    private readonly cookies: SignInCookies,
    private readonly sessions: SessionsService,
    private readonly tokens: TokenAuthenticator,
    private readonly attempts: TokenAttempts,
  ) {}

  async authenticate(request: FastifyRequest): Promise<RequestContext | undefined> {
    refuseTokenInAddress(request);
    // Node hides all but the first of several Authorization headers; the hidden ones count, too.
    const authorizations = request.raw.headersDistinct['authorization'] ?? [];
    const handle = this.cookies.session(request);
    if (authorizations.length > 0 && handle !== undefined) {
      throw new Unauthenticated(
        'This request carries a session and a token, so it is not clear who makes it.',
        'Send one of them: browsers their session, programs their token.',
      );
    }
    if (authorizations.length > 0) return this.byToken(request, authorizations);
    if (handle !== undefined) return this.bySession(request, handle);
    return undefined;
  }

  private async bySession(request: FastifyRequest, handle: string): Promise<RequestContext> {
    assertSameSite(request, this.configuration.publicUrl);
    const { organizationId, session, standing } = await this.sessions.resume(handle);
    return {
      ...originOf(request),
      organizationId,
      actor: { kind: 'member', id: standing.memberId, roles: standing.roles },
      permissions: permissionsOf(standing.roles),
      channel: 'console',
      sessionId: session.id,
    };
  }

  private async byToken(request: FastifyRequest, authorizations: readonly string[]): Promise<RequestContext> {
    const presented = authorizations.length === 1 && /^Bearer (cst_\S+)$/i.exec(authorizations[0]!)?.[1];
    if (!presented) {
      this.countRefused(request);
      throw new Unauthenticated(
        'The Authorization header does not carry a Castellan token.',
        'Send it once, as "Authorization: Bearer cst_…", with a token that you created under Tokens.',
      );
    }
    const token = await this.tokens.authenticate(presented);
    if (token instanceof TokenRefused) {
      this.countRefused(request);
      throw new Unauthenticated(token.message, token.nextStep);
    }
    if (token.scope.api.length === 0) {
      throw new Unauthenticated(
        'This token reaches connectors only, not the API.',
        'Create a token with API scopes under Tokens, and use that.',
      );
    }
    const { roles, permissions } = await this.tokens.apiAccess(token);
    // Everybody active holds a role. What is remembered of the token may be older than its owner's end.
    if (roles.length === 0) throw disabled();
    return {
      ...originOf(request),
      organizationId: token.organizationId,
      actor: { kind: 'member', id: token.memberId, roles },
      permissions,
      channel: 'api',
      tokenId: token.tokenId,
    };
  }

  /** Ends the request here when its address has presented too many tokens that are not good. */
  private countRefused(request: FastifyRequest): void {
    const wait = this.attempts.count(request.ip);
    if (wait === undefined) return;
    throw new TooManyAttempts(
      'Too many requests with tokens that are not valid came from your network address within a minute.',
      `Put a valid token into your client, wait ${secondsInWords(wait)}, and try again.`,
      wait,
    );
  }
}

function disabled(): Unauthenticated {
  return new Unauthenticated(
    'The account that this token belongs to is disabled.',
    'Ask an admin of your organization to enable it.',
  );
}

/** Addresses end up in logs and histories: a token in one has been given away already. */
function refuseTokenInAddress(request: FastifyRequest): void {
  const query = request.url.split('?', 2)[1];
  if (query !== undefined && new URLSearchParams(query).has('access_token')) {
    throw new Unauthenticated(
      'A token was sent in the address, where others can read it.',
      'Revoke it, create a new one, and send that in the Authorization header.',
    );
  }
}
