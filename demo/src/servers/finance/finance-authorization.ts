import { errors } from 'oidc-provider';
import { listenOnLoopback } from '../../http/listen.js';
import { SAMPLE_PEOPLE } from '../../openid/people.js';
import { createPersonProvider, type PersonProvider } from '../../openid/person-provider.js';
import { FINANCE_SCOPES } from './finance-scopes.js';

/**
 * Starts the authorization server of the finance system: clients register themselves, people of Acme sign in, and
 * access tokens are signed for the finance server only.
 */
export async function startFinanceAuthorization(
  resource: string,
  port: number,
): Promise<{ provider: PersonProvider; close(): Promise<void> }> {
  const made: { provider?: PersonProvider } = {};
  const listener = await listenOnLoopback(async (issuer) => {
    made.provider = await createFinanceProvider(issuer, resource);
    return made.provider.handle;
  }, port);
  if (!made.provider) throw new Error('The authorization server of the finance server was not made.');
  return { provider: made.provider, close: () => listener.close() };
}

function createFinanceProvider(issuer: string, resource: string): Promise<PersonProvider> {
  return createPersonProvider({
    issuer,
    cookiePrefix: 'finance',
    title: 'Sign in to Sample finance',
    people: SAMPLE_PEOPLE.acme,
    configuration: {
      scopes: ['openid', 'offline_access', ...FINANCE_SCOPES],
      issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
      features: {
        registration: { enabled: true },
        resourceIndicators: {
          enabled: true,
          useGrantedResource: () => true,
          getResourceServerInfo(_context, indicator) {
            if (indicator !== resource) throw new errors.InvalidTarget();
            return {
              scope: FINANCE_SCOPES.join(' '),
              audience: resource,
              accessTokenFormat: 'jwt',
              jwt: { sign: { alg: 'RS256' } },
            };
          },
        },
      },
    },
  });
}
