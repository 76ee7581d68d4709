import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CredentialsService } from '../../src/credentials/credentials.service.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../../src/kernel/unit-of-work.js';
import type { UpstreamTransport } from '../../src/platform/mcp/upstream/target.js';
import { CountingServer } from '../counting-server.js';
import { RunningGateway } from '../gateway/running-gateway.js';
import { legacy, modern, openSession, send, type WireAnswer } from '../gateway/wire.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { asMember } from '../instance.js';
import type { TestServer } from '../mcp/http-server.js';
import { startEventStreamServer, startLegacyServer, startModernServer } from '../mcp/sdk-servers.js';
import { startWitness, type Witness } from '../mcp/witness.js';

/** What the upstream is sent, word for word: nothing in it is a variable. */
const credential = 'Bearer key-${DATABASE_URL}-{{OPENID_ACCESS_TOKEN}}-%24%7BHOME%7D';
const argument = 'canary-argument';

/** What callers bring along that is nobody's business but the gateway's. */
const luggage = {
  cookie: '__Host-castellan=canary-cookie',
  'proxy-authorization': 'Basic canary-proxy',
  'x-api-key': 'canary-key',
  'x-forwarded-user': 'canary-user',
  'x-forwarded-for': '192.0.2.77',
  'x-upstream-url': 'http://canary.test/',
  'x-mcp-authorization': 'Bearer canary-upstream',
  'mcp-param-token': 'canary-parameter',
};

let gateway: RunningGateway;
let acme: GivenOrganization;
let member: string;
let token: string;
const servers: TestServer[] = [];

beforeAll(async () => {
  gateway = await RunningGateway.start({ callMs: 5_000 });
  acme = await gateway.given.organization('acme');
  member = await gateway.given.member(acme);
  token = await gateway.token(acme, member);
}, 60_000);
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  for (const server of servers) await server.close();
});

/** A connector to a server of the SDK, with a witness in between and a credential of its own. */
async function connect(
  slug: string,
  server: TestServer,
  options: { path?: string; transport?: UpstreamTransport; authentication?: 'none' | 'static-header' } = {},
): Promise<{ connector: GivenConnector; witness: Witness }> {
  const witness = await startWitness(server);
  servers.push(witness, server);
  const { authentication = 'static-header', ...where } = options;
  const connector = await gateway.connect(acme, witness, { slug, ...where });
  if (authentication === 'static-header') {
    const owner = asMember(acme.id, connector.ownerId, 'admin');
    await gateway.get<UnitOfWork>(UNIT_OF_WORK).change(owner, async (change) => {
      const header = { name: 'authorization', value: credential };
      await gateway.get(CredentialsService).set(change, connector.id, witness.origin, header);
      change.record({ type: 'connector.credential_set', outcome: 'success' });
    });
    await gateway.given.rows(`update connectors set authentication = 'static-header' where id = $1`, [
      connector.id,
    ]);
    await gateway.policyChanged(acme);
  }
  witness.heard.length = 0;
  return { connector, witness };
}

const params = { name: 'echo', arguments: { text: argument }, _meta: { progressToken: 'canary-progress' } };

async function call(connector: GivenConnector, era: 'modern' | 'legacy'): Promise<WireAnswer> {
  const url = gateway.urlOf(connector);
  const request =
    era === 'modern'
      ? modern(token, 'tools/call', params, 'canary-id')
      : legacy(token, await openSession(url, token), { id: 'canary-id', method: 'tools/call', params });
  return send(url, { ...request, headers: { ...request.headers, ...luggage } });
}

/** The token, whole and in parts, and everything that only the gateway should have seen. */
function mine(): string[] {
  const own = ['canary-id', 'canary-progress', member, acme.id];
  return [token, token.slice(0, -1), token.slice(15, 45), ...Object.values(luggage), ...own];
}

