import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInStepsPerMinute } from '../../src/sign-in/sign-in-attempts.js';
import { refusedTokensPerMinute } from '../../src/tokens/token-attempts.js';
import { mintToken } from '../../src/tokens/token.js';
import { TokensService } from '../../src/tokens/tokens.service.js';
import { ApiClient } from '../application/api-client.js';
import { startApplication, type RunningApplication } from '../application/application.js';
import { modern } from '../gateway/wire.js';
import { Given, type GivenOrganization } from '../given.js';
import { asMember } from '../instance.js';

let castellan: RunningApplication;
let given: Given;
let acme: GivenOrganization;
let member: string;
let api: ApiClient;
let good: string;
let revoked: string;

beforeAll(async () => {
  // A proxy in front, so that the test can come from several addresses.
  castellan = await startApplication({ trustedProxies: ['127.0.0.1'] });
  given = await Given.in(castellan.database);
  acme = await given.organization('acme');
  member = await given.member(acme);
  api = await ApiClient.as(castellan, acme.id, member, 'member');
  const tokens = castellan.application.get(TokensService, { strict: false });
  const issue = () =>
    tokens.issue(asMember(acme.id, member), {
      name: 'laptop',
      expiresAt: new Date(Date.now() + 3_600_000),
      access: 'read',
      connectors: null,
      apiScopes: ['catalog.use'],
    });
  good = (await issue()).secret;
  const { token, secret } = await issue();
  await tokens.revoke(asMember(acme.id, member), token.id);
  revoked = secret;
});
afterAll(async () => {
  await given?.end();
  await castellan?.stop();
});

function ask(path: string, from: string, init: RequestInit = {}): Promise<Response> {
  return fetch(castellan.url + path, {
    ...init,
    headers: { ...init.headers, 'x-forwarded-for': from },
    redirect: 'manual',
  });
}

const atGateway = (token: string, from: string, slug = 'acme') =>
  ask(`/mcp/${slug}/crm`, from, { method: 'POST', ...modern(token, 'tools/list') });

function atApi(token: string, from: string): Promise<Response> {
  return ask('/graphql', from, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { member { id } } }' }),
  });
}

async function expectLimited(answer: Response): Promise<void> {
  expect(answer.status).toBe(429);
  const wait = Number(answer.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect(await answer.text()).toMatch(/too many .*wait \d+ seconds/is);
}

test('an address that tries token after token is told to wait, at the gateway and at the API', async () => {
  const from = '192.0.2.1';
  for (let times = 0; times < refusedTokensPerMinute / 2; times += 1) {
    expect((await atGateway(mintToken().text, from)).status).toBe(401);
    expect((await atApi(mintToken().text, from)).status).toBe(200);
  }
  await expectLimited(await atGateway(mintToken().text, from));
  await expectLimited(await atGateway('not even one', from));
  await expectLimited(await atApi(mintToken().text, from));
  await expectLimited(await atApi('not even one', from));
  // A token that was good once is not told apart from one that never was, nor is one of another organization.
  await expectLimited(await atGateway(revoked, from));
  await expectLimited(await atGateway(good, from, 'other'));

  // Whoever has a good token is served all the same, and so are other addresses.
  expect(await (await atApi(good, from)).json()).toEqual({ data: { viewer: { member: { id: member } } } });
  expect((await atGateway(good, from)).status).toBe(404);
  expect((await atGateway(mintToken().text, '192.0.2.2')).status).toBe(401);
});

test('good tokens are not counted', async () => {
  const from = '192.0.2.3';
  for (let times = 0; times <= refusedTokensPerMinute; times += 1) {
    expect((await atApi(good, from)).status).toBe(200);
  }
  expect((await atGateway(mintToken().text, from)).status).toBe(401);
  expect((await api.send('{ viewer { member { id } } }')).errors).toEqual([]);
});

test('an address that begins sign-in after sign-in is told to wait', async () => {
  const from = '192.0.2.4';
  for (let times = 0; times < signInStepsPerMinute / 2; times += 1) {
    expect((await ask('/auth/sign-in/nowhere', from)).status).toBe(302);
    expect((await ask('/auth/callback/acme?state=x&code=y', from)).status).toBe(302);
  }
  await expectLimited(await ask('/auth/sign-in/nowhere', from));
  await expectLimited(await ask('/auth/callback/acme?state=x&code=y', from));
  expect((await ask('/auth/sign-in/nowhere', '192.0.2.5')).status).toBe(302);
});
