import {
  bearerAuthChallengeResponse,
  OAuthError,
  OAuthErrorCode,
  verifyBearerToken,
  type AuthInfo,
  type OAuthTokenVerifier,
} from '@modelcontextprotocol/server';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { sendJson } from '../../http/listen.js';
import type { PersonProvider } from '../../openid/person-provider.js';
import { pathOf } from '../mcp-path.js';
import type { Protection } from '../sample-server.js';
import type { McpEndpoint } from '../serve-current.js';
import { startFinanceAuthorization } from './finance-authorization.js';
import { FINANCE_SCOPES } from './finance-scopes.js';

/** Makes the endpoint an OAuth protected resource, with an authorization server of its own on the given port. */
export async function requireToken(
  endpoint: McpEndpoint,
  resource: string,
  port: number,
): Promise<Protection> {
  const { provider, close } = await startFinanceAuthorization(resource, port);
  const { origin, pathname } = new URL(resource);
  const metadataPath = `/.well-known/oauth-protected-resource${pathname}`;
  const metadata = {
    resource,
    resource_name: 'Sample finance',
    authorization_servers: [provider.issuer],
    scopes_supported: FINANCE_SCOPES,
    bearer_methods_supported: ['header'],
  };
  const rules = {
    verifier: tokenVerifier(provider, resource),
    expectedResource: new URL(resource),
    requiredScopes: ['finance.read'],
    resourceMetadataUrl: origin + metadataPath,
  };

  return {
    auth: { kind: 'oauth', issuer: provider.issuer, scopes: FINANCE_SCOPES },
    async handler(request, response) {
      if (pathOf(request) === metadataPath) return sendJson(response, 200, metadata);
      let auth: AuthInfo;
      try {
        auth = await verifyBearerToken(request.headers.authorization, rules);
      } catch (error) {
        // Clients register with the scopes of the challenge and could never ask for more: so it names all of them.
        const challenge = bearerAuthChallengeResponse(error, {
          ...rules,
          requiredScopes: [...FINANCE_SCOPES],
        });
        response.writeHead(challenge.status, Object.fromEntries(challenge.headers));
        return void response.end(await challenge.text());
      }
      await endpoint.handle(Object.assign(request, { auth }), response);
    },
    close,
  };
}

function tokenVerifier(provider: PersonProvider, resource: string): OAuthTokenVerifier {
  const keys = createLocalJWKSet(provider.publicKeys);
  return {
    async verifyAccessToken(token) {
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer: provider.issuer,
          audience: resource,
          typ: 'at+jwt',
          requiredClaims: ['exp', 'client_id'],
        });
        return {
          token,
          clientId: String(payload.client_id),
          scopes: String(payload.scope ?? '').split(' '),
          expiresAt: payload.exp,
          resource: new URL(resource),
        };
      } catch {
        throw new OAuthError(
          OAuthErrorCode.InvalidToken,
          'The access token is not one of this server, or has expired.',
        );
      }
    },
  };
}
