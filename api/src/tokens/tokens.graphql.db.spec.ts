import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../../test/application/api-client.js';
import { startApplication, type RunningApplication } from '../../test/application/application.js';
import { Given, type GivenOrganization } from '../../test/given.js';

let given: Given;
let castellan: RunningApplication;
let acme: GivenOrganization;
let member: ApiClient;
let admin: ApiClient;
let stranger: ApiClient;

beforeAll(async () => {
  castellan = await startApplication({ roles: new Set(['control']) });
  given = await Given.in(castellan.database);
  acme = await given.organization('acme');
  const adminId = await given.member(acme, { role: 'admin' });
  const crm = await given.connector(acme, { slug: 'crm', ownerId: adminId });
  await given.rule(crm, await given.offering(crm, 'search'), 'allow');
  await given.publication(crm);
  const other = await given.organization('other');
  member = await ApiClient.as(castellan, acme.id, await given.member(acme, { name: 'A member' }), 'member');
  admin = await ApiClient.as(castellan, acme.id, adminId, 'admin');
  stranger = await ApiClient.as(castellan, other.id, await given.member(other, { role: 'owner' }), 'owner');
});
afterAll(async () => {
  await given.end();
  await castellan.stop();
});

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const fields = `id name hint access connectors { slug name tools } apiScopes state owner { displayName }
  createdAt expiresAt revokedAt lastUsedAt viewerCan { revoke }`;
const createDocument = `mutation ($input: CreateTokenInput!) {
  createToken(input: $input) {
    ... on IssuedToken { secret token { ${fields} } }
    ... on Refusal { code message nextStep field }
  }
}`;
const revokeDocument = `mutation ($input: RevokeTokenInput!) {
  revokeToken(input: $input) { ... on Token { ${fields} } ... on Refusal { code message nextStep field } }
}`;
const listDocument = `query ($filter: TokenFilter) {
  tokens(filter: $filter) { edges { cursor node { ${fields} } } pageInfo { hasNextPage endCursor } }
}`;

async function create(ask: ApiClient, input: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { data, errors } = await ask.send(createDocument, {
    input: { name: 'laptop', expiresAt: inMinutes(30), ...input },
  });
  expect(errors).toEqual([]);
  return data?.['createToken'] as unknown as Record<string, unknown>;
}

it('issues a token narrowed to a connector and its tools, lists it without its secret, and revokes it', async () => {
  const issued = await create(member, { access: 'READ', connectors: [{ slug: 'crm', tools: ['search'] }] });
  expect(issued).toEqual({
    secret: expect.stringMatching(/^cst_pat_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}$/),
    token: expect.objectContaining({
      name: 'laptop',
      access: 'READ',
      connectors: [{ slug: 'crm', name: 'Crm', tools: ['search'] }],
      apiScopes: [],
      state: 'active',
      owner: { displayName: 'A member' },
      revokedAt: null,
      viewerCan: { revoke: true },
    }),
  });
  const { id } = issued['token'] as { id: string };
  const listed = await member.send(listDocument);
  expect(listed.data).toMatchObject({
    tokens: {
      edges: expect.arrayContaining([expect.objectContaining({ node: expect.objectContaining({ id }) })]),
    },
  });
  expect(JSON.stringify(listed)).not.toContain(String(issued['secret']).slice(-49, -6));

  expect(await member.send(revokeDocument, { input: { id } })).toMatchObject({
    data: { revokeToken: { id, state: 'revoked', viewerCan: { revoke: false } } },
  });
  expect(await member.send(revokeDocument, { input: { id } })).toMatchObject({
    data: { revokeToken: { code: 'token_already_revoked' } },
  });
});

it('tells a token for everything from one for nothing', async () => {
  expect(await create(member, { access: 'WRITE' })).toMatchObject({
    token: { access: 'WRITE', connectors: null },
  });
  expect(await create(member, { apiScopes: ['organization.read'] })).toMatchObject({
    token: { access: null, connectors: null, apiScopes: ['organization.read'] },
  });
});

it('answers what cannot be granted with a refusal at the field', async () => {
  expect(await create(member, { apiScopes: ['connector.manage'] })).toMatchObject({
    code: 'token_scope_not_held',
    field: 'apiScopes',
  });
  expect(await create(member, { access: 'READ', connectors: [{ slug: 'payroll' }] })).toMatchObject({
    code: 'token_connector_unknown',
    field: 'connectors',
  });
});

it('offers to grant what the caller holds, and nothing else', async () => {
  const names = async (ask: ApiClient) => {
    const { data } = await ask.send('{ grantableScopes { name title } }');
    return (data?.['grantableScopes'] as unknown as { name: string }[]).map(({ name }) => name);
  };
  expect(await names(member)).toEqual(['organization.read', 'catalog.use', 'token.manage']);
  expect(await names(admin)).toContain('connector.publish');
});

it('ends a token for the API with the next request, and says what to do', async () => {
  const issued = await create(member, { apiScopes: ['organization.read', 'token.manage'] });
  const program = new ApiClient(castellan.url, { authorization: `Bearer ${String(issued['secret'])}` });
  expect(await program.send('{ grantableScopes { name } }')).toMatchObject({
    data: { grantableScopes: [{ name: 'organization.read' }, { name: 'token.manage' }] },
  });
  // Its owner may use the catalog; the token may not.
  expect((await program.send('{ catalog { slug } }')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  await admin.send(revokeDocument, { input: { id: (issued['token'] as { id: string }).id } });
  expect((await program.send('{ grantableScopes { name } }')).errors?.[0]).toMatchObject({
    message: 'This token was revoked and cannot be used again.',
    extensions: { code: 'UNAUTHENTICATED' },
  });
});

it('shows and revokes nothing across organizations', async () => {
  const issued = await create(member, { access: 'READ' });
  const { id } = issued['token'] as { id: string };
  expect(JSON.stringify(await stranger.send(listDocument))).not.toContain(id);
  expect(await stranger.send(revokeDocument, { input: { id } })).toMatchObject({
    data: { revokeToken: { code: 'not_found' } },
  });
});
