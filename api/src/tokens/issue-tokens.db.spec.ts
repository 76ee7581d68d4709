import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember } from '../../test/instance.js';
import { dayMs, refusal, wanted, startTokenWorld, type TokenWorld } from '../../test/tokens/token-world.js';
import { liveTokensPerMember } from './token.js';
import type { IssueCommand } from './tokens.service.js';

let world: TokenWorld;
let given: TokenWorld['given'];
let tokens: TokenWorld['tokens'];
let authenticator: TokenWorld['authenticator'];
let acme: TokenWorld['acme'];
let sales: TokenWorld['sales'];
let seller: TokenWorld['seller'];
let crm: TokenWorld['crm'];
let asSeller: TokenWorld['asSeller'];
let asAdmin: TokenWorld['asAdmin'];
let accepted: TokenWorld['accepted'];

beforeAll(async () => {
  world = await startTokenWorld();
  ({ given, tokens, authenticator, acme, sales, seller, crm, asSeller, asAdmin, accepted } = world);
});
afterAll(() => world?.stop());

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
