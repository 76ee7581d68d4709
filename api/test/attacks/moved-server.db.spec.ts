import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../application/api-client.js';
import { startApplication, type RunningApplication } from '../application/application.js';
import { Given, type GivenOrganization } from '../given.js';
import { readJson, sendJson, startHttpServer } from '../mcp/http-server.js';

let castellan: RunningApplication;
let given: Given;
let acme: GivenOrganization;
let admin: ApiClient;
let adminId: string;

beforeAll(async () => {
  castellan = await startApplication({ roles: new Set(['control']) });
  given = await Given.in(castellan.database);
  acme = await given.organization('acme');
  adminId = await given.member(acme, { role: 'admin' });
  admin = await ApiClient.as(castellan, acme.id, adminId, 'admin');
});
afterAll(async () => {
  await given?.end();
  await castellan?.stop();
});

test('a scan of the old address says nothing about the new one, even if it ends later', async () => {
  const reached = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const server = await startHttpServer((request, response) => {
    void readJson(request).then(async ({ id, method }) => {
      if (method === 'tools/list') {
        reached.resolve();
        await release.promise;
      }
      const result = {
        ...{ resultType: 'complete', ttlMs: 0, cacheScope: 'private' },
        ...(method === 'tools/list'
          ? { tools: [{ name: 'pay', inputSchema: { type: 'object' } }] }
          : { supportedVersions: ['2026-07-28'], capabilities: { tools: {} } }),
      };
      sendJson(response, 200, { jsonrpc: '2.0', id, result });
    });
  });
  const { id } = await given.connector(acme, { slug: 'bank', ownerId: adminId, url: server.target().url });
  const scan = await admin.send(
    'mutation ($input: StartScanInput!) { startScan(input: $input) { ... on Scan { id } } }',
    { input: { connectorId: id } },
  );
  const { id: scanId } = (scan.data as unknown as { startScan: { id: string } }).startScan;
  await reached.promise;
  const moved = await admin.send(
    'mutation ($input: UpdateConnectorInput!) { updateConnector(input: $input) { ... on Connector { url } } }',
    {
      input: {
        ...{ id, version: 1, name: 'Bank', purpose: '', dataClass: 'INTERNAL', ownerId: adminId },
        ...{ url: 'https://elsewhere.example/mcp', transport: 'STREAMABLE_HTTP' },
      },
    },
  );
  expect(moved.data).toEqual({ updateConnector: { url: 'https://elsewhere.example/mcp' } });
  release.resolve();

  const ended = async () => {
    const { data } = await admin.send(`{ scan(id: "${scanId}") { status failure { code } } }`);
    return data?.['scan'];
  };
  await expect.poll(ended).toEqual({ status: 'FAILED', failure: { code: 'connector_moved' } });
  const connector = await admin.send('{ connector(slug: "bank") { protocolRevision offerings { name } } }');
  expect(connector.data).toEqual({ connector: { protocolRevision: null, offerings: [] } });
  await server.close();
});
