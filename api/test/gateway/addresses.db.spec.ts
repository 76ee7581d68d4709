import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestServer } from '../mcp/http-server.js';
import { startModernServer } from '../mcp/sdk-servers.js';
import { RunningGateway } from './running-gateway.js';
import { modern } from './wire.js';

let gateway: RunningGateway;
let upstream: TestServer;
let token: string;

beforeAll(async () => {
  [gateway, upstream] = await Promise.all([
    RunningGateway.start({}, { trustedProxies: ['127.0.0.1'] }),
    startModernServer(),
  ]);
  const acme = await gateway.given.organization('acme');
  await gateway.connect(acme, upstream, { slug: 'sample' });
  token = await gateway.token(acme, await gateway.given.member(acme));
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});

/** Asks for the tools at an address that is sent just as it is written here. */
function ask(path: string, headers: Record<string, string> = {}, method = 'POST'): Promise<number> {
  const message = modern(token, 'tools/list');
  const { hostname, port } = new URL(gateway.origin);
  return new Promise((resolve, reject) => {
    const asked = { ...(message.headers as Record<string, string>), ...headers };
    request({ hostname, port, path, method, headers: asked }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    })
      .on('error', reject)
      .end(method === 'POST' ? message.body : undefined);
  });
}

test.each([
  ['as it is printed', '/mcp/acme/sample', 200],
  ['of all connectors', '/mcp/acme', 200],
  ['with a slash at its end', '/mcp/acme/sample/', 200],
  ['with a query', '/mcp/acme/sample?from=docs', 200],
  ['with letters written as numbers', '/mcp/%61cme/s%61mple', 200],
  ['with a connector that is not there', '/mcp/acme/nothing', 404],
  ['with a slash that is hidden', '/mcp/acme%2Fsample', 401],
  ['that cannot be read', '/mcp/acme/%zz', 400],
  ['with too many parts', '/mcp/acme/sample/tools', 404],
  ['with two slashes', '/mcp//sample', 404],
  ['with another beginning', '/x/mcp/acme/sample', 404],
  ['in capitals', '/MCP/acme/sample', 404],
])('an address %s', async (_how, path, status) => {
  expect(await ask(path)).toBe(status);
});

test('an address may be written in full, if it is our own', async () => {
  expect(await ask(`${gateway.origin}/mcp/acme/sample`)).toBe(200);
  expect(await ask('http://elsewhere.example/mcp/acme/sample')).toBe(403);
});

test.each(['PUT', 'PATCH', 'HEAD', 'OPTIONS'])('%s is no way to ask', async (method) => {
  expect(await ask('/mcp/acme/sample', {}, method)).toBe(405);
});

test('a proxy that is trusted says who asks, and nobody else does', async () => {
  expect(await ask('/mcp/acme/sample', { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' })).toBe(200);
  const [row] = await gateway.given.rows<{ value: string }>(
    `select value from audit_personal_values where field = 'sourceAddress' order by event_id desc limit 1`,
  );
  // The last one is the proxy's own word; what stands before it was only told to the proxy.
  expect(row?.value).toBe('203.0.113.9');
});
