import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../../test/application/api-client.js';
import { startApplication, type RunningApplication } from '../../test/application/application.js';
import { Given, type GivenConnector, type GivenOrganization } from '../../test/given.js';

let castellan: RunningApplication;
let given: Given;
let acme: GivenOrganization;
let crm: GivenConnector;
let tool: string;
let admin: ApiClient;
let auditor: ApiClient;
let foreigner: ApiClient;

beforeAll(async () => {
  castellan = await startApplication();
  given = await Given.in(castellan.database);
  acme = await given.organization('acme');
  const ownerId = await given.member(acme);
  crm = await given.connector(acme, { slug: 'crm', ownerId });
  tool = await given.offering(crm, 'search');
  admin = await ApiClient.as(
    castellan,
    acme.id,
    await given.member(acme, { role: 'admin', name: 'Ada' }),
    'admin',
  );
  auditor = await ApiClient.as(castellan, acme.id, await given.member(acme, { role: 'auditor' }), 'auditor');
  const other = await given.organization('other');
  const theirs = await given.member(other, { role: 'admin' });
  foreigner = await ApiClient.as(castellan, other.id, theirs, 'admin');
});
afterAll(async () => {
  await given?.end();
  await castellan?.stop();
});

const fields = `version viewerCanChange limits { subject quantity chosen inherited inheritedFrom ceiling }
  results { maximumBytes redactSecrets listedHosts } inheritedResults { maximumBytes redactSecrets reportMarkers }`;

interface Settings {
  readonly version: number;
  readonly viewerCanChange: boolean;
  readonly limits: readonly {
    readonly subject: string;
    readonly quantity: string;
    readonly chosen: number | null;
    readonly inherited: number;
    readonly inheritedFrom: string;
    readonly ceiling: number;
  }[];
  readonly results: Readonly<Record<string, unknown>>;
  readonly inheritedResults: Readonly<Record<string, unknown>>;
}

async function look(api: ApiClient, target: { connectorId?: string; offeringId?: string } = {}) {
  const { data, errors } = await api.send(
    `query ($connectorId: ID, $offeringId: ID) {
      limitSettings(connectorId: $connectorId, offeringId: $offeringId) { ${fields} }
    }`,
    target,
  );
  return { settings: data?.['limitSettings'] as Settings, errors };
}

async function choose(api: ApiClient, input: Record<string, unknown>) {
  const { data, errors } = await api.send(
    `mutation ($input: SetLimitsInput!) {
      setLimits(input: $input) { __typename ... on LimitSettings { ${fields} } ... on Refusal { code message field } }
    }`,
    { input },
  );
  return { result: data?.['setLimits'] as Settings & { __typename: string; code?: string }, errors };
}

const requests = (subject: string, value: number | null) => ({
  subject,
  quantity: 'REQUESTS_PER_MINUTE',
  value,
});

const limitOf = ({ limits }: Settings, subject: string) =>
  limits.find((limit) => limit.subject === subject && limit.quantity === 'REQUESTS_PER_MINUTE');

it('an admin chooses for the organization, a connector and a tool; each inherits what is above it', async () => {
  expect((await look(admin)).settings).toMatchObject({ version: 0, viewerCanChange: true });
  const { result } = await choose(admin, {
    version: 0,
    limits: [requests('MEMBER', 600), requests('TOOL', 300)],
    results: { redactSecrets: true },
  });
  expect(result).toMatchObject({ __typename: 'LimitSettings', version: 1, results: { redactSecrets: true } });
  expect(limitOf(result, 'MEMBER')).toMatchObject({ chosen: 600, inherited: 2_400, ceiling: 24_000 });
  const sources = ({ limits }: Settings) => limits.map(({ inheritedFrom }) => inheritedFrom);
  expect(new Set(sources(result))).toEqual(new Set(['INSTALLATION']));

  await choose(admin, { connectorId: crm.id, version: 0, limits: [requests('TOOL', 60)] });
  const ofConnector = await look(admin, { connectorId: crm.id });
  expect(limitOf(ofConnector.settings, 'TOOL')).toMatchObject({
    chosen: 60,
    inherited: 300,
    inheritedFrom: 'ORGANIZATION',
  });
  expect(limitOf(ofConnector.settings, 'MEMBER')).toBeUndefined();
  expect(ofConnector.settings.inheritedResults).toMatchObject({ redactSecrets: true, reportMarkers: true });
  const ofTool = await look(admin, { connectorId: crm.id, offeringId: tool });
  expect(limitOf(ofTool.settings, 'TOOL')).toMatchObject({ chosen: null, inherited: 60 });
  expect(sources(ofTool.settings)).toEqual(['CONNECTOR', 'INSTALLATION', 'INSTALLATION']);

  const back = await choose(admin, { version: 1, limits: [requests('MEMBER', null)] });
  expect(limitOf(back.result, 'MEMBER')).toMatchObject({ chosen: null, inherited: 2_400 });
  expect(back.result.results).toMatchObject({ redactSecrets: true });
});

