import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database/test-database.js';
import { Given, type GivenOrganization } from '../../test/given.js';
import { asMember } from '../../test/instance.js';
import { startControlPlane, type ControlPlane } from '../../test/sign-in/control-plane.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../kernel/unit-of-work.js';
import { TokensService } from '../tokens/tokens.service.js';
import { SessionsService } from './sessions.service.js';

const site = 'https://castellan.test';
const hour = 60 * 60 * 1000;

let database: TestDatabase;
let given: Given;
let plane: ControlPlane;
let acme: GivenOrganization;
let admin: string;
let session: string;

beforeAll(async () => {
  database = await createTestDatabase();
  given = await Given.in(database);
  plane = await startControlPlane(database, site);
  acme = await given.organization('acme');
  admin = await given.member(acme, { role: 'admin' });
  const context = asMember(acme.id, admin, 'admin');
  session = await plane.app.get<UnitOfWork>(UNIT_OF_WORK).change(context, async (change) => {
    const identity = { subject: 'x', displayName: 'x', email: null, groups: [], authenticatedAt: undefined };
    const started = await plane.app
      .get(SessionsService)
      .start(change, admin, { ...identity, providerSession: null, idToken: null });
    change.record({ type: 'session.started', outcome: 'success' });
    return started.handle;
  });
});
afterAll(async () => {
  await plane.close();
  await given.end();
  await database.drop();
});

async function token(
  apiScopes: readonly string[],
  access: 'read' | null = null,
): Promise<{ id: string; secret: string }> {
  const issued = await plane.app.get(TokensService).issue(asMember(acme.id, admin, 'admin'), {
    name: 'automation',
    expiresAt: new Date(plane.clock.now().getTime() + hour),
    access,
    connectors: null,
    apiScopes,
  });
  return { id: issued.token.id, secret: issued.secret };
}

/** Node's own client, because a header that is sent twice does not get through `fetch`. */
async function probe(
  headers: Record<string, string | string[]>,
  path = '/probe',
  method = 'GET',
): Promise<{ status: number } & Record<string, unknown>> {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    const sent = httpRequest(plane.listener + path, { method, headers }, resolve).on('error', reject);
    sent.end(method === 'POST' ? '{}' : undefined);
  });
  return { status: response.statusCode ?? 0, ...(JSON.parse(await text(response)) as object) };
}

const cookie = () => `__Host-castellan=${session}`;

describe('a program with a token', () => {
  it('is its owner, with what the token and the roles both allow', async () => {
    const { id, secret } = await token(['connector.read', 'audit.read']);
    expect(await probe({ authorization: `Bearer ${secret}` })).toMatchObject({
      status: 200,
      organizationId: acme.id,
      actor: { kind: 'member', id: admin },
      permissions: ['audit.read', 'connector.read'],
      channel: 'api',
      tokenId: id,
    });
  });

  it('needs no origin, since no browser can be made to send its token', async () => {
    const { secret } = await token(['connector.read']);
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    expect((await probe(headers, '/probe', 'POST')).status).toBe(201);
  });

  it('loses what its owner loses', async () => {
    const { secret } = await token(['connector.read', 'organization.read']);
    await given.rows('delete from roles_held where member_id = $1', [admin]);
    expect(await probe({ authorization: `Bearer ${secret}` })).toMatchObject({
      permissions: ['organization.read'],
    });
    await given.rows(
      `insert into roles_held (organization_id, id, role, member_id) values ($1, $2, 'admin', $2)`,
      [acme.id, admin],
    );
  });

  it('is turned away when its token reaches connectors only', async () => {
    const { secret } = await token([], 'read');
    expect(await probe({ authorization: `Bearer ${secret}` })).toMatchObject({
      status: 401,
      message: expect.stringContaining('connectors only'),
    });
  });
});

describe('a credential that is not good', () => {
  it.each([
    ['a made-up token', 'Bearer cst_pat_0123456789_x'],
    ['another kind of token', 'Bearer eyJhbGciOiJub25lIn0.e30.'],
    ['no token', 'Bearer '],
    ['nothing at all', ''],
    ['a password', 'Basic YWRhOnNlY3JldA=='],
    ['a token with more behind it', 'Bearer cst_pat_a b'],
  ])('is refused: %s', async (_, authorization) => {
    expect(await probe({ authorization })).toMatchObject({
      status: 401,
      code: 'unauthenticated',
      nextStep: expect.stringMatching(/\.$/),
    });
  });

  it('is refused when it is not the only one', async () => {
    const { secret } = await token(['connector.read']);
    const good = `Bearer ${secret}`;
    expect((await probe({ authorization: [good, 'Bearer x'] })).status).toBe(401);
    expect(await probe({ authorization: good, cookie: cookie() })).toMatchObject({
      status: 401,
      message: expect.stringContaining('a session and a token'),
    });
    // A bad credential does not become a good one by the company of another.
    expect((await probe({ authorization: 'Bearer x', cookie: cookie() })).status).toBe(401);
    expect((await probe({ authorization: good, cookie: '__Host-castellan=x' })).status).toBe(401);
  });

  it('is refused in the address', async () => {
    const { secret } = await token(['connector.read']);
    expect((await probe({}, `/probe?access_token=${secret}`)).status).toBe(401);
    expect((await probe({ cookie: cookie() }, `/probe?access_token=${secret}`)).status).toBe(401);
  });

  it('is refused when there is none', async () => {
    expect((await probe({})).status).toBe(401);
  });

  it('is a session of another name', async () => {
    expect((await probe({ cookie: cookie() })).status).toBe(200);
    expect((await probe({ cookie: `castellan=${session}` })).status).toBe(401);
    expect((await probe({ cookie: '__Host-castellan=' })).status).toBe(401);
  });

  it('is a token that works nowhere else than as a token', async () => {
    const { secret } = await token(['connector.read']);
    expect((await probe({ cookie: `__Host-castellan=${secret}` })).status).toBe(401);
    expect((await probe({ authorization: `Bearer ${session}` })).status).toBe(401);
  });
});
