import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInStepsPerMinute } from '../../src/sign-in/sign-in-attempts.js';
import { refusedTokensPerMinute } from '../../src/tokens/token-attempts.js';
import { AttemptExchange } from '../../src/platform/attempts/attempt-exchange.js';
import { mintToken } from '../../src/tokens/token.js';
import { TokensService } from '../../src/tokens/tokens.service.js';
import { ApiClient } from '../application/api-client.js';
import { startApplication, startReplica, type RunningApplication } from '../application/application.js';
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

function ask(path: string, from: string, init: RequestInit = {}, at = castellan): Promise<Response> {
  return fetch(at.url + path, {
    ...init,
    headers: { ...init.headers, 'x-forwarded-for': from },
    redirect: 'manual',
  });
}

const atGateway = (token: string, from: string, slug = 'acme') =>
  ask(`/mcp/${slug}/crm`, from, { method: 'POST', ...modern(token, 'tools/list') });

function atApi(token: string, from: string, at = castellan): Promise<Response> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { member { id } } }' }),
  };
  return ask('/graphql', from, init, at);
}

const asBrowsers = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

/** Begins so many sign-ins. */
async function use(from: string, times: number, at = castellan): Promise<void> {
  for (let begun = 0; begun < times; begun += 20) {
    const some = Array.from({ length: Math.min(20, times - begun) }, () =>
      ask('/auth/sign-in/nowhere', from, {}, at),
    );
    for (const answer of await Promise.all(some)) expect(answer.status).toBe(302);
  }
}

async function tryTokens(from: string, times: number, at: RunningApplication): Promise<void> {
  for (let tried = 0; tried < times; tried += 1) {
    expect((await atApi(mintToken().text, from, at)).status).toBe(200);
  }
}

