import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Permission } from '../../src/access/permissions.js';
import type { Role } from '../../src/access/roles.js';
import { TokensService, type IssueCommand } from '../../src/tokens/tokens.service.js';
import { ApiClient, type GraphqlAnswer } from '../application/api-client.js';
import { startApplication, type RunningApplication } from '../application/application.js';
import { Given, type GivenConnector, type GivenOrganization } from '../given.js';
import { asMember } from '../instance.js';

let castellan: RunningApplication;
let given: Given;
let acme: GivenOrganization;
let crm: GivenConnector;
let owner: ApiClient;
let ownerId: string;

beforeAll(async () => {
  castellan = await startApplication();
  given = await Given.in(castellan.database);
  acme = await given.organization('acme');
  const sales = await given.group(acme, 'Sales');
  ownerId = await given.member(acme, { role: 'owner', name: 'Olga', groups: [sales] });
  await given.rows(`update members set email = 'olga@acme.example', last_sign_in_at = now() where id = $1`, [
    ownerId,
  ]);
  crm = await given.connector(acme, { slug: 'crm', ownerId });
  const search = await given.offering(crm, 'search');
  await given.publication(crm);
  await given.rule(crm, search, 'allow');
  owner = await ApiClient.as(castellan, acme.id, ownerId, 'owner');
});
afterAll(async () => {
  await given?.end();
  await castellan?.stop();
});

/** A client whose token carries only some of what its owner may do. */
async function narrowed(
  memberId: string,
  role: Role,
  apiScopes: readonly Permission[],
  reach: Pick<IssueCommand, 'access' | 'connectors'> = { access: null, connectors: null },
): Promise<ApiClient> {
  const { secret } = await castellan.application
    .get(TokensService, { strict: false })
    .issue(asMember(acme.id, memberId, role), {
      name: 'narrow',
      expiresAt: new Date(Date.now() + 60 * 60 * 1000),
      ...reach,
      apiScopes,
    });
  return new ApiClient(castellan.url, { authorization: `Bearer ${secret}` });
}

const textOf = (answer: GraphqlAnswer) => JSON.stringify(answer);

describe('fields that are reached by way of another object', () => {
  test('tell whoever may see connectors the name of a colleague, and nothing else of them', async () => {
    const developer = await ApiClient.as(
      castellan,
      acme.id,
      await given.member(acme, { role: 'developer' }),
      'developer',
    );
    const named = await developer.send(
      '{ connector(slug: "crm") { owner { displayName email lastSignInAt } publications { publishedBy { email } } } }',
    );
    expect(named.data).toMatchObject({
      connector: { owner: { displayName: 'Olga', email: null, lastSignInAt: null } },
    });
    expect(textOf(named)).not.toContain('olga@');
    for (const field of ['roles', 'groups { name memberCount }']) {
      const answer = await developer.send(`{ connector(slug: "crm") { owner { ${field} } } }`);
      expect(answer.errors[0]?.extensions['code']).toBe('FORBIDDEN');
      expect(textOf(answer)).not.toMatch(/OWNER|Sales/);
    }
  });

  test('do not give a reviewer addresses from the audit trail', async () => {
    const reviewer = await ApiClient.as(
      castellan,
      acme.id,
      await given.member(acme, { role: 'reviewer' }),
      'reviewer',
    );
    const answer = await reviewer.send(
      '{ auditEvents { edges { node { type actor { id displayName email } } } } }',
    );
    expect(textOf(answer)).toContain(ownerId);
    expect(textOf(answer)).not.toContain('olga@');
  });

  test('still show people themselves, and their colleagues to those who may see people', async () => {
    const viewer = await owner.send('{ viewer { member { email roles groups { name } } } }');
    expect(viewer.data).toEqual({
      viewer: {
        member: { email: 'olga@acme.example', roles: ['MEMBER', 'OWNER'], groups: [{ name: 'Sales' }] },
      },
    });
    const auditor = await ApiClient.as(
      castellan,
      acme.id,
      await given.member(acme, { role: 'auditor' }),
      'auditor',
    );
    const owned = await auditor.send('{ connector(slug: "crm") { owner { email roles } } }');
    expect(owned.data).toMatchObject({ connector: { owner: { email: 'olga@acme.example' } } });
  });

  test('do not lead a token for the audit trail to connectors', async () => {
    await owner.send(
      'mutation ($input: ConnectorStateInput!) { suspendConnector(input: $input) { __typename } }',
      { input: { id: crm.id, version: 1, reason: 'attack' } },
    );
    const trail = await narrowed(ownerId, 'owner', ['audit.read']);
    const answer = await trail.send(
      '{ auditEvents { edges { node { type connector { url credential { lastFour } publications { id } } } } } }',
    );
    expect(textOf(answer)).toContain('connector.suspended');
    expect(textOf(answer)).not.toContain('crm.example');
  });
});

