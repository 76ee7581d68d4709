import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TokensService } from '../../src/tokens/tokens.service.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { asMember } from '../instance.js';
import type { TestServer } from '../mcp/http-server.js';
import { startModernServer } from '../mcp/sdk-servers.js';
import { RunningGateway } from './running-gateway.js';
import { modern, send, type WireAnswer } from './wire.js';

let gateway: RunningGateway;
let upstream: TestServer;
let acme: GivenOrganization;
let other: GivenOrganization;
let sample: GivenConnector;
let second: GivenConnector;
let member: string;
let token: string;

beforeAll(async () => {
  [gateway, upstream] = await Promise.all([RunningGateway.start(), startModernServer()]);
  acme = await gateway.given.organization('acme');
  other = await gateway.given.organization('other');
  sample = await gateway.connect(acme, upstream, { slug: 'sample' });
  second = await gateway.connect(acme, upstream, { slug: 'second' });
  await gateway.connect(other, upstream, { slug: 'sample' });
  member = await gateway.given.member(acme);
  token = await gateway.token(acme, member);
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});

const metadata = () =>
  `resource_metadata="${gateway.origin}/.well-known/oauth-protected-resource/mcp/acme/sample"`;

function list(presented: string, url = gateway.urlOf(sample)): Promise<WireAnswer> {
  return send(url, modern(presented, 'tools/list'));
}

test('a good token is let in', async () => {
  expect((await list(token)).status).toBe(200);
});

