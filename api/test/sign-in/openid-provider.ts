import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { interactionPolicy } from 'oidc-provider';

/** A person of the test provider. */
export interface Person {
  readonly sub: string;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly string[];
}

/** A real OpenID provider on loopback, at which the next person signs in without being asked. */
export interface TestProvider {
  readonly issuer: string;
  /** Who answers the next sign-in; undefined cancels it. */
  next: Person | undefined;
  close(): Promise<void>;
}

/** Starts a provider that knows one client. */
export async function startTestProvider(client: {
  readonly id: string;
  readonly secret: string;
  readonly redirectUris: string[];
  readonly postLogoutRedirectUri: string;
}): Promise<TestProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, Person>();
  const running: TestProvider = {
    issuer,
    next: undefined,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const provider = new Provider(issuer, {
    jwks: {
      keys: [
        { ...(await exportJWK(privateKey)), kid: randomBytes(4).toString('hex'), use: 'sig', alg: 'RS256' },
      ],
    },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: client.redirectUris,
        post_logout_redirect_uris: [client.postLogoutRedirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    scopes: ['openid', 'profile', 'email', 'groups'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email'], groups: ['groups'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: {
      Session: 600,
      Grant: 600,
      Interaction: 600,
      AccessToken: 600,
      IdToken: 600,
      AuthorizationCode: 60,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { logoutSource: (context, form) => void (context.body = form) },
    },
    interactions: { url: (_context, { uid }) => `/choose/${uid}`, policy: alwaysChoose() },
    findAccount: (_context, sub) => {
      const person = people.get(sub);
      return person && { accountId: sub, claims: () => ({ ...person, groups: [...person.groups] }) };
    },
  });
  const serve = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/choose/')) return void serve(request, response);
    void (async () => {
      const person = running.next;
      if (!person) {
        return provider.interactionFinished(request, response, { error: 'access_denied' });
      }
      people.set(person.sub, person);
      const grant = new provider.Grant({ accountId: person.sub, clientId: client.id });
      grant.addOIDCScope('openid profile email groups');
      await provider.interactionFinished(request, response, {
        login: { accountId: person.sub },
        consent: { grantId: await grant.save() },
      });
    })();
  });
  return running;
}

function alwaysChoose(): interactionPolicy.DefaultPolicy {
  const { base, Check } = interactionPolicy;
  const policy = base();
  policy
    .get('login')
    ?.checks.add(
      new Check('choose', 'a person must be chosen', 'login_required', ({ oidc }) =>
        oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
      ),
    );
  return policy;
}
