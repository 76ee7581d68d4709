import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../../test/browser.js';
import { startOpenIdProviders, type OpenIdProviders, type PeopleOrganization } from './index.js';

const REDIRECT_URIS = {
  acme: 'http://localhost:4000/auth/callback/acme',
  northfield: 'http://localhost:4000/auth/callback/northfield',
};
const AFTER_SIGN_OUT = 'http://localhost:4000/';

let providers: OpenIdProviders;

beforeAll(async () => {
  providers = await startOpenIdProviders({
    port: 0,
    clientSecret: 'a-secret-of-this-spec',
    redirectUris: REDIRECT_URIS,
    postLogoutRedirectUri: AFTER_SIGN_OUT,
  });
});

afterAll(() => providers.close());

function discover(organization: PeopleOrganization): Promise<Configuration> {
  return discovery(
    new URL(providers.issuers[organization]),
    providers.clientId,
    undefined,
    ClientSecretBasic('a-secret-of-this-spec'),
    { execute: [allowInsecureRequests] },
  );
}

/** Where the application wants people of this provider back. */
function redirectUriOf(configuration: Configuration): string {
  const { issuer } = configuration.serverMetadata();
  return REDIRECT_URIS[issuer === providers.issuers.acme ? 'acme' : 'northfield'];
}

/** Goes from the application to the page where a person is chosen. */
async function openSignIn(configuration: Configuration, browser: Browser) {
  const checks = {
    pkceCodeVerifier: randomPKCECodeVerifier(),
    expectedState: randomState(),
    expectedNonce: randomNonce(),
  };
  const authorizationUrl = buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUriOf(configuration),
    scope: 'openid profile email groups',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  return { checks, page: await browser.open(authorizationUrl) };
}

async function signIn(configuration: Configuration, browser: Browser, person: string) {
  const { checks, page } = await openSignIn(configuration, browser);
  const answer = await browser.open(page.url, { person });
  // Before somebody else is signed in, the library's own page signs the previous person out.
  const isBack = answer.url.href.startsWith(redirectUriOf(configuration));
  const callback = isBack ? answer : await browser.submit(answer.text);
  return { callback, tokens: await authorizationCodeGrant(configuration, callback.url, checks) };
}

describe('signing in', () => {
  it.each([
    ['acme', 'acme-ada-admin', 'Ada Admin', ['castellan-admins', 'engineering', 'everyone-acme']],
    ['northfield', 'northfield-stu-student', 'Stu Student', ['students', 'everyone-northfield']],
  ] as const)('at %s tells who it is and in which groups', async (organization, sub, name, groups) => {
    const configuration = await discover(organization);
    const { callback, tokens } = await signIn(configuration, new Browser(), sub);
    expect(callback.url.searchParams.get('iss')).toBe(providers.issuers[organization]);
    expect(tokens.claims()).toMatchObject({
      iss: providers.issuers[organization],
      sub,
      name,
      email: `${name.toLowerCase().replace(' ', '.')}@${organization}.example`,
      groups,
    });
    expect(await fetchUserInfo(configuration, tokens.access_token, sub)).toMatchObject({ name, groups });
  });

  it('shows every sample person of the organization, and nobody else', async () => {
    const { page } = await openSignIn(await discover('acme'), new Browser());
    for (const { name } of providers.people.acme) expect(page.text).toContain(`<strong>${name}</strong>`);
    expect(page.text).not.toContain('Stu Student');
    expect(page.text).toContain('you continue to Castellan');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('asks again at every sign-in, so that one can go on as somebody else', async () => {
    const configuration = await discover('acme');
    const browser = new Browser();
    await signIn(configuration, browser, 'acme-max-member');
    const same = await signIn(configuration, browser, 'acme-max-member');
    expect(same.tokens.claims()?.sub).toBe('acme-max-member');
    const other = await signIn(configuration, browser, 'acme-ada-admin');
    expect(other.tokens.claims()?.sub).toBe('acme-ada-admin');
  });

  it('explains an unknown person and a sign-in that is no longer open', async () => {
    const browser = new Browser();
    const { page } = await openSignIn(await discover('acme'), browser);
    const unknown = await browser.open(page.url, { person: 'northfield-stu-student' });
    expect(unknown).toMatchObject({
      status: 400,
      text: expect.stringContaining('There is no such sample person'),
    });
    const stale = await new Browser().open(page.url, { person: 'acme-ada-admin' });
    expect(stale).toMatchObject({ status: 400, text: expect.stringContaining('no longer open') });
  });

  it('needs PKCE and the registered address', async () => {
    const configuration = await discover('acme');
    const without = buildAuthorizationUrl(configuration, {
      redirect_uri: REDIRECT_URIS.acme,
      scope: 'openid',
    });
    const refused = await new Browser().open(without);
    expect(refused.url.searchParams.get('error')).toBe('invalid_request');
    for (const redirect_uri of ['http://localhost:4000/elsewhere', REDIRECT_URIS.northfield]) {
      const page = await new Browser().open(buildAuthorizationUrl(configuration, { redirect_uri }));
      expect(page).toMatchObject({ status: 400, text: expect.stringContaining('redirect_uri') });
    }
  });
});

describe('signing out', () => {
  it('asks once and returns to the application', async () => {
    const configuration = await discover('acme');
    const browser = new Browser();
    const { tokens } = await signIn(configuration, browser, 'acme-omar-owner');
    const page = await browser.open(
      buildEndSessionUrl(configuration, {
        id_token_hint: tokens.id_token ?? '',
        post_logout_redirect_uri: AFTER_SIGN_OUT,
      }),
    );
    expect(page.text).toContain('Sign out?');
    const done = await browser.submit(page.text, { logout: 'yes' });
    expect(done.url.href).toBe(AFTER_SIGN_OUT);
  });
});