test('without a credential the answer says where to learn how to get one', async () => {
  for (const method of ['POST', 'GET', 'DELETE']) {
    const { 'content-type': type, accept } = modern(token, 'tools/list').headers as Record<string, string>;
    const answer = await send(gateway.urlOf(sample), {
      method,
      headers: { 'content-type': type ?? '', accept: accept ?? '' },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(`Bearer ${metadata()}`);
  }
});

describe('a credential that is not good here', () => {
  const answers: WireAnswer[] = [];

  test.each<[string, () => string | Promise<string>]>([
    ['unknown', () => 'cst_pat_0000000000_' + 'x'.repeat(49)],
    ['truncated', () => token.slice(0, -1)],
    ['altered', () => token.slice(0, 20) + (token[20] === 'a' ? 'b' : 'a') + token.slice(21)],
    ['of another organization', async () => gateway.token(other, await gateway.given.member(other))],
    [
      'for another connector',
      () => gateway.token(acme, member, { connectors: [{ slug: 'second', tools: null }] }),
    ],
    ['for the API alone', () => gateway.token(acme, member, { access: null, apiScopes: ['catalog.use'] })],
    [
      'expired',
      async () => {
        const short = await gateway.token(acme, member, {
          expiresAt: new Date(gateway.clock.now().getTime() + 1_000),
        });
        gateway.clock.forward(1_000);
        return short;
      },
    ],
    [
      'revoked',
      async () => {
        const service = gateway.get(TokensService);
        const context = asMember(acme.id, member);
        const issued = await service.issue(context, {
          name: 'lost',
          expiresAt: new Date(gateway.clock.now().getTime() + 60_000),
          access: 'read',
          connectors: null,
          apiScopes: [],
        });
        expect((await list(issued.secret)).status).toBe(200);
        await service.revoke(context, issued.token.id);
        gateway.clock.forward(5_000);
        return issued.secret;
      },
    ],
    [
      'of a member who was disabled',
      async () => {
        const gone = await gateway.given.member(acme);
        const theirs = await gateway.token(acme, gone);
        await gateway.given.rows(`update members set status = 'disabled' where id = $1`, [gone]);
        return theirs;
      },
    ],
  ])('%s', async (_what, make) => {
    const answer = await list(await make());
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toContain(metadata());
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
    answers.push(answer);
  });

  test('none of them can be told from another', () => {
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set(answers.map(({ headers }) => headers['www-authenticate'])).size).toBe(1);
  });

  test.each<[string, string | string[]]>([
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['an empty one', 'Bearer '],
    ['a word', 'x'],
  ])('%s is refused', async (_what, authorization) => {
    const { headers, body } = modern(token, 'tools/list');
    expect((await send(gateway.urlOf(sample), { headers: { ...headers, authorization }, body })).status).toBe(
      401,
    );
  });

  test('two of them are refused, whichever is good', async () => {
    const { headers, body } = modern(token, 'tools/list');
    const authorization = [`Bearer ${token}`, 'Bearer x'];
    expect((await send(gateway.urlOf(sample), { headers: { ...headers, authorization }, body })).status).toBe(
      401,
    );
  });
});

test('a token works at the connectors it was made for', async () => {
  const narrow = await gateway.token(acme, member, { connectors: [{ slug: 'second', tools: ['echo'] }] });
  const answer = await list(narrow, gateway.urlOf(second));
  expect((answer.message.result?.['tools'] as { name: string }[]).map(({ name }) => name)).toEqual(['echo']);
});

test('a token in the address is refused and never helps', async () => {
  const { headers, body } = modern(token, 'tools/list');
  const { authorization: _authorization, ...without } = headers;
  for (const query of [`access_token=${token}`, `token=${token}`, `x=${token}`]) {
    const answer = await send(`${gateway.urlOf(sample)}?${query}`, { headers: without, body });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain(token);
  }
});

test('cookies are nobody', async () => {
  const { headers, body } = modern(token, 'tools/list');
  const { authorization: _authorization, ...without } = headers;
  const cookie = `castellan_session=${token}; __Host-castellan=${token}`;
  expect((await send(gateway.urlOf(sample), { headers: { ...without, cookie }, body })).status).toBe(401);
});

describe('Host and Origin', () => {
  test.each([
    ['gw.example.com', 403],
    ['127.0.0.1', 403],
    ['127.0.0.1.:PORT', 403],
    ['127.0.0.1.evil.test:PORT', 403],
    ['evil.test', 403],
    ['127.0.0.1:PORT', 200],
    ['localhost:PORT', 200],
    ['[::1]:PORT', 200],
  ])('Host %s', async (host, status) => {
    const { headers, body } = modern(token, 'tools/list');
    const { port } = new URL(gateway.origin);
    const answer = await send(gateway.urlOf(sample), {
      headers: { ...headers, host: host.replace('PORT', port) },
      body,
    });
    expect(answer.status).toBe(status);
  });

  test.each([
    ['null', 403],
    ['https://127.0.0.1:PORT', 403],
    ['http://127.0.0.1:PORT.evil.test', 403],
    ['http://evil.test', 403],
    ['http://127.0.0.1:1', 403],
    ['http://127.0.0.1:PORT', 200],
    ['http://localhost:PORT', 200],
  ])('Origin %s', async (origin, status) => {
    const { headers, body } = modern(token, 'tools/list');
    const { port } = new URL(gateway.origin);
    const answer = await send(gateway.urlOf(sample), {
      headers: { ...headers, origin: origin.replace('PORT', port) },
      body,
    });
    expect(answer.status).toBe(status);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
});

test('the metadata names the resource and no more than everybody may know', async () => {
  const path = '/.well-known/oauth-protected-resource/mcp';
  const known = await send(`${gateway.origin}${path}/acme/sample`, { method: 'GET' });
  expect(JSON.parse(known.text)).toEqual({
    resource: `${gateway.origin}/mcp/acme/sample`,
    resource_name: 'Castellan: sample of acme',
    bearer_methods_supported: ['header'],
    resource_documentation: `${gateway.origin}/`,
  });
  const unknown = await send(`${gateway.origin}${path}/nobody/nothing`, { method: 'GET' });
  expect(unknown.status).toBe(200);
});

test('a connector that is not published to the member is as unknown as one that never was', async () => {
  const groupId = await gateway.given.group(acme, 'finance');
  const books = await gateway.connect(acme, upstream, { slug: 'books', groupId });
  const hidden = await list(token, gateway.urlOf(books));
  const missing = await list(token, gateway.urlOf({ ...books, slug: 'none' }));
  expect(hidden.status).toBe(404);
  expect(hidden.text).toBe(missing.text);
  const insider = await gateway.token(acme, await gateway.given.member(acme, { groups: [groupId] }));
  expect((await list(insider, gateway.urlOf(books))).status).toBe(200);
});

test('what fails before anybody is known is counted and not written', async () => {
  await gateway.forgetEvents();
  await list('cst_pat_0000000000_' + 'x'.repeat(49));
  expect(await gateway.given.rows('select 1 from audit_events')).toEqual([]);
});

test('a token that was proven and is not for this address is written down, once in a while', async () => {
  await gateway.forgetEvents();
  const narrow = await gateway.token(acme, member, { connectors: [{ slug: 'second', tools: null }] });
  await list(narrow);
  await list(narrow);
  const rows = await gateway.given.rows<{ body: unknown }>(
    `select body from audit_events where type = 'token.refused'`,
  );
  expect(rows).toMatchObject([
    { body: { outcome: 'denied', details: { code: 'token_for_another_address', address: 'acme/sample' } } },
  ]);
});

test.each([
  ['who asks', 'locators', 'your token cannot be checked'],
  ['what is allowed', 'organizations', 'What is allowed cannot be checked'],
])('when it cannot be known %s, nothing is allowed', async (_what, table, words) => {
  expect((await list(token)).status).toBe(200);
  await gateway.given.rows(`revoke select on ${table} from castellan_application`);
  try {
    // What was known before is not trusted for longer than this.
    gateway.clock.forward(10_001);
    const answer = await list(token);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(answer.message.error?.message).toContain(words);
  } finally {
    await gateway.given.rows(`grant select on ${table} to castellan_application`);
  }
  expect((await list(token)).status).toBe(200);
});

test('every answer has the id under which the trail knows the request', async () => {
  await gateway.forgetEvents();
  const answer = await list(token);
  const [event] = await gateway.given.rows<{ id: string }>(
    `select body->'source'->>'requestId' as id from audit_events where type = 'gateway.listed'`,
  );
  expect(answer.headers['x-request-id']).toBe(event?.id);
});
