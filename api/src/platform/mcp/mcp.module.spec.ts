import { Test } from '@nestjs/testing';
import { expect, it, onTestFinished } from 'vitest';
import { startLegacyServer } from '../../../test/mcp/sdk-servers.js';
import type { AddressPolicy } from '../http-out/address-policy.js';
import { ADDRESS_POLICY } from '../http-out/http-out.module.js';
import { McpModule } from './mcp.module.js';
import { UpstreamClient } from './upstream/upstream-client.js';

const policy: AddressPolicy = { allowLoopback: true, allowedRanges: [], allowHttp: 'loopback' };

it('provides the upstream client, and ends its sessions with the application', async () => {
  const server = await startLegacyServer();
  onTestFinished(server.close);
  const application = await Test.createTestingModule({ imports: [McpModule] })
    .overrideProvider(ADDRESS_POLICY)
    .useValue(policy)
    .compile();
  const client = application.get(UpstreamClient, { strict: false });
  const verdict = await client.probe(server.target());
  const message = { jsonrpc: '2.0', id: 1, method: 'ping' } as const;
  await client.exchange(server.target(), verdict, { message, sessionKey: 'alice' });
  expect(server.log).toMatchObject({ sessionsOpened: 2, sessionsClosed: 1 });
  await application.close();
  expect(server.log.sessionsClosed).toBe(2);
});