async function expectLimited(answer: Response): Promise<void> {
  expect(answer.status).toBe(429);
  const wait = Number(answer.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect(await answer.text()).toMatch(/too many .*wait \d+ seconds?/is);
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

test('a browser is shown a page that says what happened and when to try again; a program gets data', async () => {
  const from = '192.0.2.6';
  await use(from, signInStepsPerMinute);
  const seen = await ask('/auth/sign-in/acme?return_to=/"><script>', from, {
    headers: { accept: asBrowsers },
  });
  expect(seen.status).toBe(429);
  const wait = Number(seen.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect(seen.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(seen.headers.get('cache-control')).toBe('no-store');
  const policy = seen.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/);
  const html = await seen.text();
  expect(html).toContain('<h1>Too many sign-ins</h1>');
  expect(html).toMatch(new RegExp(`Wait ${wait} seconds?, then start again\\.`));
  expect(html).toContain('<a href="/sign-in">');
  expect(html).not.toContain('<script');
  const [, style = ''] = /<style>(.*)<\/style>/s.exec(html) ?? [];
  expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);

  for (const accept of ['*/*', 'application/json']) {
    const answer = await ask('/auth/sign-in/acme', from, { headers: { accept } });
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(await answer.json()).toMatchObject({ code: 'too_many_attempts' });
  }
});

describe('two processes', () => {
  let second: RunningApplication;
  beforeAll(async () => {
    second = await startReplica(castellan);
  });
  afterAll(() => second?.stop());

  /** What happens every second, without the second. Twice, because one that is under way may have left before. */
  async function exchange(...of: RunningApplication[]): Promise<void> {
    const exchanges = of.map(({ application }) => application.get(AttemptExchange, { strict: false }));
    for (let round = 0; round < 2; round += 1) await Promise.all(exchanges.map((each) => each.exchange()));
  }

  test('count the sign-ins of a network together', async () => {
    const from = '2001:db8:0:7::1';
    await use(from, signInStepsPerMinute / 2);
    await use('2001:db8:0:7::2', signInStepsPerMinute / 2 - 1, second);
    await exchange(castellan, second);
    // One is left, wherever it is used.
    expect((await ask('/auth/sign-in/nowhere', '2001:db8:0:7::3', {}, second)).status).toBe(302);
    await exchange(second);
    await expectLimited(await ask('/auth/sign-in/nowhere', from, {}, second));
    await use(from, 1);
    await exchange(castellan);
    await expectLimited(await ask('/auth/sign-in/nowhere', from));
    expect((await ask('/auth/sign-in/nowhere', '2001:db8:0:8::1')).status).toBe(302);
  });

  test('count tokens that are not good together, and apart from sign-ins', async () => {
    const from = '192.0.2.7';
    await use(from, 1, second);
    await tryTokens(from, refusedTokensPerMinute, castellan);
    await exchange(castellan);
    await tryTokens(from, 1, second);
    await exchange(second);
    await expectLimited(await atApi('not even one', from, second));
    expect((await ask('/auth/sign-in/nowhere', from, {}, second)).status).toBe(302);
  });

  test('ask nobody about what they refuse', async () => {
    const from = '192.0.2.8';
    await use(from, signInStepsPerMinute, second);
    await exchange(castellan, second);
    const counted = () => given.rows('select source_hash, attempts from attempt_counts order by source_hash');
    const before = await counted();
    for (let times = 0; times < 20; times += 1) {
      await expectLimited(await ask('/auth/sign-in/nowhere', from, {}, second));
    }
    await exchange(second);
    expect(await counted()).toEqual(before);
  });

  test('keep no address, and forget what is older than a minute', async () => {
    await use('198.51.100.77', 1);
    await exchange(castellan);
    const kept = () => given.rows<{ row: string }>('select attempt_counts::text as row from attempt_counts');
    const rows = await kept();
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) expect(row).toMatch(/^\([0-9a-f]{64},\d+,/);

    await given.rows(`update attempt_counts set begun_at = begun_at - interval '1 minute'`);
    await use('198.51.100.78', 1);
    await exchange(castellan);
    expect(await kept()).toHaveLength(1);
  });

  test('never wait for each other with networks that both of them hold', async () => {
    const [row, waiting] = await Promise.all([Given.in(castellan.database), Given.in(castellan.database)]);
    const exchanged = (by: Given, hash: string) =>
      by.rows('select * from castellan_exchange_attempts(array[$1], array[1], array[0])', [hash]);
    await given.rows(
      `insert into attempt_counts values ('over', 1, now() - interval '2 minutes'), ('counted', 1, now())`,
    );
    await row.rows('begin');
    await row.rows(`select from attempt_counts where source_hash = 'counted' for update`);
    const [backend] = await waiting.rows<{ pid: number }>('select pg_backend_pid() as pid');
    const waits = exchanged(waiting, 'counted');
    await expect
      .poll(() => given.rows('select from pg_locks where not granted and pid = $1', [backend?.pid]))
      .toHaveLength(1);
    await given.rows(`set lock_timeout = '1s'`);
    try {
      await expect(exchanged(given, 'over')).resolves.toHaveLength(1);
    } finally {
      await given.rows('reset lock_timeout');
      await row.rows('rollback');
      await waits;
      await Promise.all([row.end(), waiting.end()]);
    }
  });

  test('leave what they counted last to those who stay', async () => {
    const from = '192.0.2.10';
    const leaving = await startReplica(castellan);
    await use(from, signInStepsPerMinute - 1, leaving);
    await leaving.stop();
    await use(from, 1);
    await exchange(castellan);
    await expectLimited(await ask('/auth/sign-in/nowhere', from));
  });

  test('go on alone while the others cannot be asked, and tell later', async () => {
    const from = '192.0.2.9';
    await given.rows('alter table attempt_counts rename to attempt_counts_away');
    try {
      await use(from, signInStepsPerMinute, second);
      await exchange(second);
      await expectLimited(await ask('/auth/sign-in/nowhere', from, {}, second));
    } finally {
      await given.rows('alter table attempt_counts_away rename to attempt_counts');
    }
    await exchange(second);
    await use(from, 1);
    await exchange(castellan);
    await expectLimited(await ask('/auth/sign-in/nowhere', from));
  });
});
