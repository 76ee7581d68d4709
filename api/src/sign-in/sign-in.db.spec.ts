import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Visit } from '../../test/sign-in/browser.js';
import { ada, atCallback, cookie, host, max, outside, SignInWorld, site } from '../../test/sign-in/world.js';
import { newId } from '../kernel/ids.js';

const minute = 60_000;

let world: SignInWorld;

beforeAll(async () => {
  world = await SignInWorld.start();
});
beforeEach(() => {
  world.provider.next = ada;
});
afterAll(() => world.stop());

const atProvider = (url: URL) => url.origin === world.provider.issuer;

describe('signing in', () => {
  it('ends where the person wanted to go, signed in, as who the provider says', async () => {
    const who = world.browser();
    const { url } = await world.signIn(who, '?return_to=/connectors?state=held');
    expect(url.href).toBe(`${site}/connectors?state=held`);
    expect(await world.viewer(who)).toMatchObject({
      status: 200,
      organizationId: world.acme.id,
      channel: 'console',
      actor: { kind: 'member', roles: ['member'] },
      permissions: ['catalog.use', 'organization.read', 'token.manage'],
    });
    const [member] = await world.given.rows(
      `select display_name, email, last_sign_in_at is not null as seen from members where subject = 'ada' and organization_id = $1`,
      [world.acme.id],
    );
    expect(member).toEqual({ display_name: 'Ada Admin', email: 'ada@acme.example', seen: true });
  });

  it('asks the provider with PKCE, state and nonce', async () => {
    const { url } = await world
      .browser()
      .open(`${site}/auth/sign-in/acme`, (next) => next.origin === world.provider.issuer);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'castellan',
      redirect_uri: `${site}/auth/callback/acme`,
      scope: 'openid profile email groups',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it('keeps only a hash of the cookie, and gives the cookie to this host, over https, out of reach of scripts', async () => {
    const who = await world.signedIn();
    const handle = who.cookie(host, cookie)!;
    expect(handle).toMatch(/^[\w-]{43}$/);
    const attributes = who.attributes(host, cookie)!.split('; ');
    expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']));
    expect(attributes.some((attribute) => attribute.startsWith('Domain'))).toBe(false);
    for (const table of ['sessions', 'locators', 'audit_events', 'sign_ins']) {
      const rows = await world.given.rows(`select * from ${table} where ${table}::text like $1`, [
        `%${handle}%`,
      ]);
      expect(rows).toEqual([]);
    }
  });

  it('brings the groups of the directory, and the roles that they hold', async () => {
    await world.signedIn(max);
    const [sales] = await world.given.rows<{ id: string }>(
      `select id from groups where name = 'sales' and source = 'directory' and organization_id = $1`,
      [world.acme.id],
    );
    await world.given.rows(
      `insert into roles_held (organization_id, id, role, group_id) values ($1, $2, 'reviewer', $3)`,
      [world.acme.id, newId(), sales!.id],
    );
    const who = await world.signedIn(max);
    expect(await world.viewer(who)).toMatchObject({ actor: { roles: ['member', 'reviewer'] } });

    await world.signedIn({ ...max, groups: ['engineering'] });
    // The older session of the same person feels it, too.
    expect(await world.viewer(who)).toMatchObject({ actor: { roles: ['member'] } });
    const changes = (await world.events('member.updated')).map(({ body }) => body.change);
    expect(changes).toContainEqual({ before: { groups: ['sales'] }, after: { groups: ['engineering'] } });
  });

  it('leaves memberships of groups that were made here', async () => {
    const who = await world.signedIn(max);
    const { actor } = (await world.viewer(who)) as { actor: { id: string } };
    const id = newId();
    await world.given.rows(
      `insert into groups (organization_id, id, name, source) values ($1, $2, 'pilots', 'manual')`,
      [world.acme.id, id],
    );
    await world.given.rows(
      'insert into group_memberships (organization_id, group_id, member_id) values ($1, $2, $3)',
      [world.acme.id, id, actor.id],
    );
    await world.signedIn({ ...max, groups: [] });
    const names = await world.given.rows(
      `select name from groups join group_memberships on group_id = id where member_id = $1`,
      [actor.id],
    );
    expect(names).toEqual([{ name: 'pilots' }]);
  });

  it('is recorded, with joining the first time only', async () => {
    const person = { ...max, sub: 'nina', name: 'Nina New' };
    const who = await world.signedIn(person);
    const { actor, sessionId } = (await world.viewer(who)) as { actor: { id: string }; sessionId: string };
    await world.signedIn(person);
    const mine = (list: { actor_id: string }[]) => list.filter(({ actor_id }) => actor_id === actor.id);
    expect(mine(await world.events('member.joined'))).toHaveLength(1);
    expect(mine(await world.events('session.started'))).toHaveLength(2);
    expect(JSON.stringify(await world.events('session.started'))).toContain(sessionId);
    expect(JSON.stringify(await world.events('member.joined'))).not.toContain('Nina');
  });

  it('lets a person finish several sign-ins that were begun side by side', async () => {
    const who = world.browser();
    const first = await who.open(`${site}/auth/sign-in/acme?return_to=/first`, atProvider);
    const second = await who.open(`${site}/auth/sign-in/acme?return_to=/second`, atProvider);
    expect((await who.open(first.url, outside)).url.pathname).toBe('/first');
    expect((await who.open(second.url, outside)).url.pathname).toBe('/second');
  });

  it('lets the same person join twice at once as one member', async () => {
    const person = { ...max, sub: 'twin' };
    world.provider.next = person;
    const both = [world.browser(), world.browser()];
    const callbacks: Visit[] = [];
    for (const who of both) callbacks.push(await who.open(`${site}/auth/sign-in/acme`, atCallback));
    await Promise.all(both.map((who, at) => who.open(callbacks[at]!.url, outside)));
    const seen = await Promise.all(both.map((who) => world.viewer(who)));
    expect(seen.map(({ status }) => status)).toEqual([200, 200]);
    expect(await world.given.rows(`select 1 from members where subject = 'twin'`)).toHaveLength(1);
  });
});

describe('a sign-in that does not succeed', () => {
  const problem = async (visit: Promise<Visit>) => (await visit).url.href.slice(site.length);

  it.each(['nowhere', 'ACME', '%00', 'acme%20', "acme'--", 'a'.repeat(90)])(
    'says that there is no such organization (%s)',
    async (slug) => {
      expect(await problem(world.signIn(world.browser(), '', slug))).toBe(
        '/sign-in?error=unknown_organization',
      );
    },
  );

  it('says that the person turned back', async () => {
    world.provider.next = undefined;
    expect(await problem(world.signIn(world.browser()))).toBe('/sign-in?error=cancelled&organization=acme');
    expect((await world.events('session.refused')).at(-1)).toMatchObject({
      outcome: 'denied',
      body: { details: { problem: 'cancelled' } },
    });
  });

  it('says that a callback was used before, and starts no second session', async () => {
    const who = world.browser();
    const { url } = await who.open(`${site}/auth/sign-in/acme`, atCallback);
    await who.open(url, outside);
    const handle = who.cookie(host, cookie);
    expect(await problem(who.open(url, outside))).toBe('/sign-in?error=expired');
    expect(who.cookie(host, cookie)).toBe(handle);
  });

  it('lets one of two simultaneous callbacks through', async () => {
    const who = world.browser();
    const { url } = await who.open(`${site}/auth/sign-in/acme`, atCallback);
    const ends = await Promise.all([problem(who.open(url, outside)), problem(who.open(url, outside))]);
    expect(ends.sort()).toEqual(['/', '/sign-in?error=expired']);
  });

  it('refuses a callback that another browser began, and uses it up', async () => {
    const [victim, attacker] = [world.browser(), world.browser()];
    await victim.open(`${site}/auth/sign-in/acme`, atCallback);
    const { url } = await attacker.open(`${site}/auth/sign-in/acme`, atCallback);
    expect(await problem(victim.open(url, outside))).toBe('/sign-in?error=refused&organization=acme');
    expect(victim.cookie(host, cookie)).toBeUndefined();
    expect((await world.events('session.refused')).at(-1)).toMatchObject({
      body: { details: { reason: 'other_browser' } },
    });
    expect(await problem(attacker.open(url, outside))).toBe('/sign-in?error=expired');
  });

  it('refuses a callback in a browser that has begun nothing', async () => {
    const { url } = await world.browser().open(`${site}/auth/sign-in/acme`, atCallback);
    expect(await problem(world.browser().open(url, outside))).toBe(
      '/sign-in?error=refused&organization=acme',
    );
  });

  it('refuses a code under the state of another sign-in', async () => {
    const who = world.browser();
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
    expect(await problem(world.browser().open(`${site}/auth/callback/acme${query}`, outside))).toBe(
      '/sign-in?error=expired',
    );
  });

  it('says that it took too long', async () => {
    const who = world.browser();
    const { url } = await who.open(`${site}/auth/sign-in/acme`, atCallback);
    world.plane.clock.forward(11 * minute);
    expect(await problem(who.open(url, outside))).toBe('/sign-in?error=expired');
  });

  it('forgets sign-ins that nobody finished', async () => {
    await world.browser().open(`${site}/auth/sign-in/acme`, atCallback);
    world.plane.clock.forward(11 * minute);
    await world.browser().open(`${site}/auth/sign-in/acme`, atCallback);
    expect(
      await world.given.rows('select 1 from sign_ins where organization_id = $1', [world.acme.id]),
    ).toHaveLength(1);
    expect(await world.given.rows(`select 1 from locators where kind = 'sign_in'`)).toHaveLength(1);
  });

  it('turns a disabled member away', async () => {
    const person = { ...max, sub: 'gone' };
    await world.signedIn(person);
    await world.given.rows(`update members set status = 'disabled' where subject = 'gone'`);
    world.provider.next = person;
    const who = world.browser();
    expect(await problem(world.signIn(who))).toBe('/sign-in?error=disabled&organization=acme');
    expect(who.cookie(host, cookie)).toBeUndefined();
    expect((await world.events('session.refused')).at(-1)).toMatchObject({
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
    expect(await problem(world.signIn(world.browser(), `?return_to=${encodeURIComponent(target)}`))).toBe(
      '/',
    );
  });
});
