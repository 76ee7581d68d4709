import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../application/api-client.js';
import { startApplication, type RunningApplication } from '../application/application.js';
import {
  argumentsOf,
  startControlledUpstream,
  text,
  type ControlledUpstream,
} from '../gateway/controlled-upstream.js';
import { modern, openSession, send } from '../gateway/wire.js';
import { Given, type GivenOrganization } from '../given.js';

let castellan: RunningApplication;
let given: Given;
let upstream: ControlledUpstream;
let acme: GivenOrganization;
let admin: ApiClient;

/** What must never be found anywhere but where it was meant to go. */
const canary = {
  credential: 'Bearer canary-credential-0123456789',
  argument: 'canary-argument',
  result: 'canary-result',
  failure: 'canary-failure',
};

beforeAll(async () => {
  upstream = await startControlledUpstream({
    echo: (call, reply) => reply.result(text(`${canary.result} ${JSON.stringify(argumentsOf(call))}`)),
    fail: (call, reply) =>
      reply.error({ code: -32000, message: `${canary.failure} ${String(call.headers.authorization)}` }),
  });
  castellan = await startApplication();
  given = await Given.in(castellan.database);
  acme = await given.organization('acme');
  admin = await ApiClient.as(castellan, acme.id, await given.member(acme, { role: 'admin' }), 'admin');
});
afterAll(async () => {
  await given?.end();
  await castellan?.stop();
  await upstream?.close();
});

async function change<Result>(mutation: string, input: object, selection: string): Promise<Result> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const { data, errors } = await admin.send(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { ... on Refusal { code message } ${selection} } }`,
    { input },
  );
  expect(errors).toEqual([]);
  expect(data?.[mutation]).not.toHaveProperty('code');
  return data?.[mutation] as Result;
}

/** Registers the upstream and lets everybody use it, as an admin does. */
async function publish(): Promise<void> {
  const header = { headerName: 'Authorization', headerValue: canary.credential };
  const scan = await change<{ id: string }>(
    'startScan',
    { url: upstream.target().url, transport: 'STREAMABLE_HTTP', ...header },
    '... on Scan { id }',
  );
  const status = async () =>
    (await admin.send(`{ scan(id: "${scan.id}") { status } }`)).data as unknown as {
      scan: { status: string };
    };
  await expect.poll(async () => (await status()).scan.status).toBe('SUCCEEDED');
  const { id, offerings } = await change<{ id: string; offerings: { id: string; liveHash: string }[] }>(
    'registerConnector',
    { scanId: scan.id, slug: 'echo', name: 'Echo', ...header },
    '... on Connector { id offerings { id liveHash } }',
  );
  const approvals = offerings.map((offering) => ({ offeringId: offering.id, hash: offering.liveHash }));
  const version = '... on Connector { version }';
  const approved = await change<{ version: number }>(
    'approveOfferings',
    { connectorId: id, approvals },
    version,
  );
  const changes = offerings.map((offering) => ({ offeringId: offering.id, groupId: null, effect: 'ALLOW' }));
  const ruled = await change<{ version: number }>(
    'setRules',
    { connectorId: id, version: approved.version, changes },
    version,
  );
  await change('publishConnector', { id, version: ruled.version, everyone: true, groupIds: [] }, version);
}

/** Everything in the database, as text. */
async function dump(): Promise<string> {
  const tables = await given.rows<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await given.rows<{ row: string }>(`select row_to_json(each)::text as row from ${name} each`);
    texts.push(...rows.map(({ row }) => row));
  }
  return texts.join('\n');
}

test('whoever steals the tables gets no credential, no token, no session, and nothing that was said', async () => {
  await publish();
  const issued = await change<{ secret: string }>(
    'createToken',
    { name: 'laptop', expiresAt: new Date(Date.now() + 1_800_000).toISOString(), access: 'WRITE' },
    '... on IssuedToken { secret }',
  );
  const url = `${castellan.url}/mcp/acme/echo`;
  const call = (name: string) =>
    send(url, modern(issued.secret, 'tools/call', { name, arguments: { said: canary.argument } }));
  const answered = await call('echo');
  expect(answered.text).toContain(canary.result);
  expect(upstream.received[0]?.headers.authorization).toBe(canary.credential);
  const failed = await call('fail');
  // A server that repeats what it was sent gives the credential to nobody.
  expect(failed.message.error?.message).toBe(`${canary.failure} [removed]`);
  const session = await openSession(url, issued.secret);

  const everything = await dump();
  expect(everything).toContain('gateway.called');
  expect(everything).toContain('6789');
  for (const secret of [
    ...Object.values(canary),
    'canary',
    issued.secret,
    issued.secret.slice(19),
    session,
  ]) {
    expect(everything).not.toContain(secret);
  }
});

test('the API shows of a credential what was set and when, to nobody more', async () => {
  const answer = await admin.send(
    '{ connector(slug: "echo") { credential { headerName lastFour origin setBy { displayName } setAt } scans { url } } auditEvents(first: 100) { edges { node { change details body } } } tokens { edges { node { hint } } } }',
  );
  expect(answer.errors).toEqual([]);
  expect(JSON.stringify(answer)).toContain('"lastFour":"6789"');
  expect(JSON.stringify(answer)).not.toContain('canary');
});
