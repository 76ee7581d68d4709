import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../../test/application/api-client.js';
import { startApplication, type RunningApplication } from '../../test/application/application.js';
import { Given, type GivenConnector, type GivenOrganization } from '../../test/given.js';
import { newId } from '../kernel/ids.js';

let given: Given;
let castellan: RunningApplication;
let acme: GivenOrganization;
let sales: string;
let crm: GivenConnector;
let search: string;
let admin: ApiClient;
let seller: ApiClient;
let stranger: ApiClient;

beforeAll(async () => {
  castellan = await startApplication({ roles: new Set(['control']) });
  given = await Given.in(castellan.database);
  acme = await given.organization('acme');
  sales = await given.group(acme, 'Sales');
  const adminId = await given.member(acme, { role: 'admin', name: 'An admin' });
  const sellerId = await given.member(acme, { groups: [sales] });
  const other = await given.organization('other');
  const strangerId = await given.member(other, { role: 'owner' });
  crm = await given.connector(acme, { slug: 'crm', ownerId: adminId });
  search = await given.offering(crm, 'search', { definition: { name: 'search', title: 'Search' } });
  await given.offering(crm, 'update', { classification: 'write', state: 'changed' });
  await given.offering(crm, 'delete', { classification: 'destructive', state: 'new' });
  await given.offering(crm, 'crm://accounts', {
    kind: 'resource',
    definition: { uri: 'crm://accounts', name: 'Accounts' },
  });
  admin = await ApiClient.as(castellan, acme.id, adminId, 'admin');
  seller = await ApiClient.as(castellan, acme.id, sellerId, 'member');
  stranger = await ApiClient.as(castellan, other.id, strangerId, 'owner');
});
afterAll(async () => {
  await given.end();
  await castellan.stop();
});

const publishDocument = `mutation ($input: PublishConnectorInput!) {
  publishConnector(input: $input) {
    ... on Connector { state version publications { group { name } memberCount publishedBy { displayName } } }
    ... on Refusal { code message nextStep field }
  }
}`;
const rulesDocument = `mutation ($input: SetRulesInput!) {
  setRules(input: $input) {
    ... on Connector {
      version
      offeringCounts { tools resources resourceTemplates prompts allowed held unapproved }
      offerings { name rules { effect group { name } changedBy { displayName } } }
    }
    ... on Refusal { code message nextStep field }
  }
}`;
const catalogDocument = `{
  catalog { slug name ownerName mcpUrl state offerings { kind name title classification allowed reason } }
  catalogEntry(slug: "crm") { slug }
}`;

it('lets an admin allow a tool and publish the connector, and the member find it', async () => {
  expect(await seller.send(catalogDocument)).toMatchObject({ data: { catalog: [], catalogEntry: null } });

  const input = {
    connectorId: crm.id,
    version: 1,
    changes: [{ offeringId: search, groupId: sales, effect: 'ALLOW' }],
  };
  const rules = await admin.send(rulesDocument, { input });
  expect(rules.errors).toEqual([]);
  expect(rules.data?.['setRules']).toEqual({
    version: 2,
    offeringCounts: {
      tools: 3,
      resources: 1,
      resourceTemplates: 0,
      prompts: 0,
      allowed: 1,
      held: 1,
      unapproved: 1,
    },
    offerings: expect.arrayContaining([
      {
        name: 'search',
        rules: [{ effect: 'ALLOW', group: { name: 'Sales' }, changedBy: { displayName: 'An admin' } }],
      },
      { name: 'update', rules: [] },
    ]),
  });

  const publication = { id: crm.id, version: 2, everyone: false, groupIds: [sales] };
  expect(await admin.send(publishDocument, { input: publication })).toMatchObject({
    data: {
      publishConnector: {
        state: 'PUBLISHED',
        version: 3,
        publications: [
          { group: { name: 'Sales' }, memberCount: 1, publishedBy: { displayName: 'An admin' } },
        ],
      },
    },
  });

  const found = await seller.send(catalogDocument);
  expect(found.errors).toEqual([]);
  expect(found.data).toMatchObject({
    catalog: [
      {
        slug: 'crm',
        name: 'Crm',
        ownerName: 'An admin',
        mcpUrl: `${castellan.url}/mcp/acme/crm`,
        state: 'PUBLISHED',
        offerings: [
          { kind: 'TOOL', name: 'search', title: 'Search', classification: 'READ', allowed: true },
          { kind: 'TOOL', name: 'update', title: null, classification: 'WRITE', allowed: false },
          {
            kind: 'RESOURCE',
            name: 'crm://accounts',
            title: 'Accounts',
            classification: 'READ',
            allowed: false,
          },
        ],
      },
    ],
    catalogEntry: { slug: 'crm' },
  });
});

it('answers a version that has moved with a refusal that says what to do', async () => {
  const input = { id: crm.id, version: 1, everyone: true, groupIds: [] };
  expect(await admin.send(publishDocument, { input })).toMatchObject({
    data: {
      publishConnector: {
        code: 'stale_version',
        nextStep: 'Reload to see the change, then apply yours again.',
      },
    },
  });
});

it('refuses whoever lacks the permission, before anything is looked at', async () => {
  const forbidden = {
    errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'FORBIDDEN' }) })],
  };
  const publication = { id: crm.id, version: 1, everyone: true, groupIds: [] };
  const rules = { connectorId: crm.id, version: 1, changes: [] };
  expect(await seller.send(publishDocument, { input: publication })).toMatchObject(forbidden);
  expect(await seller.send(rulesDocument, { input: rules })).toMatchObject(forbidden);
});

it('answers another organization as for a connector that does not exist', async () => {
  const answers = await Promise.all(
    [crm.id, newId()].flatMap((id) => [
      stranger.send(publishDocument, { input: { id, version: 1, everyone: true, groupIds: [] } }),
      stranger.send(rulesDocument, {
        input: { connectorId: id, version: 1, changes: [{ offeringId: search, effect: 'BLOCK' }] },
      }),
    ]),
  );
  expect(answers[0]).toMatchObject({ data: { publishConnector: { code: 'not_found' } } });
  expect(answers[2]).toEqual(answers[0]);
  expect(answers[1]).toMatchObject({ data: { setRules: { code: 'not_found' } } });
  expect(answers[3]).toEqual(answers[1]);
  expect(await stranger.send(catalogDocument)).toMatchObject({ data: { catalog: [], catalogEntry: null } });
});
