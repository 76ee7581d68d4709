import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ada, atCallback, cookie, host, outside, SignInWorld, site } from '../sign-in/world.js';

let world: SignInWorld;

beforeAll(async () => {
  world = await SignInWorld.start();
});
beforeEach(() => {
  world.provider.next = ada;
});
afterAll(() => world?.stop());

/** Every row of a table, as text. */
async function dump(table: string): Promise<string> {
  const rows = await world.given.rows<{ row: string }>(
    `select row_to_json(each)::text as row from ${table} each`,
  );
  expect(rows.length).toBeGreaterThan(0);
  return rows.map(({ row }) => row).join('\n');
}

test('whoever steals the sessions gets no ID token, and signing out still shows it to the provider', async () => {
  const who = await world.signedIn();
  const stored = await dump('sessions');
  const { response } = await world.post(who, '/auth/sign-out');
  const { redirectTo } = (await response.json()) as { redirectTo: string };
  const hint = new URL(redirectTo).searchParams.get('id_token_hint')!;
  const parts = hint.split('.');
  expect(parts).toHaveLength(3);
  for (const part of [hint, ...parts]) expect(stored).not.toContain(part);
});

test('whoever steals the sign-ins under way gets nothing that proves one to the provider', async () => {
  const who = world.browser();
  const { url } = await who.open(
    `${site}/auth/sign-in/acme`,
    (next) => next.origin === world.provider.issuer,
  );
  const challenge = url.searchParams.get('code_challenge');
  // The verifier is what hashes to the challenge that everybody can see.
  const candidates = (await dump('sign_ins')).match(/[\w.~-]{43,128}/g) ?? [];
  const proofs = candidates.map((text) => createHash('sha256').update(text).digest('base64url'));
  expect(proofs).not.toHaveLength(0);
  expect(proofs).not.toContain(challenge);
  expect((await who.open(url, outside)).url.pathname).toBe('/');
});

test('a sealed verifier opens in its own row only', async () => {
  const who = world.browser();
  const first = await who.open(`${site}/auth/sign-in/acme`, atCallback);
  await who.open(`${site}/auth/sign-in/acme`, atCallback);
  await world.given.rows(
    `update sign_ins here set code_verifier_sealed = there.code_verifier_sealed
       from sign_ins there where there.id <> here.id`,
  );
  const { response } = await who.open(first.url, outside);
  expect(response.status).toBe(500);
});

test('a session whose hint cannot be opened ends all the same', async () => {
  const who = await world.signedIn();
  const copy = world.browser();
  copy.setCookie(host, cookie, who.cookie(host, cookie)!);
  await world.given.rows(
    `update sessions set id_token_hint_sealed = jsonb_set(id_token_hint_sealed, '{keyId}', '"gone"')`,
  );
  const { response } = await world.post(who, '/auth/sign-out');
  expect(response.status).toBe(200);
  expect(((await response.json()) as { redirectTo: string }).redirectTo).not.toContain('id_token_hint');
  expect((await world.viewer(copy)).status).toBe(401);
});
