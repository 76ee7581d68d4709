import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember, TestClock } from '../../test/instance.js';
import {
  dayMs,
  refusal,
  wanted,
  flipped,
  startTokenWorld,
  type TokenWorld,
} from '../../test/tokens/token-world.js';
import { TokenAuthenticator } from './token-authenticator.js';
import { TokensService } from './tokens.service.js';

let world: TokenWorld;
let given: TokenWorld['given'];
let tokens: TokenWorld['tokens'];
let authenticator: TokenWorld['authenticator'];
let acme: TokenWorld['acme'];
let seller: TokenWorld['seller'];
let asSeller: TokenWorld['asSeller'];
let start: TokenWorld['start'];
let accepted: TokenWorld['accepted'];

beforeAll(async () => {
  world = await startTokenWorld();
  ({ given, tokens, authenticator, acme, seller, asSeller, start, accepted } = world);
});
afterAll(() => world?.stop());

describe('authenticating a token', () => {
  it('refuses a cut or altered one without asking the database', async () => {
    const isolated = await start();
    try {
      const { secret } = await isolated.get(TokensService).issue(asSeller(), wanted());
      await isolated.get(DataSource).destroy();
      const offline = isolated.get(TokenAuthenticator);
      for (const text of [flipped(secret), secret.slice(0, -1), `${secret}A`, 'cst_pat_', '', 'Bearer x']) {
        expect(await offline.authenticate(text)).toEqual(refusal('token_malformed'));
      }
      // A whole one is looked up, and so fails here: nothing above reached the database.
      await expect(offline.authenticate(secret)).rejects.toThrow();
      await isolated.get(DataSource).initialize();
    } finally {
      await isolated.close();
    }
  });

  it('has nothing to gain from the tables: what is stored opens nothing', async () => {
    const { token, secret } = await tokens.issue(asSeller(), wanted());
    const dump = JSON.stringify([
      await given.rows('select * from tokens where id = $1', [token.id]),
      await given.rows('select * from locators where subject_id = $1', [token.id]),
    ]);
    expect(dump).not.toContain(secret);
    expect(dump).not.toContain(secret.slice(-49, -6));
    // Whoever can write the table can plant a row, but not make the HMAC of a secret of their own.
    const forged = await tokens.issue(asSeller(), wanted());
    await given.rows('update tokens set hmac = (select hmac from tokens where id = $1) where id = $2', [
      token.id,
      forged.token.id,
    ]);
    expect(await authenticator.authenticate(forged.secret)).toEqual(refusal('token_unknown'));
    await given.rows(`update tokens set pepper_id = 'none' where id = $1`, [token.id]);
    expect(await authenticator.authenticate(secret)).toEqual(refusal('token_unknown'));
  });

  it('refuses an expired one, saying so to whoever holds it, with what to do', async () => {
    const clock = new TestClock();
    const later = await start(clock);
    try {
      const expiresAt = new Date(Date.now() + dayMs);
      const { token, secret } = await tokens.issue(asSeller(), wanted({ expiresAt }));
      const its = later.get(TokenAuthenticator);
      expect(await its.authenticate(secret, new Date(expiresAt.getTime() - 1))).toMatchObject({
        tokenId: token.id,
      });
      expect(await its.authenticate(secret, expiresAt)).toMatchObject({
        code: 'token_expired',
        nextStep: expect.stringContaining('Create a new token'),
        token: { organizationId: acme.id, tokenId: token.id, memberId: seller },
      });
      clock.forward(2 * dayMs);
      expect(await its.authenticate(secret)).toEqual(refusal('token_expired'));
    } finally {
      await later.close();
    }
  });

  it('refuses one whose owner was disabled, and never says so without the secret', async () => {
    const member = await given.member(acme);
    const { secret } = await tokens.issue(asMember(acme.id, member), wanted());
    await given.rows(`update members set status = 'disabled' where id = $1`, [member]);
    await given.rows(`select pg_notify('castellan_member', $1)`, [member]);
    await expect.poll(() => authenticator.authenticate(secret)).toEqual(refusal('token_owner_disabled'));
  });

  it("narrows the owner's present permissions: a demotion is felt by the next request", async () => {
    const member = await given.member(acme, { role: 'admin' });
    const { secret } = await tokens.issue(
      asMember(acme.id, member, 'admin'),
      wanted({ access: null, apiScopes: ['connector.manage', 'organization.read'] }),
    );
    const caller = await accepted(secret);
    expect(await authenticator.apiAccess(caller)).toEqual({
      roles: ['admin', 'member'],
      permissions: new Set(['connector.manage', 'organization.read']),
    });
    await given.rows('delete from roles_held where member_id = $1', [member]);
    expect(await authenticator.apiAccess(await accepted(secret))).toEqual({
      roles: ['member'],
      permissions: new Set(['organization.read']),
    });
    await given.rows(`update members set status = 'disabled' where id = $1`, [member]);
    expect((await authenticator.apiAccess(caller)).permissions.size).toBe(0);
  });

  it('notes the last use, at most once a minute', async () => {
    const clock = new TestClock();
    const gateway = await start(clock);
    try {
      const { token, secret } = await tokens.issue(asSeller(), wanted());
      const its = gateway.get(TokenAuthenticator);
      const used = async () => {
        const [row] = await given.rows<{ at: Date | null }>(
          'select last_used_at as at from tokens where id = $1',
          [token.id],
        );
        return row?.at?.getTime();
      };
      const first = clock.now();
      await its.authenticate(secret, first);
      await expect.poll(used).toBe(first.getTime());
      await its.authenticate(secret, new Date(first.getTime() + 59_000));
      await its.authenticate(secret, new Date(first.getTime() + 60_000));
      await expect.poll(used).toBe(first.getTime() + 60_000);
    } finally {
      await gateway.close();
    }
  });
});
