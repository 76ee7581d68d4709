import { createServer, type Server } from 'node:http';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LauncherProcess } from '../../test/launcher-process.js';
import { demoFileSchema, type DemoFile } from '../seed/demo-file.js';
import { chooseFreePorts, isFree } from './free-ports.js';

let folder: string;
let home: string;
let port: number;
let launcher: LauncherProcess;

const start = (variables: Record<string, string> = {}) =>
  LauncherProcess.start({
    CASTELLAN_HOME: home,
    CASTELLAN_PORT: String(port),
    CASTELLAN_TOOLS_LISTED: '5',
    ...variables,
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'castellan-evaluation-'));
  home = join(folder, 'data');
  [port = 0] = await chooseFreePorts(1, `${folder} itself`);
  launcher = start();
  await launcher.running();
});

afterAll(async () => {
  await launcher.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

async function readDemo(): Promise<DemoFile> {
  return demoFileSchema.parse(JSON.parse(await readFile(join(home, 'demo.json'), 'utf8')));
}

async function ask<Answer>(token: string, query: string, variables: object = {}): Promise<Answer> {
  const response = await fetch(`http://localhost:${port}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Answer; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

interface ConnectorRow {
  readonly id: string;
  readonly slug: string;
  readonly state: string;
  readonly version: number;
  readonly offeringCounts: { readonly held: number };
}

async function connectorsOf(token: string): Promise<ConnectorRow[]> {
  const { connectors } = await ask<{ connectors: { edges: { node: ConnectorRow }[] } }>(
    token,
    '{ connectors(first: 50) { edges { node { id slug state version offeringCounts { held } } } } }',
  );
  return connectors.edges.map(({ node }) => node);
}

async function connectAs(token: string, url: string | undefined): Promise<Client> {
  const client = new Client({ name: 'evaluation-spec', version: '1.0.0' });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(url ?? ''), { requestInit: { headers } }));
  return client;
}

describe('the first start', () => {
  it('says where to go, who to be, what to try and how to stop', () => {
    expect(launcher.output).toContain(`Castellan is running at http://localhost:${port}`);
    expect(launcher.output).toContain('npx @modelcontextprotocol/inspector --cli');
    expect(launcher.output).toContain('Stop with Ctrl+C');
    expect(launcher.output).not.toContain('WARNING');
  });

  it('writes demo.json for its owner only, with a token for every role', async () => {
    const demo = await readDemo();
    expect((await stat(join(home, 'demo.json'))).mode & 0o777).toBe(0o600);
    expect(demo.url).toBe(`http://localhost:${port}`);
    expect(Object.keys(demo.organizations.acme.mcp)).toEqual(
      expect.arrayContaining(['crm', 'calendar', 'code', 'tickets', 'knowledge', 'automation']),
    );
    expect(demo.organizations.acme.aggregate).toBe(`http://localhost:${port}/mcp/acme`);
    for (const { tokens } of Object.values(demo.organizations)) {
      for (const token of Object.values(tokens)) expect(token).toMatch(/^cst_pat_/);
    }
  });

  it('leaves published and unpublished connectors, and one tool that waits for an admin', async () => {
    const { acme, northfield } = (await readDemo()).organizations;
    const connectors = await connectorsOf(acme.tokens.admin);
    expect(connectors.map(({ slug, state }) => `${slug} ${state}`).sort()).toEqual([
      'automation DRAFT',
      'calendar PUBLISHED',
      'code PUBLISHED',
      'crm PUBLISHED',
      'knowledge PUBLISHED',
      'tickets PUBLISHED',
    ]);
    const held = connectors.filter(({ offeringCounts }) => offeringCounts.held > 0);
    expect(held.map(({ slug }) => slug)).toEqual(['tickets']);
    expect((await connectorsOf(northfield.tokens.admin)).map(({ slug }) => slug).sort()).toEqual([
      'calendar',
      'knowledge',
      'tickets',
    ]);
  });

  it('lets the member call exactly the allowed tools', async () => {
    const { mcp, tokens } = (await readDemo()).organizations.acme;
    const client = await connectAs(tokens.member, mcp['crm']);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(['get_record', 'search_records', 'update_record']);
    const answer = await client.callTool({ name: 'search_records', arguments: { query: 'bakery' } });
    expect(answer.structuredContent).toMatchObject({ total: expect.any(Number) });
    const refused = await client.callTool({ name: 'delete_record', arguments: { id: 'acc-1' } });
    expect(refused).toMatchObject({ isError: true });
    await client.close();
  });

  it('lets each member reach the connectors that the README names', async () => {
    const { acme, northfield } = (await readDemo()).organizations;
    const reached = async ({ mcp, tokens }: typeof acme) => {
      const all = await Promise.all(
        Object.entries(mcp).map(async ([slug, url]) => {
          const client = await connectAs(tokens.member, url).catch(() => undefined);
          await client?.close();
          return client ? [slug] : [];
        }),
      );
      return all.flat().sort();
    };
    expect(await reached(acme)).toEqual(['calendar', 'crm', 'knowledge', 'tickets']);
    expect(await reached(northfield)).toEqual(['calendar', 'knowledge']);
  });

  it('passes on to the API what was set for it', async () => {
    const { aggregate, tokens } = (await readDemo()).organizations.acme;
    const client = await connectAs(tokens.member, aggregate);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(['call_tool', 'find_tools']);
    await client.close();
  });
});

