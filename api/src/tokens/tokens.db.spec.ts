import type { TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database/test-database.js';
import { Given, type GivenConnector, type GivenOrganization } from '../../test/given.js';
import { asMember, startInstance, TestClock } from '../../test/instance.js';
import { newId } from '../kernel/ids.js';
import { TokenAuthenticator, type AuthenticatedToken } from './token-authenticator.js';
import { liveTokensPerMember } from './token.js';
import { TokensModule } from './tokens.module.js';
import { TokensService, type IssueCommand } from './tokens.service.js';

const dayMs = 24 * 60 * 60 * 1000;

let database: TestDatabase;
let given: Given;
let instance: TestingModule;
let tokens: TokensService;
let authenticator: TokenAuthenticator;
let acme: GivenOrganization;
let other: GivenOrganization;
let sales: string;
let seller: string;
let admin: string;
let stranger: string;
let crm: GivenConnector;

const start = (clock?: TestClock) => startInstance(database, [TokensModule], clock);

beforeAll(async () => {
  database = await createTestDatabase();
  given = await Given.in(database);
  instance = await start();
  tokens = instance.get(TokensService);
  authenticator = instance.get(TokenAuthenticator);
  acme = await given.organization('acme');
  other = await given.organization('other');
  sales = await given.group(acme, 'Sales');
  seller = await given.member(acme, { groups: [sales] });
  admin = await given.member(acme, { role: 'admin' });
  stranger = await given.member(other, { role: 'owner' });
  crm = await given.connector(acme, { slug: 'crm', ownerId: admin });
  await given.publication(crm, sales);
  await given.rule(crm, await given.offering(crm, 'search'), 'allow');
  await given.offering(crm, 'update', { classification: 'write' });
});
afterAll(async () => {
  await instance.close();
  await given.end();
  await database.drop();
});

const asSeller = () => asMember(acme.id, seller);
const asAdmin = () => asMember(acme.id, admin, 'admin');
const asStranger = () => asMember(other.id, stranger, 'owner');
const refusal = (code: string) => expect.objectContaining({ name: 'Refusal', code });

function wanted(command: Partial<IssueCommand> = {}): IssueCommand {
  return {
    name: 'laptop',
    expiresAt: new Date(Date.now() + 30 * dayMs),
    access: 'read',
    connectors: null,
    apiScopes: [],
    ...command,
  };
}

async function accepted(secret: string, by = authenticator): Promise<AuthenticatedToken> {
  const answer = await by.authenticate(secret);
  if (answer instanceof Error) throw answer;
  return answer;
}

/** The text with its first secret character replaced, and a checksum that does not know it. */
function flipped(secret: string): string {
  const at = 'cst_pat_0123456789_'.length;
  return secret.slice(0, at) + (secret[at] === 'A' ? 'B' : 'A') + secret.slice(at + 1);
}

describe('issuing a token', () => {
  it('gives a secret once, which says who its owner is and what it reaches', async () => {
    const { token, secret } = await tokens.issue(
      asSeller(),
      wanted({ connectors: [{ slug: 'crm', tools: ['search'] }], access: 'write' }),
    );
    expect(secret.startsWith(token.hint.slice(0, -1))).toBe(true);
    expect(await accepted(secret)).toEqual({
      organizationId: acme.id,
      tokenId: token.id,
      tokenName: 'laptop',
      memberId: seller,
      principal: expect.objectContaining({ memberId: seller, active: true, groupIds: new Set([sales]) }),
      scope: {
        connectors: [{ connectorId: crm.id, slug: 'crm', tools: ['search'] }],
        access: 'write',
        api: [],
      },
      expiresAt: token.expiresAt,
    });
  });

  it('leaves a trace without anything to use', async () => {
    const { token, secret } = await tokens.issue(asSeller(), wanted({ name: 'traced' }));
    const [event] = await given.rows<{ type: string; actor_id: string; body: Record<string, unknown> }>(
      'select type, actor_id, body from audit_events where target_id = $1',
      [token.id],
    );
    expect(event).toMatchObject({
      type: 'token.issued',
      actor_id: seller,
      body: { details: { access: 'read', connectors: 'all', apiScopes: [] } },
    });
    expect(JSON.stringify(event)).not.toContain(secret.slice(-49, -6));
  });

  it('grants nobody what they do not hold', async () => {
    const tomorrow = new Date(Date.now() + dayMs);
    const attempts: [Partial<IssueCommand>, string][] = [
      [{ apiScopes: ['connector.manage'] }, 'token_scope_not_held'],
      [{ apiScopes: ['everything'] }, 'token_scope_not_held'],
      [{ connectors: [{ slug: 'payroll', tools: null }] }, 'token_connector_unknown'],
      [{ connectors: [{ slug: 'crm', tools: ['update'] }] }, 'token_tool_not_allowed'],
      [{ connectors: [{ slug: 'crm', tools: ['no such tool'] }] }, 'token_tool_not_allowed'],
      [{ connectors: [1, 2].map(() => ({ slug: 'crm', tools: null })) }, 'token_connector_repeated'],
      [{ access: null, connectors: [{ slug: 'crm', tools: null }] }, 'token_access_missing'],
      [{ access: null }, 'token_scope_empty'],
      [{ expiresAt: new Date(Date.now() + 400 * dayMs) }, 'token_expiry_invalid'],
      [{ expiresAt: new Date(Date.now() - dayMs) }, 'token_expiry_invalid'],
    ];
    const before = await given.rows('select id from tokens');
    for (const [command, code] of attempts) {
      await expect(tokens.issue(asSeller(), wanted({ expiresAt: tomorrow, ...command }))).rejects.toThrow(
        refusal(code),
      );
    }
    // Published to Sales only: the admin who published it is not among them.
    const notTheirs = wanted({ connectors: [{ slug: 'crm', tools: null }] });
    await expect(tokens.issue(asAdmin(), notTheirs)).rejects.toThrow(refusal('token_connector_unknown'));
    expect(await given.rows('select id from tokens')).toHaveLength(before.length);
  });

  it('gives a token made with a token neither more nor longer than that one has', async () => {
    const maker = await tokens.issue(
      asAdmin(),
      wanted({
        access: null,
        apiScopes: ['token.manage', 'connector.read'],
        expiresAt: new Date(Date.now() + dayMs),
      }),
    );
    const { permissions } = await authenticator.apiAccess(await accepted(maker.secret));
    const withToken = { ...asAdmin(), permissions, tokenId: maker.token.id };
    const read = { access: null, apiScopes: ['connector.read'] };
    await expect(tokens.issue(withToken, wanted(read))).rejects.toThrow(refusal('token_outlives_its_maker'));
    const soon = new Date(Date.now() + dayMs / 2);
    const more = wanted({ access: null, apiScopes: ['connector.manage'], expiresAt: soon });
    await expect(tokens.issue(withToken, more)).rejects.toThrow(refusal('token_scope_not_held'));
    await expect(tokens.issue(withToken, wanted({ expiresAt: soon }))).rejects.toThrow(
      refusal('token_scope_not_held'),
    );
    expect(await tokens.issue(withToken, wanted({ ...read, expiresAt: soon }))).toMatchObject({
      token: { scope: { connectors: null, api: ['connector.read'] } },
    });
  });

  it('gives nobody more than a hundred that are valid, also not by two requests at once', async () => {
    const member = await given.member(acme);
    const context = asMember(acme.id, member);
    const first = await tokens.issue(context, wanted());
    for (let count = 1; count < liveTokensPerMember - 1; count += 1) await tokens.issue(context, wanted());
    const two = await Promise.allSettled([1, 2].map(() => tokens.issue(context, wanted())));
    expect(two.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(two.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'too_many_tokens', nextStep: expect.stringContaining('Revoke') },
    });
    await expect(tokens.issue(asSeller(), wanted())).resolves.toBeTruthy();
    await tokens.revoke(context, first.token.id);
    await tokens.issue(context, wanted());
    await expect(tokens.issue(context, wanted())).rejects.toThrow(refusal('too_many_tokens'));
    await given.rows(
      `update tokens set created_at = now() - interval '2 days', expires_at = now() - interval '1 day'
        where id = (select id from tokens where member_id = $1 and revoked_at is null limit 1)`,
      [member],
    );
    await tokens.issue(context, wanted());
  });
});

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

