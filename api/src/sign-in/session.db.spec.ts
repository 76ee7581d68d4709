import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ada, cookie, host, max, SignInWorld, site } from '../../test/sign-in/world.js';

const minute = 60_000;

let world: SignInWorld;

beforeAll(async () => {
  world = await SignInWorld.start();
});
beforeEach(() => {
  world.provider.next = ada;
});
afterAll(() => world.stop());

describe('a session', () => {
  it('is another one after every sign-in, and the one before is over', async () => {
    const who = await world.signedIn();
    const before = who.cookie(host, cookie)!;
    await world.signIn(who);
    expect(who.cookie(host, cookie)).not.toBe(before);
    const thief = world.browser();
    thief.setCookie(host, cookie, before);
    expect(await world.viewer(thief)).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('is never the one that somebody else put into the browser', async () => {
    const who = world.browser();
    who.setCookie(host, cookie, 'chosen-by-an-attacker');
    await world.signIn(who);
    expect(who.cookie(host, cookie)).not.toBe('chosen-by-an-attacker');
    const attacker = world.browser();
    attacker.setCookie(host, cookie, 'chosen-by-an-attacker');
    expect((await world.viewer(attacker)).status).toBe(401);
  });

  it('ends after eight hours without a request, and use puts that off', async () => {
    const who = await world.signedIn();
    world.plane.clock.forward(7 * 60 * minute);
    expect((await world.viewer(who)).status).toBe(200);
    world.plane.clock.forward(7 * 60 * minute);
    expect((await world.viewer(who)).status).toBe(200);
    world.plane.clock.forward(8 * 60 * minute);
    expect((await world.viewer(who)).status).toBe(401);
  });

  it('ends after a day, however much it is used', async () => {
    const who = await world.signedIn();
    for (let hours = 0; hours < 23; hours += 1) {
      world.plane.clock.forward(60 * minute);
      expect((await world.viewer(who)).status).toBe(200);
    }
    world.plane.clock.forward(60 * minute);
    expect((await world.viewer(who)).status).toBe(401);
  });

  it('writes the time of last use at most once a minute', async () => {
    const who = await world.signedIn();
    const { sessionId } = (await world.viewer(who)) as { sessionId: string };
    const seen = async () =>
      (
        await world.given.rows<{ at: Date }>('select last_seen_at as at from sessions where id = $1', [
          sessionId,
        ])
      )[0]!.at;
    const first = await seen();
    world.plane.clock.forward(59_000);
    await world.viewer(who);
    expect(await seen()).toEqual(first);
    world.plane.clock.forward(2_000);
    await world.viewer(who);
    expect((await seen()).getTime()).toBeGreaterThan(first.getTime());
  });

  it('is of no use once its member is disabled, from the next request on', async () => {
    const who = await world.signedIn({ ...max, sub: 'leaver' });
    expect((await world.viewer(who)).status).toBe(200);
    await world.given.rows(`update members set status = 'disabled' where subject = 'leaver'`);
    expect(await world.viewer(who)).toMatchObject({
      status: 401,
      message: expect.stringContaining('disabled'),
    });
  });

  it('opens its own organization and no other', async () => {
    const [here, there] = [await world.signedIn(ada, 'acme'), await world.signedIn(ada, 'other')];
    const [a, b] = [await world.viewer(here), await world.viewer(there)];
    expect(a).toMatchObject({ organizationId: world.acme.id });
    expect(b).toMatchObject({ organizationId: world.other.id });
    expect((a['actor'] as { id: string }).id).not.toBe((b['actor'] as { id: string }).id);
    // Even a locator that was tampered with leads to nothing in the other tenant.
    await world.given.rows(
      `update locators set organization_id = $1 where kind = 'session' and subject_id = $2`,
      [world.other.id, a['sessionId']],
    );
    expect((await world.viewer(here)).status).toBe(401);
  });

  it('permits what the roles of its member permit, no more', async () => {
    const { response } = await (await world.signedIn()).request(`${site}/probe/people`);
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
    const who = await world.signedIn();
    for (const path of ['/probe', '/auth/sign-out']) {
      expect([403, 415]).toContain((await world.post(who, path, headers)).response.status);
    }
    expect((await world.viewer(who)).status).toBe(200);
  });

  it('is refused as a POST that names no origin', async () => {
    const who = await world.signedIn();
    const { response } = await who.request(`${site}/probe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.status).toBe(403);
  });

  it('is accepted as a POST of the console', async () => {
    expect((await world.post(await world.signedIn(), '/probe')).response.status).toBe(201);
  });
});

describe('signing out', () => {
  it('ends the session at once, in every copy of the cookie, and goes on to the provider', async () => {
    const who = await world.signedIn();
    const copy = world.browser();
    copy.setCookie(host, cookie, who.cookie(host, cookie)!);
    const { response } = await world.post(who, '/auth/sign-out');
    expect(response.status).toBe(200);
    const { redirectTo } = (await response.json()) as { redirectTo: string };
    const url = new URL(redirectTo);
    expect(url.origin + url.pathname).toBe(`${world.provider.issuer}/session/end`);
    expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${site}/signed-out`);
    expect(url.searchParams.get('id_token_hint')).toBeTruthy();
    expect((await who.request(url)).response.status).toBe(200);
    expect(who.cookie(host, cookie)).toBeUndefined();
    expect((await world.viewer(copy)).status).toBe(401);
    expect((await world.events('session.ended')).at(-1)).toMatchObject({
      outcome: 'success',
      body: { details: { reason: 'signed_out' } },
    });
  });

  it('puts the cookie of a session away that was over already', async () => {
    const who = world.browser();
    who.setCookie(host, cookie, 'long-gone');
    const { response } = await world.post(who, '/auth/sign-out');
    expect(await response.json()).toEqual({ redirectTo: '/signed-out' });
    expect(who.cookie(host, cookie)).toBeUndefined();
  });
});
