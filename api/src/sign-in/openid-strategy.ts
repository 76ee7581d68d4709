import {
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  type Configuration as OpenIdClient,
} from 'openid-client';
import passport from 'passport';
import type { Organization } from '../organizations/organization.js';
import { OutboundError } from '../platform/http-out/outbound-error.js';
import { callbackAddress } from './callback-address.js';
import { identityOf, isSparse, UnusableClaims, type Identity } from './identity.js';
import type { IdentityProvider } from './identity-providers.repository.js';
import type { OpenIdProviders } from './openid-providers.js';
import type { PendingSignIn } from './pending-sign-ins.repository.js';
import type { PendingSignIns } from './pending-sign-ins.js';
import { SignInRefused } from './sign-in.errors.js';

/** One half of a sign-in: sending the browser to the provider, or receiving it back. */
export type SignInStep =
  | {
      readonly kind: 'departure';
      readonly organization: Organization;
      readonly provider: IdentityProvider;
      readonly browser: string;
      readonly returnTo: string;
    }
  | {
      readonly kind: 'return';
      readonly organization: Organization;
      readonly provider: IdentityProvider;
      readonly pending: PendingSignIn;
      readonly state: string;
      /** The address of the organization's callback with everything that the provider added. */
      readonly url: URL;
    };

/**
 * OpenID Connect by the authorization code flow, always with PKCE, state and nonce.
 *
 * Ours rather than the one of openid-client, which sends no nonce in the code flow, no state where the provider
 * knows PKCE, and remembers a single pending sign-in per provider.
 */
export class OpenIdStrategy extends passport.Strategy {
  override name = 'openid';

  constructor(
    private readonly publicUrl: URL,
    private readonly providers: OpenIdProviders,
    private readonly pendingSignIns: PendingSignIns,
  ) {
    super();
  }

  override authenticate(this: passport.StrategyCreated<this>, _request: unknown, step: SignInStep): void {
    if (step.kind === 'departure') {
      this.departure(step).then((url) => this.redirect(url.href), this.error);
    } else {
      this.identify(step).then((identity) => this.success(identity), this.error);
    }
  }

  /** Where to send the browser. */
  async departure(step: SignInStep & { kind: 'departure' }): Promise<URL> {
    const client = await this.client(step);
    const { state, nonce, codeVerifier } = await this.pendingSignIns.open(
      step.organization.id,
      step.provider.id,
      step.browser,
      step.returnTo,
    );
    return buildAuthorizationUrl(client, {
      redirect_uri: callbackAddress(this.publicUrl, step.organization.slug).href,
      scope: scopesFor(client),
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
  }

  /** Who came back. */
  async identify(step: SignInStep & { kind: 'return' }): Promise<Identity> {
    const client = await this.client(step);
    try {
      const tokens = await authorizationCodeGrant(client, step.url, {
        expectedState: step.state,
        expectedNonce: step.pending.nonce,
        pkceCodeVerifier: step.pending.codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new UnusableClaims('id_token_missing');
      const { groupsClaim } = step.provider;
      const more =
        isSparse(claims, groupsClaim) && client.serverMetadata().userinfo_endpoint !== undefined
          ? await fetchUserInfo(client, tokens.access_token, claims.sub)
          : {};
      return identityOf({ ...more, ...claims }, groupsClaim, tokens.id_token ?? null);
    } catch (error) {
      this.providers.forget(step.provider);
      throw refusalOf(error, step.organization);
    }
  }

  private async client({ organization, provider }: SignInStep): Promise<OpenIdClient> {
    try {
      return await this.providers.clientOf(provider);
    } catch (error) {
      throw new SignInRefused('provider_unreachable', reasonOf(error), organization, { cause: error });
    }
  }
}

/** `groups` only where the provider knows it: others answer an unknown scope with an error. */
function scopesFor(client: OpenIdClient): string {
  const known = client.serverMetadata().scopes_supported ?? [];
  return ['openid', 'profile', 'email', ...(known.includes('groups') ? ['groups'] : [])].join(' ');
}

function refusalOf(error: unknown, organization: Organization): SignInRefused {
  if (error instanceof AuthorizationResponseError && error.error === 'access_denied') {
    return new SignInRefused('cancelled', 'access_denied', organization, { cause: error });
  }
  const problem = outboundError(error) ? 'provider_unreachable' : 'refused';
  return new SignInRefused(problem, reasonOf(error), organization, { cause: error });
}

/** A code for the audit trail. Provider's texts and token values never get there. */
function reasonOf(error: unknown): string {
  if (error instanceof UnusableClaims) return error.reason;
  const outbound = outboundError(error);
  if (outbound) return outbound.code;
  const { error: answered, code } = error as { error?: unknown; code?: unknown };
  const reason = typeof answered === 'string' ? answered : code;
  return typeof reason === 'string' && /^[A-Za-z0-9_.-]{1,64}$/.test(reason)
    ? reason.toLowerCase()
    : 'invalid_answer';
}

function outboundError(error: unknown): OutboundError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof OutboundError) return cause;
  }
  return undefined;
}
