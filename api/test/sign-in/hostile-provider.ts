import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** What the provider says wrongly; what is absent it says as it should. */
export interface Lies {
  /** `iss` beside the code; null leaves it out. */
  readonly responseIssuer?: string | null;
  readonly nonce?: string;
  readonly tokenIssuer?: string;
  readonly audience?: string;
  readonly expiresAt?: number;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signs with a key that is not published. */
  readonly foreignKey?: boolean;
  readonly metadataIssuer?: string;
  /** What it answers when asked about the person again; without it there is no such question. */
  readonly userInfo?: Readonly<Record<string, unknown>>;
  /** How clients prove themselves, as its metadata says. */
  readonly clientAuthentication?: readonly string[];
  /** Where it says that its services are. */
  readonly endpoints?: Readonly<Record<string, string>>;
  /** Answers every question with this status. */
  readonly status?: number;
}

/** A small OpenID provider that can be told to lie. */
export interface HostileProvider {
  readonly issuer: string;
  lies: Lies;
  /** How the client proved itself when it last asked for a token. */
  proof: { readonly header: string | undefined; readonly secret: string | null } | undefined;
  close(): Promise<void>;
}

export async function startHostileProvider(): Promise<HostileProvider> {
  const own = await generateKeyPair('RS256');
  const foreign = await generateKeyPair('RS256');
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const nonces = new Map<string, string>();
  const provider: HostileProvider = {
    issuer,
    lies: {},
    proof: undefined,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };

  const routes: Record<string, (request: IncomingMessage, url: URL) => Promise<object> | object | URL> = {
    '/.well-known/openid-configuration': () => ({
      issuer: provider.lies.metadataIssuer ?? issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      ...(provider.lies.userInfo ? { userinfo_endpoint: `${issuer}/person` } : {}),
      ...(provider.lies.clientAuthentication
        ? { token_endpoint_auth_methods_supported: provider.lies.clientAuthentication }
        : {}),
      ...provider.lies.endpoints,
    }),
    '/keys': async () => ({
      keys: [{ ...(await exportJWK(own.publicKey)), kid: 'own', use: 'sig', alg: 'RS256' }],
    }),
    '/authorize': (_request, url) => {
      const back = new URL(url.searchParams.get('redirect_uri') ?? '');
      const code = `code-${nonces.size}`;
      nonces.set(code, url.searchParams.get('nonce') ?? '');
      back.searchParams.set('code', code);
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      const { responseIssuer = issuer } = provider.lies;
      if (responseIssuer !== null) back.searchParams.set('iss', responseIssuer);
      return back;
    },
    '/person': () => provider.lies.userInfo ?? {},
    '/token': async (request) => {
      const asked = new URLSearchParams(await text(request));
      const code = asked.get('code') ?? '';
      provider.proof = { header: request.headers.authorization, secret: asked.get('client_secret') };
      const { lies } = provider;
      const idToken = await new SignJWT({
        nonce: lies.nonce ?? nonces.get(code),
        name: 'Hannah Hostile',
        groups: [],
        ...lies.claims,
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'own' })
        .setIssuer(lies.tokenIssuer ?? issuer)
        .setSubject('hannah')
        .setAudience(lies.audience ?? 'castellan')
        .setIssuedAt()
        .setExpirationTime(lies.expiresAt ?? '5m')
        .sign((lies.foreignKey ? foreign : own).privateKey);
      return { access_token: 'opaque', token_type: 'Bearer', expires_in: 300, id_token: idToken };
    },
  };

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void (async () => {
      const url = new URL(request.url ?? '/', issuer);
      const route = routes[url.pathname];
      if (!route || provider.lies.status !== undefined) {
        response.writeHead(provider.lies.status ?? 404).end();
        return;
      }
      const answer = await route(request, url);
      if (answer instanceof URL) response.writeHead(302, { location: answer.href }).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    })();
  });
  return provider;
}
