import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember, TestClock } from '../../test/instance.js';
import { dayMs, refusal, wanted, startTokenWorld, type TokenWorld } from '../../test/tokens/token-world.js';
import { TokenAuthenticator } from './token-authenticator.js';

let world: TokenWorld;
let given: TokenWorld['given'];
let tokens: TokenWorld['tokens'];
let authenticator: TokenWorld['authenticator'];
let acme: TokenWorld['acme'];
let seller: TokenWorld['seller'];
let admin: TokenWorld['admin'];
let asSeller: TokenWorld['asSeller'];
let asAdmin: TokenWorld['asAdmin'];
let start: TokenWorld['start'];
let accepted: TokenWorld['accepted'];

beforeAll(async () => {
  world = await startTokenWorld();
  ({ given, tokens, authenticator, acme, seller, admin, asSeller, asAdmin, start, accepted } = world);
});
afterAll(() => world?.stop());

describe('revoking a token', () => {
  it('ends it in another process at once, by notification', async () => {
    const gateway = await start();
    try {
      const its = gateway.get(TokenAuthenticator);
      const { token, secret } = await tokens.issue(asSeller(), wanted());
      expect((await accepted(secret, its)).tokenId).toBe(token.id);
      expect(await tokens.revoke(asSeller(), token.id)).toMatchObject({ revokedBy: seller });
      await expect
        .poll(() => its.authenticate(secret))
        .toMatchObject({
          code: 'token_revoked',
          nextStep: expect.stringContaining('Create a new token'),
        });
    } finally {
      await gateway.close();
    }
  });

  it('ends it within five seconds when the notification is lost', async () => {
    const clock = new TestClock();
    const gateway = await start(clock);
    try {
      const its = gateway.get(TokenAuthenticator);
      const { token, secret } = await tokens.issue(asSeller(), wanted());
      await accepted(secret, its);
      await given.rows('update tokens set revoked_at = now(), revoked_by = member_id where id = $1', [
        token.id,
      ]);
      clock.forward(5_000);
      expect(await its.authenticate(secret)).toEqual(refusal('token_revoked'));
    } finally {
      await gateway.close();
    }
  });

  it('is recorded once, and refused the second time', async () => {
    const { token } = await tokens.issue(asSeller(), wanted());
    const outcomes = await Promise.allSettled([1, 2].map(() => tokens.revoke(asAdmin(), token.id)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: refusal('token_already_revoked'),
    });
    const events = await given.rows('select actor_id from audit_events where type = $1 and target_id = $2', [
      'token.revoked',
      token.id,
    ]);
    expect(events).toEqual([{ actor_id: admin }]);
  });
});

describe('revoking a token that others were made with', () => {
  const expiresAt = new Date(Date.now() + dayMs);
  const manage = { access: null, apiScopes: ['token.manage'], expiresAt };
  const withToken = async (secret: string) => {
    const caller = await accepted(secret);
    const { permissions } = await authenticator.apiAccess(caller);
    return { ...asMember(acme.id, caller.memberId), permissions, tokenId: caller.tokenId };
  };

  it('ends them, too, each with an event, and no other', async () => {
    const gateway = await start();
    try {
      const its = gateway.get(TokenAuthenticator);
      const maker = await tokens.issue(asSeller(), wanted(manage));
      const made = await tokens.issue(await withToken(maker.secret), wanted(manage));
      const next = await tokens.issue(await withToken(made.secret), wanted(manage));
      const beside = await tokens.issue(asSeller(), wanted(manage));
      for (const { secret } of [maker, made, next, beside]) await accepted(secret, its);

      await tokens.revoke(asAdmin(), maker.token.id);
      for (const { secret } of [maker, made, next]) {
        expect(await authenticator.authenticate(secret)).toEqual(refusal('token_revoked'));
        await expect.poll(() => its.authenticate(secret)).toEqual(refusal('token_revoked'));
      }
      await accepted(beside.secret);
      await accepted(beside.secret, its);
      const events = await given.rows(
        `select target_id as id, actor_id as actor, body->'details'->>'togetherWith' as with from audit_events
          where type = 'token.revoked' and target_id = any($1) order by recorded_at, id`,
        [[maker, made, next, beside].map(({ token }) => token.id)],
      );
      expect(events).toHaveLength(3);
      expect(events).toEqual(
        expect.arrayContaining([
          { id: maker.token.id, actor: admin, with: null },
          { id: made.token.id, actor: admin, with: maker.token.id },
          { id: next.token.id, actor: admin, with: maker.token.id },
        ]),
      );
    } finally {
      await gateway.close();
    }
  });

  it('leaves the maker when one that it made is revoked', async () => {
    const maker = await tokens.issue(asSeller(), wanted(manage));
    const made = await tokens.issue(await withToken(maker.secret), wanted(manage));
    await tokens.revoke(asSeller(), made.token.id);
    await accepted(maker.secret);
    await expect(tokens.revoke(asSeller(), made.token.id)).rejects.toThrow(refusal('token_already_revoked'));
  });

  it('lets none slip away that is made at the same time', async () => {
    for (let times = 0; times < 5; times += 1) {
      const maker = await tokens.issue(asSeller(), wanted(manage));
      const context = await withToken(maker.secret);
      const [made] = await Promise.allSettled([
        tokens.issue(context, wanted(manage)),
        tokens.revoke(asSeller(), maker.token.id),
      ]);
      if (made.status === 'fulfilled') {
        expect(await authenticator.authenticate(made.value.secret)).toEqual(refusal('token_revoked'));
      } else {
        expect(made.reason).toEqual(refusal('token_maker_revoked'));
      }
    }
  });
});
