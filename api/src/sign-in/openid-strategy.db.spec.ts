import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database/test-database.js';
import { Given, type GivenOrganization } from '../../test/given.js';
import { Browser } from '../../test/sign-in/browser.js';
import { startControlPlane, testKeyring, type ControlPlane } from '../../test/sign-in/control-plane.js';
import {
  startHostileProvider,
  type HostileProvider,
  type Lies,
} from '../../test/sign-in/hostile-provider.js';

// On plain http on localhost, as the evaluation environment runs.
const site = 'http://localhost:4000';

let database: TestDatabase;
let given: Given;
let plane: ControlPlane;
let provider: HostileProvider;
let acme: GivenOrganization;

beforeAll(async () => {
  database = await createTestDatabase();
  given = await Given.in(database);
  plane = await startControlPlane(database, site);
  provider = await startHostileProvider();
  acme = await given.organization('acme');
  await pointTo(provider.issuer);
});
afterEach(() => {
  provider.lies = {};
});
afterAll(async () => {
  await plane.close();
  await provider.close();
  await given.end();
  await database.drop();
});

/** Another issuer, as an operator would save it: under a new version of the provider's row. */
async function pointTo(issuer: string): Promise<void> {
  await given.rows('update identity_providers set issuer = $2, version = version + 1 where id = $1', [
    acme.identityProviderId,
    issuer,
  ]);
}

async function signIn(who = new Browser(new Map([[site, plane.listener]]))): Promise<string> {
  const { url } = await who.open(
    `${site}/auth/sign-in/acme`,
    (next) => next.origin === site && !next.pathname.startsWith('/auth/'),
  );
  return url.pathname + url.search;
}

async function lastReason(): Promise<unknown> {
  const rows = await given.rows<{ reason: unknown }>(
    `select body->'details'->'reason' as reason from audit_events where type = 'session.refused'
      order by recorded_at desc, id desc limit 1`,
  );
  return rows[0]?.reason;
}

describe('a provider that keeps to the protocol', () => {
  it('lets its people in, with an ordinary cookie where there is no https', async () => {
    const who = new Browser(new Map([[site, plane.listener]]));
    expect(await signIn(who)).toBe('/');
    expect(who.cookie('localhost', 'castellan')).toBeTruthy();
    const attributes = who.attributes('localhost', 'castellan')!.split('; ');
    expect(attributes).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Lax']));
    expect(attributes).not.toContain('Secure');
  });
});

describe('a provider of another kind', () => {
  const sparse = { name: undefined, groups: undefined };
  const inGroups = (name: string) =>
    given.rows(
      `select "group".name from groups "group" join group_memberships on group_id = "group".id
         join members member on member.id = member_id where member.display_name = $1`,
      [name],
    );

  it('is asked once more when its token leaves out who is in which group', async () => {
    provider.lies = { claims: sparse, userInfo: { sub: 'hannah', name: 'Hannah Asked', groups: ['asked'] } };
    await pointTo(provider.issuer);
    expect(await signIn()).toBe('/');
    expect(await inGroups('Hannah Asked')).toEqual([{ name: 'asked' }]);
  });

  it('is refused when it then speaks of somebody else', async () => {
    provider.lies = { claims: sparse, userInfo: { sub: 'mallory', groups: ['owners'] } };
    await pointTo(provider.issuer);
    expect(await signIn()).toBe('/sign-in?error=refused&organization=acme');
    expect(await given.rows(`select 1 from groups where name = 'owners'`)).toEqual([]);
  });

  it('gets the client secret the way that it takes it', async () => {
    const id = acme.identityProviderId;
    const sealed = testKeyring.seal('identity-provider-secret', [acme.id, id], 'quiet');
    await given.rows('update identity_providers set client_secret_sealed = $2 where id = $1', [
      id,
      JSON.stringify(sealed),
    ]);
    const basic = `Basic ${Buffer.from('castellan:quiet').toString('base64')}`;
    const ways = [
      [undefined, { header: basic, secret: null }],
      [['client_secret_post', 'client_secret_basic'], { header: basic, secret: null }],
      [['client_secret_post'], { header: undefined, secret: 'quiet' }],
    ] as const;
    for (const [clientAuthentication, proof] of ways) {
      provider.lies = clientAuthentication ? { clientAuthentication } : {};
      await pointTo(provider.issuer);
      expect(await signIn()).toBe('/');
      expect(provider.proof).toEqual(proof);
    }
    await given.rows('update identity_providers set client_secret_sealed = null where id = $1', [id]);
    await pointTo(provider.issuer);
  });
});

