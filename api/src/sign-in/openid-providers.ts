import { Inject, Injectable } from '@nestjs/common';
import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
  type ClientAuth,
  type Configuration as OpenIdClient,
  type CustomFetch,
} from 'openid-client';
import { CONFIGURATION, type Configuration } from '../config/configuration.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { ExpiringCache } from '../kernel/expiring-cache.js';
import { Keyring } from '../platform/crypto/keyring.js';
import { GuardedHttp } from '../platform/http-out/guarded-http.js';
import type { IdentityProvider } from './identity-providers.repository.js';
import { isLoopbackHost } from './loopback.js';

/** How long a provider's published metadata is believed. */
const metadataAgeMs = 10 * 60 * 1000;

/** How long one question to a provider may take. */
const timeoutSeconds = 10;

/** Clients of the organizations' OpenID providers, discovered from their issuers and remembered for a while. */
@Injectable()
export class OpenIdProviders {
  private readonly clients: ExpiringCache<string, OpenIdClient>;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(CLOCK) clock: Clock,
    private readonly keyring: Keyring,
    private readonly http: GuardedHttp,
  ) {
    this.clients = new ExpiringCache(clock, metadataAgeMs, 1_000);
  }

  /** The client for a provider, by its metadata of at most ten minutes ago. */
  async clientOf(provider: IdentityProvider): Promise<OpenIdClient> {
    const client = await this.clients.get(keyOf(provider), () => this.discover(provider));
    if (!client) throw new Error('The provider was not discovered.');
    return client;
  }

  /** Asks for metadata and keys anew next time: a provider that was set up again signs with others. */
  forget(provider: IdentityProvider): void {
    this.clients.forget(keyOf(provider));
  }

  private discover(provider: IdentityProvider): Promise<OpenIdClient> {
    const issuer = new URL(provider.issuer);
    const insecure =
      issuer.protocol === 'http:' && this.configuration.outbound.allowLoopback && isLoopbackHost(issuer);
    return discovery(issuer, provider.clientId, undefined, this.authentication(provider), {
      // Signatures are verified even where TLS would vouch for the ID token.
      execute: [enableNonRepudiationChecks, ...(insecure ? [allowInsecureRequests] : [])],
      timeout: timeoutSeconds,
      [customFetch]: this.http.fetch as CustomFetch,
    });
  }

  private authentication(provider: IdentityProvider): ClientAuth {
    if (!provider.clientSecretSealed) return None();
    const secret = this.keyring.open(
      'identity-provider-secret',
      [provider.organizationId, provider.id],
      provider.clientSecretSealed,
    );
    const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
    return (server, ...rest) => {
      // OpenID discovery says that a server which lists no methods takes the secret in the header.
      const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
      (methods.includes('client_secret_basic') ? basic : post)(server, ...rest);
    };
  }
}

function keyOf(provider: IdentityProvider): string {
  return `${provider.organizationId}/${provider.id}/${provider.version}`;
}
