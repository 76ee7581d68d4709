import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient } from '../application/api-client.js';
import { startApplication, type RunningApplication } from '../application/application.js';
import { CountingServer } from '../counting-server.js';
import { Given } from '../given.js';
import { Browser } from '../sign-in/browser.js';
import { startHostileProvider, type HostileProvider } from '../sign-in/hostile-provider.js';

/** An installation that listens, with somebody who may register servers. */
interface Installation {
  readonly castellan: RunningApplication;
  readonly given: Given;
  readonly admin: ApiClient;
  end(): Promise<void>;
}

async function install(changes: Parameters<typeof startApplication>[0] = {}): Promise<Installation> {
  const castellan = await startApplication(changes);
  const given = await Given.in(castellan.database);
  const acme = await given.organization('acme');
  const admin = await ApiClient.as(castellan, acme.id, await given.member(acme, { role: 'admin' }), 'admin');
  return {
    castellan,
    given,
    admin,
    end: async () => {
      await given.end();
      await castellan.stop();
    },
  };
}

const databasePort = ({ castellan }: Installation) => new URL(castellan.database.application).port;

/** Has a server looked at, and says how that ended. */
async function lookAt({ admin }: Installation, url: string, transport: string): Promise<unknown> {
  const { data } = await admin.send(
    'mutation ($input: StartScanInput!) { startScan(input: $input) { ... on Scan { id } } }',
    { input: { url, transport, headerName: 'Authorization', headerValue: 'Bearer canary-secret' } },
  );
  const { id } = (data as unknown as { startScan: { id: string } }).startScan;
  const look = async () => {
    const answer = await admin.send(
      'query ($id: ID!) { scan(id: $id) { status failure { code message } } }',
      { id },
    );
    return (
      answer.data as unknown as { scan: { status: string; failure: { code: string; message: string } } }
    ).scan;
  };
  await expect.poll(async () => (await look()).status).not.toBe('RUNNING');
  const { failure } = await look();
  expect(failure.message).not.toContain('canary-secret');
  return failure.code;
}

describe('an installation in production', () => {
  let production: Installation;
  let inside: CountingServer;

  beforeAll(async () => {
    inside = await CountingServer.http((_request, response) => void response.end('secret of the inside'));
    production = await install({
      environment: 'production',
      publicUrl: new URL('https://castellan.example'),
      outbound: { allowLoopback: false, allowedRanges: [] },
    });
  });
  afterAll(async () => {
    await production?.end();
    await inside?.[Symbol.asyncDispose]();
  });

  test.each([
    (port: number) => `https://127.0.0.1:${port}/mcp`,
    (port: number) => `http://127.0.0.1:${port}/mcp`,
    (port: number) => `https://localhost:${port}/mcp`,
    (port: number) => `https://[::ffff:127.0.0.1]:${port}/mcp`,
    () => 'https://127.1/mcp',
    () => 'https://2130706433/mcp',
    () => 'https://0x7f.1/mcp',
    () => 'https://0177.0.0.1/mcp',
    () => 'https://127。0。0。1/mcp',
    () => 'https://0.0.0.0/mcp',
    () => 'https://[::1]/mcp',
    () => 'https://[::]/mcp',
    () => 'https://169.254.169.254/latest/meta-data',
    () => 'https://[fd00:ec2::254]/latest/meta-data',
    () => 'https://[64:ff9b::a9fe:a9fe]/mcp',
    () => 'https://[2002:7f00:1::]/mcp',
    () => 'https://10.0.0.1/mcp',
    () => 'https://192.168.0.1/mcp',
    () => 'https://100.64.0.1/mcp',
    () => 'file:///etc/passwd',
    () => 'gopher://127.0.0.1/',
  ])('is led nowhere inside: %#', async (address) => {
    for (const transport of ['STREAMABLE_HTTP', 'HTTP_SSE']) {
      expect(await lookAt(production, address(inside.port), transport)).toMatch(
        /^(address|scheme|port)_refused$/,
      );
    }
    expect(inside.connections).toBe(0);
  });

  test('shows its schema to nobody who asks for it', async () => {
    for (const query of [
      '{ __schema { types { name } } }',
      '{ __type(name: "Member") { fields { name } } }',
    ]) {
      const answer = await production.admin.send(query);
      expect(answer.data).toBeNull();
      expect(answer.errors[0]?.extensions['code']).toBe('BAD_INPUT');
    }
  });

  test('insists on https, and on being in no frame', async () => {
    const response = await fetch(`${production.castellan.url}/healthz`);
    expect(response.headers.get('strict-transport-security')).toMatch(/max-age=\d{8}/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*frame-ancestors 'none'/,
    );
  });

  test('answers at the gateway to its own name alone', async () => {
    // What a page sees whose name was made to point here.
    const answer = await fetch(`${production.castellan.url}/mcp/acme/crm`, { method: 'POST' });
    expect(answer.status).toBe(403);
  });
});