describe('a provider that lies', () => {
  const cases: [string, Lies][] = [
    ['names no issuer beside the code, though it promised to', { responseIssuer: null }],
    ['names another issuer beside the code', { responseIssuer: 'https://other.example' }],
    ['answers another nonce', { nonce: 'of somebody else' }],
    ['answers no nonce', { nonce: '' }],
    ['signs in the name of another issuer', { tokenIssuer: 'https://other.example' }],
    ['gives a token that was meant for somebody else', { audience: 'another-client' }],
    ['gives an expired token', { expiresAt: 1_000_000_000 }],
    ['signs with a key of its own making', { foreignKey: true }],
    ['gives groups that are no list', { claims: { groups: { admins: true } } }],
    ['gives groups that are no names', { claims: { groups: ['admins', 7] } }],
    [
      'gives more groups than anybody has',
      { claims: { groups: Array.from({ length: 1_001 }, (_, at) => `g${at}`) } },
    ],
    ['says that it would tell groups elsewhere', { claims: { groups: undefined, hasgroups: true } }],
  ];
  it.each(cases)('is refused when it %s', async (_, lies) => {
    provider.lies = lies;
    const who = new Browser(new Map([[site, plane.listener]]));
    expect(await signIn(who)).toBe('/sign-in?error=refused&organization=acme');
    expect(who.cookie('localhost', 'castellan')).toBeUndefined();
    expect(await lastReason()).toMatch(/^[a-z_]+$/);
  });

  it('is asked anew for its keys after a refusal, so that a provider set up again works at once', async () => {
    provider.lies = { foreignKey: true };
    await signIn();
    provider.lies = {};
    expect(await signIn()).toBe('/');
  });
});

describe('a provider that cannot be used', () => {
  const unreachable = '/sign-in?error=provider_unreachable&organization=acme';

  it.each([500, 404, 302])('is said to be out of reach when it answers %i', async (status) => {
    await pointTo(provider.issuer);
    provider.lies = { status };
    expect(await signIn()).toBe(unreachable);
  });

  it('is said to be out of reach when it is somebody else', async () => {
    await pointTo(provider.issuer);
    provider.lies = { metadataIssuer: 'https://other.example' };
    expect(await signIn()).toBe(unreachable);
  });

  it.each([
    ['nothing listens there', 'http://127.0.0.1:1', 'connection_refused'],
    ['it is plain http beyond this machine', 'http://192.0.2.1', 'oauth_http_request_forbidden'],
    ['it is an address inside the network', 'https://169.254.169.254', 'address_refused'],
  ])('is said to be out of reach when %s', async (_, issuer, reason) => {
    await pointTo(issuer);
    expect(await signIn()).toBe(unreachable);
    expect(await lastReason()).toBe(reason);
    await pointTo(provider.issuer);
  });

  it('is said to be out of reach when there is none', async () => {
    await given.organization('without');
    await given.rows(`delete from identity_providers where issuer = 'https://without.example'`);
    const who = new Browser(new Map([[site, plane.listener]]));
    const { url } = await who.open(`${site}/auth/sign-in/without`, (next) => next.pathname === '/sign-in');
    expect(url.search).toBe('?error=provider_unreachable&organization=without');
  });
});
