import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startInstallation, type Installation } from '../installation/installation.js';

const held = 40;
const loops = 8;

let castellan: Installation;
let upstream: Server;
let mcpUrl: string;
let connectorId: string;
const executed: number[] = [];
let release: () => void = () => undefined;
const released = new Promise<void>((resolve) => (release = resolve));

beforeAll(async () => {
  castellan = await startInstallation({ durable: false });
  upstream = createServer((request, response) => {
    void (async () => {
      const { id, method, params } = (await json(request)) as Message;
      const result = await resultOf(method, params);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: { resultType: 'complete', ...result } }));
    })();
  }).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const address = upstream.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  ({ mcpUrl, id: connectorId } = await castellan.connectors.publish({
    slug: 'draining',
    url: `http://127.0.0.1:${port}/mcp`,
    tools: 'all',
  }));
});

afterAll(async () => {
  upstream.closeAllConnections();
  upstream.close();
  await castellan.stop();
});

interface Message {
  readonly id: unknown;
  readonly method: string;
  readonly params: { readonly arguments?: { readonly number: number; readonly hold: boolean } };
}

/** Writes down each call that is carried out; those that are to be held back are answered when the test says so. */
async function resultOf(method: string, params: Message['params']): Promise<object> {
  const cacheable = { ttlMs: 0, cacheScope: 'private' };
  if (method === 'server/discover') {
    return { ...cacheable, supportedVersions: ['2026-07-28'], capabilities: { tools: {} } };
  }
  if (method === 'tools/list') {
    return { ...cacheable, tools: [{ name: 'update_record', inputSchema: { type: 'object' } }] };
  }
  const { number, hold } = params.arguments ?? { number: Number.NaN, hold: false };
  executed.push(number);
  if (hold) await released;
  return { content: [{ type: 'text', text: String(number) }] };
}

/** What a caller heard: its answer, a refusal, or nothing because the connection ended. */
type Heard = 'answered' | 'refused' | 'nothing';

async function post(id: number, method: string, params: object, name?: string): Promise<string> {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const response = await fetch(mcpUrl, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${castellan.memberToken}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(name === undefined ? {} : { 'mcp-name': name }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta } }),
  });
  return response.text();
}

async function call(number: number, hold: boolean): Promise<Heard> {
  const params = { name: 'update_record', arguments: { number, hold } };
  try {
    const text = await post(number, 'tools/call', params, params.name);
    return text.includes(`"text":"${number}"`) ? 'answered' : 'refused';
  } catch {
    // Whatever ended it, the caller has heard nothing.
    return 'nothing';
  }
}

it('a process that is told to stop under load answers every call it has passed on, each on record', async () => {
  const heard = new Map<number, Heard>();
  let number = 0;
  const make = async (hold: boolean): Promise<Heard> => {
    const mine = ++number;
    const outcome = await call(mine, hold);
    heard.set(mine, outcome);
    return outcome;
  };
  const stream = post(0, 'subscriptions/listen', { notifications: { toolsListChanged: true } });
  const waiting = Array.from({ length: held }, () => make(true));
  await expect.poll(() => executed.length, { timeout: 30_000 }).toBe(held);
  const load = Array.from({ length: loops }, async () => {
    while ((await make(false)) === 'answered');
  });
  await expect.poll(() => executed.length, { timeout: 30_000 }).toBeGreaterThan(held + 10 * loops);

  const stopped = castellan.api.stop();
  await Promise.all(load);
  // Load balancers hear of it while calls are still under way.
  expect((await fetch(new URL('/readyz', mcpUrl))).status).toBe(503);
  // Told that it is over, while calls are still under way.
  expect(await stream).toContain('"resultType":"complete"');
  release();
  expect(await Promise.all(waiting)).toEqual(Array(held).fill('answered'));
  await stopped;

  const answered = [...heard].filter(([, outcome]) => outcome === 'answered').map(([each]) => each);
  expect(executed.toSorted((one, other) => one - other)).toEqual(
    answered.toSorted((one, other) => one - other),
  );
  expect(await recorded()).toEqual({ started: answered.length, finished: answered.length });
  console.log(`stopped under load: ${answered.length} calls passed on, answered and on record`);
});

/** What the trail holds of the calls of this connector, read behind the application's back: it has ended. */
async function recorded(): Promise<{ started: number; finished: number }> {
  const url = new URL(castellan.databaseUrl);
  url.pathname = '/castellan';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    const { rows } = await client.query<{ type: string; count: number }>(
      `select type, count(*)::integer as count from audit_events
        where connector_id = $1 and type in ('gateway.call_started', 'gateway.called') and outcome = 'success'
        group by type`,
      [connectorId],
    );
    const countOf = (type: string) => rows.find((row) => row.type === type)?.count ?? 0;
    return { started: countOf('gateway.call_started'), finished: countOf('gateway.called') };
  } finally {
    await client.end();
  }
}