it('each choice is on record with what it was before, and reaches gateways as a new version of the policy', async () => {
  const [before] = await given.rows<{ policy_version: string }>(
    'select policy_version from organizations where id = $1',
    [acme.id],
  );
  const { settings } = await look(admin, { connectorId: crm.id });
  await choose(admin, {
    connectorId: crm.id,
    version: settings.version,
    limits: [requests('CONNECTOR', 90)],
    results: { maximumBytes: 65_536, listedHosts: [' Acme.example', '*.acme.example', 'acme.example'] },
  });
  const [after] = await given.rows<{ policy_version: string }>(
    'select policy_version from organizations where id = $1',
    [acme.id],
  );
  expect(Number(after?.policy_version)).toBe(Number(before?.policy_version) + 1);
  const [event] = await given.rows<{ body: Record<string, unknown> }>(
    `select body from audit_events where type = 'limits.changed' order by recorded_at desc, id desc limit 1`,
  );
  expect(event?.body).toMatchObject({
    target: { kind: 'connector', id: crm.id },
    change: {
      before: { limits: { tool: { requestsPerMinute: 60 } }, results: {} },
      after: {
        limits: { tool: { requestsPerMinute: 60 }, connector: { requestsPerMinute: 90 } },
        results: { maximumBytes: 65_536, listedHosts: ['acme.example', '*.acme.example'] },
      },
    },
  });
});

it.each([
  ['above the ceiling', { limits: [requests('MEMBER', 24_001)] }, 'limit_out_of_range'],
  ['zero', { limits: [requests('MEMBER', 0)] }, 'limit_out_of_range'],
  ['half a request', { limits: [requests('MEMBER', 1.5)] }, 'limit_out_of_range'],
  [
    'streams of a tool',
    { limits: [{ subject: 'TOOL', quantity: 'OPEN_STREAMS', value: 1 }] },
    'limit_not_applicable',
  ],
  ['a result of nothing', { limits: [], results: { maximumBytes: 10 } }, 'results_invalid'],
  [
    'a result above the installation’s',
    { limits: [], results: { maximumBytes: 4_194_305 } },
    'results_invalid',
  ],
  ['a result of 2 GiB', { limits: [], results: { maximumBytes: 2 ** 31 } }, 'results_invalid'],
  ['a result of half a byte', { limits: [], results: { maximumBytes: 2_048.5 } }, 'results_invalid'],
  [
    'what is no host',
    { limits: [], results: { listedHosts: ['https://acme.example/x'] } },
    'results_invalid',
  ],
])('%s is refused and nothing is saved', async (_what, input, code) => {
  const { settings } = await look(admin);
  expect((await choose(admin, { version: settings.version, ...input })).result.code).toBe(code);
  expect((await look(admin)).settings).toEqual(settings);
});

it('two who saw the same cannot both save', async () => {
  const { settings } = await look(admin, { connectorId: crm.id, offeringId: tool });
  expect(settings.version).toBe(0);
  const input = { connectorId: crm.id, offeringId: tool, version: 0, limits: [requests('TOOL', 5)] };
  const both = await Promise.all([choose(admin, input), choose(admin, input)]);
  expect(both.map(({ result }) => result.code ?? 'saved').sort()).toEqual(['saved', 'stale_version']);
});