describe('a token that makes tokens', () => {
  const create = `mutation ($input: CreateTokenInput!) {
    createToken(input: $input) { __typename ... on Refusal { code } }
  }`;
  const make = async (maker: ApiClient, input: Record<string, unknown>) => {
    const expiresAt = new Date(Date.now() + 30 * 60 * 1000).toISOString();
    const { data } = await maker.send(create, { input: { name: 'made', expiresAt, ...input } });
    return data?.['createToken'];
  };
  const wider = { __typename: 'Refusal', code: 'token_wider_than_its_maker' };
  const issued = { __typename: 'IssuedToken' };

  test('lets nobody reach what it was narrowed from', async () => {
    const hr = await given.connector(acme, { slug: 'hr', ownerId });
    for (const tool of ['read', 'pay']) await given.rule(hr, await given.offering(hr, tool), 'allow');
    await given.publication(hr);
    await given.publication(await given.connector(acme, { slug: 'wiki', ownerId }));
    const maker = await narrowed(ownerId, 'owner', ['catalog.use', 'token.manage'], {
      access: 'read',
      connectors: [{ slug: 'hr', tools: ['read'] }],
    });
    const another = [{ slug: 'wiki', tools: null }];
    const oneTool = [{ slug: 'hr', tools: ['read'] }];
    expect(await make(maker, { access: 'READ', connectors: null })).toEqual(wider);
    expect(await make(maker, { access: 'READ', connectors: another })).toEqual(wider);
    expect(await make(maker, { access: 'READ', connectors: [{ slug: 'hr', tools: null }] })).toEqual(wider);
    expect(
      await make(maker, { access: 'READ', connectors: [{ slug: 'hr', tools: ['read', 'pay'] }] }),
    ).toEqual(wider);
    expect(await make(maker, { access: 'WRITE', connectors: oneTool })).toEqual(wider);
    expect(await make(maker, { access: 'READ', connectors: oneTool })).toEqual(issued);
  });

  test('gives no permission that it does not carry, and none that its owner has lost', async () => {
    const maker = await narrowed(ownerId, 'owner', ['token.manage', 'audit.read']);
    for (const scope of ['people.manage', 'catalog.use', 'no.such', '__proto__']) {
      expect(await make(maker, { apiScopes: [scope] })).toMatchObject({ code: 'token_scope_not_held' });
    }
    expect(await make(maker, { access: 'READ' })).toMatchObject({ code: 'token_scope_not_held' });
    const admin = await given.member(acme, { role: 'admin' });
    const hers = await narrowed(admin, 'admin', ['token.manage', 'connector.manage']);
    await given.rows('delete from roles_held where member_id = $1', [admin]);
    expect(await make(hers, { apiScopes: ['connector.manage'] })).toMatchObject({
      code: 'token_scope_not_held',
    });
    await given.rows(`update members set status = 'disabled' where id = $1`, [admin]);
    expect((await hers.send('{ viewer { roles } }')).errors[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });
});

describe('an address with a password in it', () => {
  const asRefusal = '{ __typename ... on Refusal { code field } }';
  const refused = { __typename: 'Refusal', code: 'invalid_url', field: 'url' };

  test('is not looked at, and so shown to nobody', async () => {
    const answer = await owner.send(
      `mutation ($input: StartScanInput!) { startScan(input: $input) ${asRefusal} }`,
      {
        input: { url: 'https://robot:canary-secret@files.example/mcp' },
      },
    );
    expect(answer.data).toEqual({ startScan: refused });
    expect(await given.rows(`select id from scans where url like '%canary%'`)).toEqual([]);
  });

  test.each(['https://robot:canary-secret@crm.example/mcp', 'no address', ''])(
    'does not become that of a connector: %s',
    async (url) => {
      const connector = await given.connector(acme, { slug: `c${url.length}`, ownerId });
      const answer = await owner.send(
        `mutation ($input: UpdateConnectorInput!) { updateConnector(input: $input) ${asRefusal} }`,
        {
          input: {
            id: connector.id,
            version: 1,
            name: 'C',
            purpose: '',
            dataClass: 'INTERNAL',
            ownerId,
            url,
            transport: 'STREAMABLE_HTTP',
          },
        },
      );
      expect(answer.data).toEqual({ updateConnector: refused });
    },
  );
});

describe('what one may not do', () => {
  test('is on record: who tried, and what it would have taken', async () => {
    const member = await given.member(acme);
    const client = await ApiClient.as(castellan, acme.id, member, 'member');
    await client.send('{ members { edges { cursor } } }');
    const [event] = await given.rows<{ outcome: string; body: { details: object } }>(
      `select outcome, body from audit_events where type = 'access.refused' and actor_id = $1`,
      [member],
    );
    expect(event).toMatchObject({ outcome: 'denied', body: { details: { permission: 'people.read' } } });
  });
});
