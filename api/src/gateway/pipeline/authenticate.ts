import { Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import type { RequestContext } from '../../kernel/request-context.js';
import { secondsInWords } from '../../kernel/seconds.js';
import { Log } from '../../platform/telemetry/log.js';
import type { CompiledConnector, CompiledPolicy, GatewayScope, Principal } from '../../policies/policy.js';
import { TokenAttempts } from '../../tokens/token-attempts.js';
import { TokenAuthenticator, type AuthenticatedToken } from '../../tokens/token-authenticator.js';
import { TokenRefused } from '../../tokens/token.errors.js';
import { refuse, refuseForNow, type GatewayRefusal, type GatewayRefusalCode } from './gateway-refusal.js';
import type { ProtectedResources } from './protected-resource.js';
import { onlyValue, type Arrival } from './receive.js';
import { RefusedTokens } from './refused-tokens.js';

/** Who makes a request, proven by the token it carries. */
export interface Caller {
  readonly context: RequestContext;
  readonly principal: Principal;
  readonly tokenId: string;
  readonly tokenName: string;
  readonly scope: GatewayScope;
  readonly expiresAt: Date;
}

/** The token in an Authorization header, or why there is none. */
export function presentedToken(request: IncomingMessage): string | GatewayRefusalCode {
  if (request.headers.authorization === undefined) return 'credential_missing';
  const [, token] = /^Bearer ([!-~]+)$/i.exec(onlyValue(request, 'authorization') ?? '') ?? [];
  return token === undefined ? 'credential_malformed' : token;
}

/** Whether a token was made for a connector. By id: a connector that takes over a name takes over no token. */
export function reaches(scope: GatewayScope, connector: CompiledConnector | undefined): boolean {
  if (scope.connectors === 'all') return true;
  return scope.connectors?.some(({ connectorId }) => connectorId === connector?.id) ?? false;
}

/** Calling is no matter of permissions, but of the policy. */
const noPermissions: ReadonlySet<string> = new Set();

/** Accepts a request only with a token of its own organization that was made for this connector. */
@Injectable()
export class Authentication {
  constructor(
    private readonly tokens: TokenAuthenticator,
    private readonly refused: RefusedTokens,
    private readonly attempts: TokenAttempts,
    private readonly log: Log,
  ) {}

  /** Proves the token, whatever it is for. */
  async authenticate(
    request: IncomingMessage,
    arrival: Arrival,
    resources: ProtectedResources,
  ): Promise<Caller> {
    const presented = presentedToken(request);
    if (presented === 'credential_missing') throw challenge('credential_missing', arrival, resources);
    if (presented === 'credential_malformed') throw this.#refusal('credential_malformed', arrival, resources);
    const token = await this.#prove(presented, arrival);
    if (token instanceof TokenRefused) {
      if (token.token) await this.refused.note(token.token, token.code, arrival);
      throw this.#refusal('credential_refused', arrival, resources);
    }
    const { organizationId, tokenId, tokenName, memberId, principal, scope, expiresAt } = token;
    const { requestId, sourceAddress, userAgent } = arrival;
    const context: RequestContext = {
      organizationId,
      actor: { kind: 'member', id: memberId, roles: [] },
      permissions: noPermissions,
      channel: 'gateway',
      requestId,
      tokenId,
      ...(sourceAddress === undefined ? {} : { sourceAddress }),
      ...(userAgent === undefined ? {} : { userAgent }),
    };
    return { context, principal, tokenId, tokenName, scope, expiresAt };
  }

  /** What somebody is told whose token is not good here, until their address has tried too often. */
  #refusal(code: GatewayRefusalCode, arrival: Arrival, resources: ProtectedResources): GatewayRefusal {
    const wait = this.attempts.count(arrival.sourceAddress);
    if (wait === undefined) return challenge(code, arrival, resources);
    return refuse(
      'too_many_requests',
      429,
      `Too Many Requests: too many tokens that are not valid came from your network address within a minute. Put a valid token into your client, wait ${secondsInWords(wait)}, and try again.`,
      { 'retry-after': String(wait) },
    );
  }

  /** A token that cannot be checked is not let in, and is not said to be wrong. */
  async #prove(presented: string, { requestId }: Arrival): Promise<AuthenticatedToken | TokenRefused> {
    try {
      return await this.tokens.authenticate(presented);
    } catch (error) {
      this.log.error({ err: error, requestId }, 'a token could not be checked');
      throw refuseForNow(
        'credential_unchecked',
        503,
        'Service Unavailable: your token cannot be checked at the moment. Try again in a few seconds; if it stays, tell your operator that the database cannot be reached.',
      );
    }
  }

  /** Refuses a proven token that is for another organization, for another connector, or for none. */
  async checkAddress(
    caller: Caller,
    policy: CompiledPolicy | undefined,
    arrival: Arrival,
    resources: ProtectedResources,
  ): Promise<void> {
    if (isForAddress(caller, policy, arrival.connectorSlug)) return;
    const { context, tokenId, tokenName } = caller;
    const token = { organizationId: context.organizationId, tokenId, tokenName, memberId: context.actor.id };
    await this.refused.note(token, 'token_for_another_address', arrival);
    throw this.#refusal('credential_refused', arrival, resources);
  }
}

/**
 * Whether a caller's token is for this address: of this organization, and for this connector. The aggregated address
 * takes every token that is for some connector, and shows and does there no more than the token does elsewhere.
 */
function isForAddress(
  { context, scope }: Caller,
  policy: CompiledPolicy | undefined,
  slug?: string,
): boolean {
  if (policy?.organizationId !== context.organizationId) return false;
  if (slug !== undefined) return reaches(scope, policy.connectors.get(slug));
  return scope.connectors === 'all' || (scope.connectors ?? []).length > 0;
}

/**
 * The one answer to whoever is not let in. It is the same for a token that is unknown, expired, revoked, cut short or
 * of another organization: none of them may be told apart from outside.
 */
export function challenge(
  code: GatewayRefusalCode,
  arrival: Arrival,
  resources: ProtectedResources,
): GatewayRefusal {
  const metadata = `resource_metadata="${resources.metadataUrl(arrival.organizationSlug, arrival.connectorSlug)}"`;
  return code === 'credential_missing'
    ? refuse(
        code,
        401,
        'Unauthorized: a token is needed. Create one in the console, under Tokens, and send it as "Authorization: Bearer …".',
        { 'www-authenticate': `Bearer ${metadata}` },
      )
    : refuse(
        code,
        401,
        'Unauthorized: this token is not valid here. Create one for this address in the console, under Tokens.',
        {
          'www-authenticate': `Bearer error="invalid_token", error_description="The token is not valid here", ${metadata}`,
        },
      );
}