it('what has limits of its own is listed at its connector, with who chose them, and leaves the list with them', async () => {
  const sheets = await given.connector(acme, { slug: 'sheets', ownerId: await given.member(acme) });
  const append = await given.offering(sheets, 'append');
  await given.offering(sheets, 'read');
  const target = { connectorId: sheets.id, offeringId: append };
  const own = async (api: ApiClient, connectorId = sheets.id) => {
    const { data } = await api.send(
      `query ($connectorId: ID, $offeringId: ID) {
        of: limitSettings(connectorId: $connectorId) {
          changedBy { displayName }
          limitedOfferings { id kind name chosen { quantity value } changedBy { displayName } }
        }
        ofTool: limitSettings(connectorId: $connectorId, offeringId: $offeringId) {
          changedBy { displayName } limitedOfferings { id }
        }
      }`,
      { ...target, connectorId },
    );
    return data;
  };
  await choose(admin, { ...target, version: 0, limits: [requests('TOOL', 7)] });
  const ada = { displayName: 'Ada' };
  expect(await own(auditor)).toEqual({
    of: {
      changedBy: null,
      limitedOfferings: [
        {
          id: append,
          kind: 'TOOL',
          name: 'append',
          chosen: [{ quantity: 'REQUESTS_PER_MINUTE', value: 7 }],
          changedBy: ada,
        },
      ],
    },
    ofTool: { changedBy: ada, limitedOfferings: [] },
  });
  expect(await own(foreigner)).toEqual({ of: null, ofTool: null });

  await choose(admin, { ...target, version: 1, limits: [requests('TOOL', null)] });
  expect(await own(auditor)).toMatchObject({ of: { limitedOfferings: [] }, ofTool: { changedBy: ada } });
});

it('of very many tools with limits of their own, the first by name are listed', async () => {
  const erp = await given.connector(acme, { slug: 'erp', ownerId: crm.ownerId });
  await given.offering(erp, 'original');
  await given.rows(
    `with copies as (
       insert into offerings
         select (jsonb_populate_record(original, jsonb_build_object(
                  'id', gen_random_uuid(), 'name', 'tool-' || to_char(number, 'FM000')))).*
           from offerings original, generate_series(1, 201) as number
          where original.connector_id = $1
         returning organization_id, connector_id, id)
     insert into limit_settings (organization_id, connector_id, offering_id, limits, results, changed_by, changed_at, id)
       select organization_id, connector_id, id, '{"tool":{"requestsPerMinute":1}}', '{}', $2, now(),
              gen_random_uuid()
         from copies`,
    [erp.id, crm.ownerId],
  );
  const { data } = await auditor.send(
    'query ($id: ID) { settings: limitSettings(connectorId: $id) { limitedOfferings { name } } }',
    { id: erp.id },
  );
  const { limitedOfferings } = data?.['settings'] as { limitedOfferings: { name: string }[] };
  expect(limitedOfferings.map(({ name }) => name)).toEqual(
    Array.from({ length: 200 }, (_, at) => `tool-${String(at + 1).padStart(3, '0')}`),
  );
});

it('an auditor sees and does not choose; nobody reaches another organization', async () => {
  expect((await look(auditor)).settings.viewerCanChange).toBe(false);
  expect((await choose(auditor, { version: 1, limits: [] })).errors).toHaveLength(1);
  expect((await look(foreigner, { connectorId: crm.id })).settings).toBeNull();
  const { result } = await choose(foreigner, { connectorId: crm.id, version: 0, limits: [] });
  expect(result.code).toBe('not_found');
});

it('no limit names a tool of another connector, whoever writes it', async () => {
  const wiki = await given.connector(acme, { slug: 'wiki', ownerId: crm.ownerId });
  const page = await given.offering(wiki, 'page');
  const { result } = await choose(admin, { connectorId: crm.id, offeringId: page, version: 0, limits: [] });
  expect(result.code).toBe('not_found');
  const write = (connector: GivenConnector) =>
    given.rows(
      `insert into limit_settings (organization_id, id, connector_id, offering_id, changed_by)
       values ($1, gen_random_uuid(), $2, $3, $4)`,
      [acme.id, connector.id, page, crm.ownerId],
    );
  await expect(write(crm)).rejects.toMatchObject({ constraint: 'limit_settings_offering_fkey' });
  await write(wiki);
  await expect(
    given.rows('update limit_settings set connector_id = $1 where offering_id = $2', [crm.id, page]),
  ).rejects.toMatchObject({ constraint: 'limit_settings_offering_fkey' });
  await given.rows('delete from offerings where id = $1', [page]);
  expect(await given.rows('select 1 from limit_settings where offering_id = $1', [page])).toEqual([]);
});
