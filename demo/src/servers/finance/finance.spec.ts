import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  dynamicClientRegistration,
  None,
  randomPKCECodeVerifier,
} from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/browser.js';
import { call } from '../../../test/clients.js';
import { startSampleServers, type SampleServer, type SampleServers } from '../index.js';

let servers: SampleServers;
let finance: SampleServer;

beforeAll(async () => {
  servers = await startSampleServers('acme');
  finance = servers.get('finance');
});

afterAll(() => servers.close());

/** A client's side of OAuth, with a person who chooses a name at the sign-in page. */
class SignedInPerson implements OAuthClientProvider {
  readonly redirectUrl = 'http://localhost:8765/callback';
  readonly clientMetadata = {
    client_name: 'Finance spec',
    redirect_uris: [this.redirectUrl],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
  callback = new URL(this.redirectUrl);
  pageText = '';
  #client?: StoredOAuthClientInformation;
  #tokens?: StoredOAuthTokens;
  #discovery?: OAuthDiscoveryState;
  #verifier = '';

  clientInformation = () => this.#client;
  saveClientInformation = (client: StoredOAuthClientInformation) => void (this.#client = client);
  tokens = () => this.#tokens;
  discoveryState = () => this.#discovery;
  saveDiscoveryState = (state: OAuthDiscoveryState) => void (this.#discovery = state);
  saveTokens = (tokens: StoredOAuthTokens) => void (this.#tokens = tokens);
  codeVerifier = () => this.#verifier;
  saveCodeVerifier = (verifier: string) => void (this.#verifier = verifier);

  async redirectToAuthorization(url: URL): Promise<void> {
    const browser = new Browser();
    const page = await browser.open(url);
    this.pageText = page.text;
    this.callback = (await browser.open(page.url, { person: 'acme-fia-finance' })).url;
  }
}

function connect(authProvider: OAuthClientProvider) {
  const client = new Client(
    { name: 'finance-spec', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  const transport = new StreamableHTTPClientTransport(new URL(finance.url), { authProvider });
  return { client, transport };
}

async function signInAndConnect() {
  const person = new SignedInPerson();
  const first = connect(person);
  await expect(first.client.connect(first.transport)).rejects.toThrow(UnauthorizedError);
  await first.transport.finishAuth(person.callback.searchParams);
  const { client, transport } = connect(person);
  await client.connect(transport);
  return { client, person };
}

describe('finance, a protected resource', () => {
  it('answers 401 and says where to sign in', async () => {
    const response = await fetch(finance.url, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
    const challenge = response.headers.get('www-authenticate') ?? '';
    const metadataUrl = /resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? '';
    expect(await (await fetch(metadataUrl)).json()).toMatchObject({
      resource: finance.url,
      authorization_servers: finance.auth.kind === 'oauth' ? [finance.auth.issuer] : [],
      scopes_supported: ['finance.read', 'finance.write'],
    });
  });

  it('refuses a token it did not ask for', async () => {
    const response = await fetch(finance.url, {
      method: 'POST',
      headers: { authorization: 'Bearer made-up' },
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('invalid_token');
  });

  it('lets a client register itself, a person sign in, and an invoice be sent', async () => {
    const { client, person } = await signInAndConnect();
    expect(person.pageText).toContain('you continue to Finance spec');
    const { invoice } = (await call(client, 'draft_invoice', {
      customer: 'Sample Bakery',
      email: 'office@bakery.example',
      amount: 120,
      purpose: 'Spec',
    })) as { invoice: { id: string } };
    await call(client, 'send_invoice', { id: invoice.id });
    await expect(call(client, 'send_invoice', { id: invoice.id })).rejects.toThrow('was sent already');
    await call(client, 'review_expense', { id: 'EXP-202', decision: 'rejected', note: 'Over the limit.' });
    expect(await call(client, 'list_invoices', { status: 'sent' })).toMatchObject({
      invoices: [{ id: 'INV-1002' }, { id: invoice.id }],
    });
    expect(await call(client, 'list_expenses', { status: 'rejected' })).toMatchObject({
      expenses: [{ id: 'EXP-202', note: 'Over the limit.' }],
    });
    await client.close();
  });

  it('lets a token that may only read do no more than that', async () => {
    const issuer = new URL(finance.auth.kind === 'oauth' ? finance.auth.issuer : '');
    const redirect_uri = 'http://localhost:8765/callback';
    const configuration = await dynamicClientRegistration(
      issuer,
      { redirect_uris: [redirect_uri], token_endpoint_auth_method: 'none' },
      None(),
      { execute: [allowInsecureRequests] },
    );
    const pkceCodeVerifier = randomPKCECodeVerifier();
    const browser = new Browser();
    const page = await browser.open(
      buildAuthorizationUrl(configuration, {
        redirect_uri,
        scope: 'finance.read',
        resource: finance.url,
        code_challenge: await calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      }),
    );
    const callback = await browser.open(page.url, { person: 'acme-fia-finance' });
    const { access_token } = await authorizationCodeGrant(configuration, callback.url, { pkceCodeVerifier });

    const client = new Client({ name: 'finance-spec', version: '1.0.0' });
    const requestInit = { headers: { authorization: `Bearer ${access_token}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(finance.url), { requestInit }));
    expect(await call(client, 'list_expenses', { status: 'approved' })).toMatchObject({
      expenses: [{ id: 'EXP-203' }],
    });
    await expect(call(client, 'review_expense', { id: 'EXP-201', decision: 'approved' })).rejects.toThrow(
      'Insufficient scope: required "finance.read finance.write"',
    );
    expect(await call(client, 'list_expenses', { status: 'submitted' })).toMatchObject({
      expenses: expect.arrayContaining([expect.objectContaining({ id: 'EXP-201' })]),
    });
    await client.close();
  });
});
