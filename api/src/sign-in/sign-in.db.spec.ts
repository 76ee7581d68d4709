import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database/test-database.js';
import { Given, type GivenOrganization } from '../../test/given.js';
import { Browser, type Visit } from '../../test/sign-in/browser.js';
import { startControlPlane, testKeyring, type ControlPlane } from '../../test/sign-in/control-plane.js';
import { startTestProvider, type Person, type TestProvider } from '../../test/sign-in/openid-provider.js';
import { newId } from '../kernel/ids.js';

const site = 'https://castellan.test';
const host = 'castellan.test';
const cookie = '__Host-castellan';
const minute = 60_000;

const ada: Person = {
  sub: 'ada',
  name: 'Ada Admin',
  email: 'ada@acme.example',
  groups: ['admins', 'engineering'],
};
const max: Person = { sub: 'max', name: 'Max Member', email: 'max@acme.example', groups: ['sales'] };

let database: TestDatabase;
let given: Given;
let plane: ControlPlane;
let provider: TestProvider;
let acme: GivenOrganization;
let other: GivenOrganization;
let listeners: ReadonlyMap<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  given = await Given.in(database);
  plane = await startControlPlane(database, site);
  listeners = new Map([[site, plane.listener]]);
  provider = await startTestProvider({
    id: 'castellan',
    secret: 'a client secret',
    redirectUri: `${site}/auth/callback`,
    postLogoutRedirectUri: `${site}/sign-in`,
  });
  acme = await given.organization('acme');
  other = await given.organization('other');
  for (const organization of [acme, other]) {
    const sealed = testKeyring.seal(
      'identity-provider-secret',
      [organization.id, organization.identityProviderId],
      'a client secret',
    );
    await given.rows('update identity_providers set issuer = $2, client_secret_sealed = $3 where id = $1', [
      organization.identityProviderId,
      provider.issuer,
      JSON.stringify(sealed),
    ]);
  }
});
beforeEach(() => {
  provider.next = ada;
});
afterAll(async () => {
  await plane.close();
  await provider.close();
  await given.end();
  await database.drop();
});

const browser = () => new Browser(listeners);

/** Whatever comes after sign-in is the console's business. */
const outside = (url: URL) => url.origin === site && !url.pathname.startsWith('/auth/');
const atProvider = (url: URL) => url.origin === provider.issuer;
const atCallback = (url: URL) => url.pathname === '/auth/callback';

function signIn(who: Browser, query = '', slug = 'acme'): Promise<Visit> {
  return who.open(`${site}/auth/sign-in/${slug}${query}`, outside);
}

async function signedIn(person: Person = ada, slug = 'acme'): Promise<Browser> {
  const who = browser();
  provider.next = person;
  await signIn(who, '', slug);
  return who;
}

async function viewer(who: Browser): Promise<Record<string, unknown>> {
  const { response } = await who.request(`${site}/probe`);
  return { status: response.status, ...((await response.json()) as object) };
}

const post = (who: Browser, path: string, headers: Record<string, string> = {}) =>
  who.request(site + path, {
    method: 'POST',
    headers: { origin: site, 'content-type': 'application/json', ...headers },
    body: '{}',
  });

const events = (type: string) =>
  given.rows<{
    outcome: string;
    actor_id: string;
    body: { details?: Record<string, unknown>; change?: unknown };
  }>('select outcome, actor_id, body from audit_events where type = $1 order by recorded_at, id', [type]);

