import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember } from '../../test/instance.js';
import { refusal, wanted, startTokenWorld, type TokenWorld } from '../../test/tokens/token-world.js';
import { newId } from '../kernel/ids.js';
import { TokensService } from './tokens.service.js';

let world: TokenWorld;
let given: TokenWorld['given'];
let tokens: TokenWorld['tokens'];
let acme: TokenWorld['acme'];
let seller: TokenWorld['seller'];
let asSeller: TokenWorld['asSeller'];
let asAdmin: TokenWorld['asAdmin'];
let asStranger: TokenWorld['asStranger'];
let accepted: TokenWorld['accepted'];

beforeAll(async () => {
  world = await startTokenWorld();
  ({ given, tokens, acme, seller, asSeller, asAdmin, asStranger, accepted } = world);
});
afterAll(() => world?.stop());

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
