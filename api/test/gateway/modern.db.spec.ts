import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import type { TestServer } from '../mcp/http-server.js';
import { startModernServer } from '../mcp/sdk-servers.js';
import { RunningGateway } from './running-gateway.js';
import { modern, send } from './wire.js';

let gateway: RunningGateway;
let upstream: TestServer;
let acme: GivenOrganization;
let sample: GivenConnector;
let token: string;

beforeAll(async () => {
  [gateway, upstream] = await Promise.all([RunningGateway.start(), startModernServer()]);
  acme = await gateway.given.organization('acme');
  sample = await gateway.connect(acme, upstream, {
    slug: 'sample',
    allowed: ['echo', 'note://one', 'greet'],
    notApproved: ['wait'],
  });
  token = await gateway.token(acme, await gateway.given.member(acme));
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(() => gateway.forgetEvents());

async function connect(): Promise<Client> {
  const client = new Client(
    { name: 'spec', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(gateway.urlOf(sample)), { requestInit }));
  return client;
}

describe('the official client of the modern revision', () => {
  test('is offered exactly what is allowed, and gets the real answer', async () => {
    const client = await connect();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['echo']);
    expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual(['note://one']);
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual(['greet']);
    expect(client.getInstructions()).toBe('Be kind.');

    const result = await client.callTool({ name: 'echo', arguments: { text: 'hello' } });
    expect(result.content).toEqual([{ type: 'text', text: 'hello' }]);
    expect((await client.readResource({ uri: 'note://one' })).contents).toMatchObject([{ text: 'noted' }]);
    expect((await client.getPrompt({ name: 'greet' })).messages).toHaveLength(1);
    await client.close();

    const events = await gateway.events();
    expect(events.map(({ type }) => type).filter((type) => type !== 'gateway.listed')).toEqual([
      'gateway.called',
      'gateway.called',
      'gateway.called',
    ]);
    expect(events.find(({ offering }) => offering?.name === 'echo')).toMatchObject({
      outcome: 'success',
      decision: { effect: 'allow' },
      details: { method: 'tools/call', era: 'modern', revision: '2026-07-28', clientName: 'spec' },
    });
  });

  test('is told the reason for what it may know of, and nothing of the rest', async () => {
    const client = await connect();
    const refused = await client.callTool({ name: 'count', arguments: { to: 1 } });
    expect(refused.isError).toBe(true);
    expect(refused.content).toMatchObject([{ type: 'text', text: expect.stringContaining('rule') }]);
    await expect(client.callTool({ name: 'wait' })).rejects.toThrow('Unknown tool: wait');
    await expect(client.callTool({ name: 'none' })).rejects.toThrow('Unknown tool: none');
    await client.close();
    expect(
      (await gateway.events('gateway.refused')).map(({ offering, outcome }) => [offering?.name, outcome]),
    ).toEqual([
      ['count', 'denied'],
      ['wait', 'denied'],
      ['none', 'denied'],
    ]);
  });
});

test('a tool that is not approved and one that does not exist get the same answer', async () => {
  const url = gateway.urlOf(sample);
  const hidden = await send(url, modern(token, 'tools/call', { name: 'wait', arguments: {} }));
  const missing = await send(url, modern(token, 'tools/call', { name: 'want', arguments: {} }));
  expect(hidden.text.replaceAll('wait', 'want')).toBe(missing.text);
  expect(hidden.status).toBe(missing.status);
});
