import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startHostileProvider, type HostileProvider } from '../sign-in/hostile-provider.js';
import { ada, atCallback, cookie, host, outside, SignInWorld, site } from '../sign-in/world.js';

let world: SignInWorld;
let hostile: HostileProvider;

beforeAll(async () => {
  world = await SignInWorld.start();
  hostile = await startHostileProvider();
  // Mallory administers this organization, and the provider that it signs in at.
  const { id, identityProviderId } = await world.given.organization('mallory');
  await world.given.rows(
    `update identity_providers set issuer = $3, client_id = 'castellan' where organization_id = $1 and id = $2`,
    [id, identityProviderId, hostile.issuer],
  );
});
beforeEach(() => {
  world.provider.next = ada;
  hostile.proof = undefined;
});
afterAll(async () => {
  await world?.stop();
  await hostile?.close();
});

const refused = '/sign-in?error=expired';

async function arrive(who: ReturnType<SignInWorld['browser']>, at: URL): Promise<string> {
  const { url } = await who.open(at, outside);
  return url.pathname + url.search;
}

/** The same answer of a provider, sent to another organization's address. */
function sentTo(slug: string, callback: URL): URL {
  const moved = new URL(callback);
  moved.pathname = `/auth/callback/${slug}`;
  return moved;
}

test.each(['other', 'mallory', 'nowhere', 'ACME', 'acme%00'])(
  'a code and state of one organization are refused at the address of another (%s), and used up',
  async (elsewhere) => {
    const who = world.browser();
    const { url } = await who.open(`${site}/auth/sign-in/acme`, atCallback);
    expect(await arrive(who, sentTo(elsewhere, url))).toBe(refused);
    expect(await arrive(who, url)).toBe(refused);
    expect(who.cookie(host, cookie)).toBeUndefined();
    expect(hostile.proof).toBeUndefined();
  },
);

test('no answer is taken at an address that names no organization', async () => {
  const who = world.browser();
  const { url } = await who.open(`${site}/auth/sign-in/acme`, atCallback);
  url.pathname = '/auth/callback';
  expect((await who.request(url)).response.status).toBe(404);
});

test('a provider that sends people on to another one gets neither its code nor a session', async () => {
  hostile.lies = { endpoints: { authorization_endpoint: `${world.provider.issuer}/auth` } };
  const who = world.browser();
  // The other provider does not know Mallory's address …
  const asked = await who.open(`${site}/auth/sign-in/mallory`, (next) => next.origin !== site);
  expect(asked.url.origin).toBe(world.provider.issuer);
  expect((await who.open(asked.url)).response.status).toBe(400);
  // … and at the address that it knows, the sign-in that Mallory's provider was asked for is not known.
  asked.url.searchParams.set('redirect_uri', `${site}/auth/callback/acme`);
  const answered = await who.open(asked.url, atCallback);
  expect(answered.url.searchParams.get('code')).toBeTruthy();
  expect(await arrive(who, answered.url)).toBe(refused);
  expect(hostile.proof).toBeUndefined();
  expect(who.cookie(host, cookie)).toBeUndefined();
});

test('whoever holds a code of another organization cannot use it, neither here nor at its provider', async () => {
  const victim = await world.browser().open(`${site}/auth/sign-in/acme`, atCallback);
  const code = victim.url.searchParams.get('code')!;
  const mallory = world.browser();
  const own = await mallory.open(`${site}/auth/sign-in/acme`, atCallback);
  own.url.searchParams.set('code', code);
  expect(await arrive(mallory, own.url)).toBe('/sign-in?error=refused&organization=acme');
  expect(mallory.cookie(host, cookie)).toBeUndefined();

  const next = await world.browser().open(`${site}/auth/sign-in/acme`, atCallback);
  const redeemed = await fetch(`${world.provider.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: next.url.searchParams.get('code')!,
      redirect_uri: `${site}/auth/callback/acme`,
      client_id: 'castellan',
    }),
  });
  expect(redeemed.ok).toBe(false);
  expect(await redeemed.text()).not.toContain('token":');
});