describe('signing in', () => {
  it('ends where the person wanted to go, signed in, as who the provider says', async () => {
    const who = browser();
    const { url } = await signIn(who, '?return_to=/connectors?state=held');
    expect(url.href).toBe(`${site}/connectors?state=held`);
    expect(await viewer(who)).toMatchObject({
      status: 200,
      organizationId: acme.id,
      channel: 'console',
      actor: { kind: 'member', roles: ['member'] },
      permissions: ['catalog.use', 'organization.read', 'token.manage'],
    });
    const [member] = await given.rows(
      `select display_name, email, last_sign_in_at is not null as seen from members where subject = 'ada' and organization_id = $1`,
      [acme.id],
    );
    expect(member).toEqual({ display_name: 'Ada Admin', email: 'ada@acme.example', seen: true });
  });

  it('asks the provider with PKCE, state and nonce', async () => {
    const { url } = await browser().open(
      `${site}/auth/sign-in/acme`,
      (next) => next.origin === provider.issuer,
    );
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'castellan',
      redirect_uri: `${site}/auth/callback`,
      scope: 'openid profile email groups',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it('keeps only a hash of the cookie, and gives the cookie to this host, over https, out of reach of scripts', async () => {
    const who = await signedIn();
    const handle = who.cookie(host, cookie)!;
    expect(handle).toMatch(/^[\w-]{43}$/);
    const attributes = who.attributes(host, cookie)!.split('; ');
    expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']));
    expect(attributes.some((attribute) => attribute.startsWith('Domain'))).toBe(false);
    for (const table of ['sessions', 'locators', 'audit_events', 'sign_ins']) {
      const rows = await given.rows(`select * from ${table} where ${table}::text like $1`, [`%${handle}%`]);
      expect(rows).toEqual([]);
    }
  });

  it('brings the groups of the directory, and the roles that they hold', async () => {
    await signedIn(max);
    const [sales] = await given.rows<{ id: string }>(
      `select id from groups where name = 'sales' and source = 'directory' and organization_id = $1`,
      [acme.id],
    );
    await given.rows(
      `insert into roles_held (organization_id, id, role, group_id) values ($1, $2, 'reviewer', $3)`,
      [acme.id, newId(), sales!.id],
    );
    const who = await signedIn(max);
    expect(await viewer(who)).toMatchObject({ actor: { roles: ['member', 'reviewer'] } });

    await signedIn({ ...max, groups: ['engineering'] });
    // The older session of the same person feels it, too.
    expect(await viewer(who)).toMatchObject({ actor: { roles: ['member'] } });
    const changes = (await events('member.updated')).map(({ body }) => body.change);
    expect(changes).toContainEqual({ before: { groups: ['sales'] }, after: { groups: ['engineering'] } });
  });

  it('leaves memberships of groups that were made here', async () => {
    const who = await signedIn(max);
    const { actor } = (await viewer(who)) as { actor: { id: string } };
    const id = newId();
    await given.rows(
      `insert into groups (organization_id, id, name, source) values ($1, $2, 'pilots', 'manual')`,
      [acme.id, id],
    );
    await given.rows(
      'insert into group_memberships (organization_id, group_id, member_id) values ($1, $2, $3)',
      [acme.id, id, actor.id],
    );
    await signedIn({ ...max, groups: [] });
    const names = await given.rows(
      `select name from groups join group_memberships on group_id = id where member_id = $1`,
      [actor.id],
    );
    expect(names).toEqual([{ name: 'pilots' }]);
  });

  it('is recorded, with joining the first time only', async () => {
    const person = { ...max, sub: 'nina', name: 'Nina New' };
    const who = await signedIn(person);
    const { actor, sessionId } = (await viewer(who)) as { actor: { id: string }; sessionId: string };
    await signedIn(person);
    const mine = (list: { actor_id: string }[]) => list.filter(({ actor_id }) => actor_id === actor.id);
    expect(mine(await events('member.joined'))).toHaveLength(1);
    expect(mine(await events('session.started'))).toHaveLength(2);
    expect(JSON.stringify(await events('session.started'))).toContain(sessionId);
    expect(JSON.stringify(await events('member.joined'))).not.toContain('Nina');
  });

  it('lets a person finish several sign-ins that were begun side by side', async () => {
    const who = browser();
    const first = await who.open(`${site}/auth/sign-in/acme?return_to=/first`, atProvider);
    const second = await who.open(`${site}/auth/sign-in/acme?return_to=/second`, atProvider);
    expect((await who.open(first.url, outside)).url.pathname).toBe('/first');
    expect((await who.open(second.url, outside)).url.pathname).toBe('/second');
  });

  it('lets the same person join twice at once as one member', async () => {
    const person = { ...max, sub: 'twin' };
    provider.next = person;
    const both = [browser(), browser()];
    const callbacks: Visit[] = [];
    for (const who of both) callbacks.push(await who.open(`${site}/auth/sign-in/acme`, atCallback));
    await Promise.all(both.map((who, at) => who.open(callbacks[at]!.url, outside)));
    const seen = await Promise.all(both.map(viewer));
    expect(seen.map(({ status }) => status)).toEqual([200, 200]);
    expect(await given.rows(`select 1 from members where subject = 'twin'`)).toHaveLength(1);
  });
});

describe('a sign-in that does not succeed', () => {
  const problem = async (visit: Promise<Visit>) => (await visit).url.href.slice(site.length);

  it('says that there is no such organization', async () => {
    expect(await problem(signIn(browser(), '', 'nowhere'))).toBe('/sign-in?error=unknown_organization');
  });

  it('says that the person turned back', async () => {
    provider.next = undefined;
    expect(await problem(signIn(browser()))).toBe('/sign-in?error=cancelled&organization=acme');
    expect((await events('session.refused')).at(-1)).toMatchObject({
      outcome: 'denied',
      body: { details: { problem: 'cancelled' } },
    });
  });

  it('says that a callback was used before, and starts no second session', async () => {
    const who = browser();
    const { url } = await who.open(`${site}/auth/sign-in/acme`, atCallback);
    await who.open(url, outside);
    const handle = who.cookie(host, cookie);
    expect(await problem(who.open(url, outside))).toBe('/sign-in?error=expired');
    expect(who.cookie(host, cookie)).toBe(handle);
  });

  it('lets one of two simultaneous callbacks through', async () => {
    const who = browser();
    const { url } = await who.open(`${site}/auth/sign-in/acme`, atCallback);
    const ends = await Promise.all([problem(who.open(url, outside)), problem(who.open(url, outside))]);
    expect(ends.sort()).toEqual(['/', '/sign-in?error=expired']);
  });

  it('refuses a callback that another browser began, and uses it up', async () => {
    const [victim, attacker] = [browser(), browser()];
    await victim.open(`${site}/auth/sign-in/acme`, atCallback);
    const { url } = await attacker.open(`${site}/auth/sign-in/acme`, atCallback);
    expect(await problem(victim.open(url, outside))).toBe('/sign-in?error=refused&organization=acme');
    expect(victim.cookie(host, cookie)).toBeUndefined();
    expect((await events('session.refused')).at(-1)).toMatchObject({
      body: { details: { reason: 'other_browser' } },
    });
    expect(await problem(attacker.open(url, outside))).toBe('/sign-in?error=expired');
  });

  it('refuses a callback in a browser that has begun nothing', async () => {
    const { url } = await browser().open(`${site}/auth/sign-in/acme`, atCallback);
    expect(await problem(browser().open(url, outside))).toBe('/sign-in?error=refused&organization=acme');
  });

  it('refuses a code under the state of another sign-in', async () => {
    const who = browser();
    const first = await who.open(`${site}/auth/sign-in/acme`, atCallback);
    const second = await who.open(`${site}/auth/sign-in/acme`, atCallback);
    first.url.searchParams.set('code', second.url.searchParams.get('code')!);
    expect(await problem(who.open(first.url, outside))).toBe('/sign-in?error=refused&organization=acme');
  });

  it.each([
    '',
    '?state=',
    '?state=made-up&code=x',
    '?code=x',
    '?state=a&state=b&code=x',
    '?error=access_denied',
  ])('says so when the callback leads nowhere (%s)', async (query) => {
    expect(await problem(browser().open(`${site}/auth/callback${query}`, outside))).toBe(
      '/sign-in?error=expired',
    );
  });

  it('says that it took too long', async () => {
    const who = browser();
    const { url } = await who.open(`${site}/auth/sign-in/acme`, atCallback);
    plane.clock.forward(11 * minute);
    expect(await problem(who.open(url, outside))).toBe('/sign-in?error=expired');
  });

  it('forgets sign-ins that nobody finished', async () => {
    await browser().open(`${site}/auth/sign-in/acme`, atCallback);
    plane.clock.forward(11 * minute);
    await browser().open(`${site}/auth/sign-in/acme`, atCallback);
    expect(await given.rows('select 1 from sign_ins where organization_id = $1', [acme.id])).toHaveLength(1);
    expect(await given.rows(`select 1 from locators where kind = 'sign_in'`)).toHaveLength(1);
  });

  it('turns a disabled member away', async () => {
    const person = { ...max, sub: 'gone' };
    await signedIn(person);
    await given.rows(`update members set status = 'disabled' where subject = 'gone'`);
    provider.next = person;
    const who = browser();
    expect(await problem(signIn(who))).toBe('/sign-in?error=disabled&organization=acme');
    expect(who.cookie(host, cookie)).toBeUndefined();
    expect((await events('session.refused')).at(-1)).toMatchObject({
      outcome: 'denied',
      body: { details: { problem: 'disabled' } },
    });
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    '/%2F/evil.example',
    '%2F%2Fevil.example',
    '/%5Cevil.example',
    '/.//evil.example',
    '/\t/evil.example',
    '/auth/sign-in/other',
  ])('never leads away from the console (%s)', async (target) => {
    expect(await problem(signIn(browser(), `?return_to=${encodeURIComponent(target)}`))).toBe('/');
  });
});

describe('a session', () => {
  it('is another one after every sign-in, and the one before is over', async () => {
    const who = await signedIn();
    const before = who.cookie(host, cookie)!;
    await signIn(who);
    expect(who.cookie(host, cookie)).not.toBe(before);
    const thief = browser();
    thief.setCookie(host, cookie, before);
    expect(await viewer(thief)).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('is never the one that somebody else put into the browser', async () => {
    const who = browser();
    who.setCookie(host, cookie, 'chosen-by-an-attacker');
    await signIn(who);
    expect(who.cookie(host, cookie)).not.toBe('chosen-by-an-attacker');
    const attacker = browser();
    attacker.setCookie(host, cookie, 'chosen-by-an-attacker');
    expect((await viewer(attacker)).status).toBe(401);
  });

  it('ends after eight hours without a request, and use puts that off', async () => {
    const who = await signedIn();
    plane.clock.forward(7 * 60 * minute);
    expect((await viewer(who)).status).toBe(200);
    plane.clock.forward(7 * 60 * minute);
    expect((await viewer(who)).status).toBe(200);
    plane.clock.forward(8 * 60 * minute);
    expect((await viewer(who)).status).toBe(401);
  });

  it('ends after a day, however much it is used', async () => {
    const who = await signedIn();
    for (let hours = 0; hours < 23; hours += 1) {
      plane.clock.forward(60 * minute);
      expect((await viewer(who)).status).toBe(200);
    }
    plane.clock.forward(60 * minute);
    expect((await viewer(who)).status).toBe(401);
  });

  it('writes the time of last use at most once a minute', async () => {
    const who = await signedIn();
    const { sessionId } = (await viewer(who)) as { sessionId: string };
    const seen = async () =>
      (
        await given.rows<{ at: Date }>('select last_seen_at as at from sessions where id = $1', [sessionId])
      )[0]!.at;
    const first = await seen();
    plane.clock.forward(59_000);
    await viewer(who);
    expect(await seen()).toEqual(first);
    plane.clock.forward(2_000);
    await viewer(who);
    expect((await seen()).getTime()).toBeGreaterThan(first.getTime());
  });

  it('is of no use once its member is disabled, from the next request on', async () => {
    const who = await signedIn({ ...max, sub: 'leaver' });
    expect((await viewer(who)).status).toBe(200);
    await given.rows(`update members set status = 'disabled' where subject = 'leaver'`);
    expect(await viewer(who)).toMatchObject({ status: 401, message: expect.stringContaining('disabled') });
  });

  it('opens its own organization and no other', async () => {
    const [here, there] = [await signedIn(ada, 'acme'), await signedIn(ada, 'other')];
    const [a, b] = [await viewer(here), await viewer(there)];
    expect(a).toMatchObject({ organizationId: acme.id });
    expect(b).toMatchObject({ organizationId: other.id });
    expect((a['actor'] as { id: string }).id).not.toBe((b['actor'] as { id: string }).id);
    // Even a locator that was tampered with leads to nothing in the other tenant.
    await given.rows(`update locators set organization_id = $1 where kind = 'session' and subject_id = $2`, [
      other.id,
      a['sessionId'],
    ]);
    expect((await viewer(here)).status).toBe(401);
  });

  it('permits what the roles of its member permit, no more', async () => {
    const { response } = await (await signedIn()).request(`${site}/probe/people`);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'forbidden' });
  });
});

describe('a request with a session', () => {
  it.each([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['the origin null', { origin: 'null' }],
    ['a subdomain', { origin: 'https://sub.castellan.test' }],
    ['the same host over http', { origin: 'http://castellan.test' }],
    ['plain text', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['JSON in disguise', { 'content-type': 'text/plain; application/json' }],
  ])('is refused as a POST from %s', async (_, headers) => {
    const who = await signedIn();
    for (const path of ['/probe', '/auth/sign-out']) {
      expect([403, 415]).toContain((await post(who, path, headers)).response.status);
    }
    expect((await viewer(who)).status).toBe(200);
  });

  it('is refused as a POST that names no origin', async () => {
    const who = await signedIn();
    const { response } = await who.request(`${site}/probe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.status).toBe(403);
  });

  it('is accepted as a POST of the console', async () => {
    expect((await post(await signedIn(), '/probe')).response.status).toBe(201);
  });
});

describe('signing out', () => {
  it('ends the session at once, in every copy of the cookie, and goes on to the provider', async () => {
    const who = await signedIn();
    const copy = browser();
    copy.setCookie(host, cookie, who.cookie(host, cookie)!);
    const { response } = await post(who, '/auth/sign-out');
    expect(response.status).toBe(200);
    const { redirectTo } = (await response.json()) as { redirectTo: string };
    const url = new URL(redirectTo);
    expect(url.origin + url.pathname).toBe(`${provider.issuer}/session/end`);
    expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${site}/sign-in`);
    expect(url.searchParams.get('id_token_hint')).toBeTruthy();
    expect((await who.request(url)).response.status).toBe(200);
    expect(who.cookie(host, cookie)).toBeUndefined();
    expect((await viewer(copy)).status).toBe(401);
    expect((await events('session.ended')).at(-1)).toMatchObject({
      outcome: 'success',
      body: { details: { reason: 'signed_out' } },
    });
  });

  it('puts the cookie of a session away that was over already', async () => {
    const who = browser();
    who.setCookie(host, cookie, 'long-gone');
    const { response } = await post(who, '/auth/sign-out');
    expect(await response.json()).toEqual({ redirectTo: '/sign-in' });
    expect(who.cookie(host, cookie)).toBeUndefined();
  });
});