describe('an installation that allows loopback', () => {
  let evaluation: Installation;
  let provider: HostileProvider;

  beforeAll(async () => {
    evaluation = await install();
    provider = await startHostileProvider();
  });
  afterAll(async () => {
    await evaluation?.end();
    await provider?.close();
  });

  test('keeps its own database out of reach', async () => {
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      const code = await lookAt(evaluation, `http://${host}:${databasePort(evaluation)}/`, 'STREAMABLE_HTTP');
      expect(code).toBe('port_refused');
    }
  });

  test('stays away from where a server sends it on to', async () => {
    await using inside = await CountingServer.http((_request, response) => void response.end('inside'));
    await using outside = await CountingServer.http((_request, response) =>
      response.writeHead(307, { location: `${inside.origin}/mcp` }).end(),
    );
    expect(await lookAt(evaluation, `${outside.origin}/mcp`, 'STREAMABLE_HTTP')).toBe('redirect_refused');
    expect(inside.connections).toBe(0);
  });

  test('does not take the credential to another origin that an event stream names', async () => {
    await using inside = await CountingServer.http((_request, response) => void response.end('inside'));
    await using server = await CountingServer.http((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`event: endpoint\ndata: ${inside.origin}/messages\n\n`);
    });
    await lookAt(evaluation, `${server.origin}/sse`, 'HTTP_SSE');
    expect(inside.connections).toBe(0);
  });

  test.each(['token_endpoint', 'jwks_uri', 'userinfo_endpoint'])(
    'does not follow a provider’s %s inside',
    async (endpoint) => {
      const slug = endpoint.replace('_', '-');
      const organization = await evaluation.given.organization(slug);
      await evaluation.given.rows('update identity_providers set issuer = $2 where id = $1', [
        organization.identityProviderId,
        provider.issuer,
      ]);
      const reason = async (leadsTo: string) => {
        provider.lies = {
          userInfo: {},
          claims: { name: undefined, groups: undefined },
          endpoints: { [endpoint]: leadsTo },
        };
        await evaluation.given.rows('update identity_providers set version = version + 1 where id = $1', [
          organization.identityProviderId,
        ]);
        await new Browser(new Map()).open(
          `${evaluation.castellan.url}/auth/sign-in/${slug}`,
          ({ pathname }) => pathname === '/' || pathname === '/sign-in',
        );
        const rows = await evaluation.given.rows<{ reason: string }>(
          `select body->'details'->>'reason' as reason from audit_events
            where type = 'session.refused' and organization_id = $1 order by recorded_at desc, id desc limit 1`,
          [organization.id],
        );
        return rows[0]?.reason;
      };
      expect(await reason(`http://127.0.0.1:${databasePort(evaluation)}/`)).toBe('port_refused');
      expect(await reason('https://169.254.169.254/latest')).toBe('address_refused');
      expect(
        await evaluation.given.rows('select id from sessions where organization_id = $1', [organization.id]),
      ).toEqual([]);
    },
  );
});