describe.each<[string, () => Promise<TestServer>, { path?: string; transport?: UpstreamTransport }]>([
  ['modern', () => startModernServer(), {}],
  ['legacy, in streams', () => startLegacyServer('streams'), {}],
  ['legacy, in JSON', () => startLegacyServer('json'), {}],
  ['of HTTP+SSE', () => startEventStreamServer(), { path: '/sse', transport: 'http-sse' }],
])('a server that is %s', (name, start, where) => {
  let connector: GivenConnector;
  let witness: Witness;

  beforeAll(async () => {
    ({ connector, witness } = await connect(name.replace(/\W+/g, '-').toLowerCase(), await start(), where));
  });
  beforeEach(() => {
    witness.instead = undefined;
    witness.heard.length = 0;
    gateway.logged.length = 0;
  });

  test.each(['modern', 'legacy'] as const)(
    'hears from a %s client what was asked, the credential that is held for it, and nothing else',
    async (era) => {
      const answer = await call(connector, era);
      expect(answer.message.result?.content?.[0]?.text).toBe(argument);
      const all = witness.heard.join('\n\n');
      expect(all).toContain(argument);
      // Literally: neither the environment nor anybody's claims are put into it.
      expect(all).toContain(credential);
      for (const secret of mine()) expect(all).not.toContain(secret);
    },
  );

  test('gets a goodbye without anything of its caller', async () => {
    const url = gateway.urlOf(connector);
    const session = await openSession(url, token);
    await send(url, legacy(token, session, { id: 1, method: 'tools/call', params }));
    const { headers } = legacy(token, session, {});
    expect((await send(url, { method: 'DELETE', headers: { ...headers, ...luggage } })).status).toBe(204);
    for (const secret of [...mine(), session]) expect(witness.heard.join('\n\n')).not.toContain(secret);
  });

  test.each([301, 302, 303, 307, 308])('leads nobody elsewhere with %i', async (status) => {
    await using elsewhere = await CountingServer.http((_request, response) => void response.end('{}'));
    witness.instead = (_request, response) =>
      void response.writeHead(status, { location: `${elsewhere.origin}/collect` }).end();
    // The session that it would be called in is no longer known there.
    const answer = await call(connector, 'modern');
    expect(answer.message.error).toBeDefined();
    expect(elsewhere.connections).toBe(0);
    for (const hidden of [elsewhere.origin, '/collect', credential.slice(7), token]) {
      expect(answer.text).not.toContain(hidden);
    }
  });

  test.each([400, 401, 403, 404, 500])(
    'repeats what it was sent in an error (%i), and nobody reads it',
    async (status) => {
      witness.instead = (request, response) =>
        void response
          .writeHead(status, {
            'content-type': 'text/plain',
            'www-authenticate': `Bearer realm="${credential}"`,
          })
          .end(JSON.stringify(request.headers));
      const answer = await call(connector, 'modern');
      expect(answer.message.error).toBeDefined();
      expect(answer.headers['www-authenticate']).toBeUndefined();
      for (const secret of [credential.slice(7), 'realm=']) {
        expect(answer.text).not.toContain(secret);
        expect(gateway.logged.join('\n')).not.toContain(secret);
      }
    },
  );
});

describe.each(['none', 'static-header'] as const)('a connector with authentication %s', (authentication) => {
  let connector: GivenConnector;
  let witness: Witness;

  beforeAll(async () => {
    const options = { authentication };
    ({ connector, witness } = await connect(`guarded-${authentication}`, await startModernServer(), options));
  });
  beforeEach(() => (witness.heard.length = 0));

  const ask = (authorization: string | readonly string[] | undefined) => {
    const { headers, body } = modern(token, 'tools/call', params);
    const { authorization: _own, ...rest } = headers;
    const given: Record<string, string | readonly string[]> =
      authorization === undefined ? {} : { authorization };
    return send(gateway.urlOf(connector), { headers: { ...rest, ...luggage, ...given }, body });
  };

  test('is used by whoever has a good token', async () => {
    expect((await ask(`Bearer ${token}`)).status).toBe(200);
    expect(witness.heard).toHaveLength(1);
  });

  test.each<[string, () => string | readonly string[] | undefined]>([
    ['nothing', () => undefined],
    ['an empty header', () => ''],
    ['a scheme alone', () => 'Bearer'],
    ['any word', () => 'Bearer x'],
    ['null', () => 'Bearer null'],
    ['the credential of the upstream', () => credential],
    ['another scheme', () => `Basic ${Buffer.from(`x:${token}`).toString('base64')}`],
    ['no scheme', () => token],
    ['the token and more', () => `Bearer ${token} ${token}`],
    ['two tokens in one header', () => `Bearer ${token}, Bearer ${token}`],
    ['the same header twice', () => [`Bearer ${token}`, `Bearer ${token}`]],
    ['a good one after a bad one', () => ['Bearer x', `Bearer ${token}`]],
    ['a good one before a bad one', () => [`Bearer ${token}`, 'Bearer x']],
    ['a tab before the token', () => `Bearer\t${token}`],
    ['a token in other letters', () => `Bearer ${token.toUpperCase()}`],
    ['parameters', () => `Bearer token="${token}"`],
  ])('lets nobody in with %s, and falls back to no other identity', async (_what, authorization) => {
    expect((await ask(authorization())).status).toBe(401);
    expect(witness.heard).toEqual([]);
  });
});

test('neither logs nor trail hold what passed through', async () => {
  const { connector, witness } = await connect('quiet', await startModernServer());
  expect((await call(connector, 'modern')).message.result?.content?.[0]?.text).toBe(argument);
  expect(witness.heard).toHaveLength(1);
  const rows = await gateway.given.rows(
    'select e::text, (select json_agg(p::text) from audit_personal_values p) from audit_events e',
  );
  expect(rows.length).toBeGreaterThan(0);
  const kept = [JSON.stringify(rows), ...gateway.logged].join('\n');
  for (const secret of [
    token,
    token.slice(15, 45),
    argument,
    credential.slice(7),
    'canary-cookie',
    'canary-key',
  ]) {
    expect(kept).not.toContain(secret);
  }
});