describe('seeing tokens', () => {
  it('shows members their own, and those who may revoke any everybody’s', async () => {
    const member = await given.member(acme);
    const own = await tokens.issue(asMember(acme.id, member), wanted());
    const first = { first: 100 };
    const idsOf = async (...list: Parameters<TokensService['list']>) =>
      (await tokens.list(...list)).items.map(({ id }) => id);
    expect(await idsOf(asMember(acme.id, member), {}, first)).toEqual([own.token.id]);
    expect(await idsOf(asSeller(), {}, first)).not.toContain(own.token.id);
    expect(await idsOf(asSeller(), { ownerId: member }, first)).toEqual([]);
    expect(await idsOf(asAdmin(), { ownerId: member }, first)).toEqual([own.token.id]);
    expect(await idsOf(asAdmin(), {}, first)).toContain(own.token.id);
    expect(await idsOf(asAdmin(), { mine: true }, first)).not.toContain(own.token.id);
    expect(await idsOf(asAdmin(), { ownerId: member, active: false }, first)).toEqual([]);
    await tokens.revoke(asAdmin(), own.token.id);
    expect(await idsOf(asAdmin(), { ownerId: member, active: false }, first)).toEqual([own.token.id]);
    expect(await idsOf(asAdmin(), { ownerId: member, active: true }, first)).toEqual([]);
  });

  it('pages newest first without losing or repeating one', async () => {
    const member = await given.member(acme);
    const context = asMember(acme.id, member);
    const issued: string[] = [];
    for (let count = 0; count < 5; count += 1)
      issued.unshift((await tokens.issue(context, wanted())).token.id);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await tokens.list(context, {}, { first: 2, after });
      seen.push(...page.items.map(({ id }) => id));
      after = page.hasNextPage ? page.cursors.at(-1) : undefined;
    } while (after);
    expect(seen).toEqual(issued);
  });

  it('never shows or revokes one of another organization, and answers as for a random id', async () => {
    const { token, secret } = await tokens.issue(asSeller(), wanted());
    expect((await tokens.list(asStranger(), {}, { first: 100 })).items).toEqual([]);
    expect((await tokens.list(asStranger(), { ownerId: seller }, { first: 100 })).items).toEqual([]);
    const answers = await Promise.all(
      [token.id, newId(), 'no id'].map((id) => tokens.revoke(asStranger(), id).catch(String)),
    );
    expect(new Set(answers)).toEqual(
      new Set(['Refusal: There is no such token, or it is not visible to you.']),
    );
    // Nor does a colleague without the permission.
    const colleague = asMember(acme.id, await given.member(acme));
    await expect(tokens.revoke(colleague, token.id)).rejects.toThrow(refusal('not_found'));
    expect((await accepted(secret)).tokenId).toBe(token.id);
  });
});