describe('another start', () => {
  it('on the same data is refused, naming the process and its address', async () => {
    const second = start({ CASTELLAN_PORT: '1' });
    expect(await second.ended()).toBe(1);
    expect(second.output).toContain(`process ${launcher.pid}, at http://localhost:${port}`);
    expect(second.output).toContain('CASTELLAN_HOME=');
  });

  it('on a busy port is refused, and leaves nothing running', async () => {
    const other: Server = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const busy = typeof address === 'object' && address ? String(address.port) : '';
    const second = start({ CASTELLAN_HOME: join(folder, 'other'), CASTELLAN_PORT: busy });
    expect(await second.ended()).toBe(1);
    expect(second.output).toContain(`Port ${busy} of this computer is in use`);
    expect(second.output).toContain('CASTELLAN_PORT=');
    other.close();
  });

  it('with half a database configuration is refused, naming the rest', async () => {
    const second = start({
      CASTELLAN_HOME: join(folder, 'half'),
      CASTELLAN_DATABASE_AUDIT_URL: 'postgres://x',
    });
    expect(await second.ended()).toBe(1);
    expect(second.output).toContain('but not DATABASE_URL, CASTELLAN_DATABASE_OWNER_URL');
  });
});

describe('starting again', () => {
  it('after a kill finds everything as it was, with the same tokens and no second seed', async () => {
    const before = await readDemo();
    const { admin } = before.organizations.acme.tokens;
    const connectors = await connectorsOf(admin);
    const crm = connectors.find(({ slug }) => slug === 'crm');
    await ask(
      admin,
      `mutation ($input: ConnectorStateInput!) { suspendConnector(input: $input) { __typename } }`,
      { input: { id: crm?.id, version: crm?.version, reason: 'To see whether it stays so.' } },
    );

    await launcher.end('SIGKILL');
    // The API notices that its launcher is gone, and gives the port free.
    await expect.poll(() => isFree(port), { timeout: 30_000 }).toBe(true);
    launcher = start();
    await launcher.running();

    expect(await readDemo()).toEqual(before);
    const after = await connectorsOf(admin);
    expect(after.find(({ slug }) => slug === 'crm')).toMatchObject({ id: crm?.id, state: 'SUSPENDED' });
    expect(after.map(({ id }) => id).sort()).toEqual(connectors.map(({ id }) => id).sort());
    expect(launcher.output).not.toContain('Registering');
  });

  it('makes new tokens when demo.json is gone', async () => {
    const before = await readDemo();
    await rm(join(home, 'demo.json'));
    expect(await launcher.end('SIGTERM')).toBe(0);
    launcher = start();
    await launcher.running();
    const { admin } = (await readDemo()).organizations.acme.tokens;
    expect(admin).not.toBe(before.organizations.acme.tokens.admin);
    expect(await connectorsOf(admin)).toHaveLength(6);
  });

  it('is possible at once after a stop, which leaves the port and the folder free', async () => {
    expect(await launcher.end('SIGINT')).toBe(0);
    expect(await isFree(port)).toBe(true);
    await expect(stat(join(home, 'castellan.lock'))).rejects.toThrow('ENOENT');
    launcher = start();
    await launcher.running();
  });

  it('during a stop waits for its end', async () => {
    const former = launcher.end('SIGTERM');
    const isStopping = async () =>
      /"isStopping": true/.test(await readFile(join(home, 'running.json'), 'utf8'));
    await expect.poll(isStopping).toBe(true);
    launcher = start();
    await launcher.running();
    expect(await former).toBe(0);
    expect(launcher.output).not.toContain('already running');
  });
});
