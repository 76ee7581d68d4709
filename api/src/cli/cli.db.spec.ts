import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database/test-database.js';
import { Given } from '../../test/given.js';
import { Browser } from '../../test/sign-in/browser.js';
import { startControlPlane, testKeys, type ControlPlane } from '../../test/sign-in/control-plane.js';
import { startTestProvider, type TestProvider } from '../../test/sign-in/openid-provider.js';
import { runBootstrap } from './bootstrap.js';
import { runMigrate } from './migrate.js';
import { explain } from './problem.js';
import type { Terminal } from './terminal.js';

const site = 'http://localhost:4000';
const secret = 'a client secret that nobody may read';

let database: TestDatabase;
let given: Given;
let provider: TestProvider;
let folder: string;
let secretFile: string;

beforeAll(async () => {
  database = await createTestDatabase();
  given = await Given.in(database);
  provider = await startTestProvider({
    id: 'castellan',
    secret,
    redirectUris: [`${site}/auth/callback/acme`],
    postLogoutRedirectUri: `${site}/signed-out`,
  });
  folder = await mkdtemp(join(tmpdir(), 'castellan-cli-'));
  secretFile = join(folder, 'secret');
  await writeFile(secretFile, `${secret}\n`);
});
afterAll(async () => {
  await provider.close();
  await given.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

const environment = (): Record<string, string | undefined> => ({
  CASTELLAN_DATABASE_OWNER_URL: database.owner,
  CASTELLAN_KEYS: testKeys.map(({ id, secret: key }) => `${id}:${key.toString('base64url')}`).join(','),
  CASTELLAN_PUBLIC_URL: site,
  CASTELLAN_ALLOW_LOOPBACK: 'true',
});

/** The parameters of a complete command; a test names only what matters to it, undefined leaves out. */
function parameters(changes: Readonly<Record<string, string | undefined>> = {}): string[] {
  const values: Record<string, string | undefined> = {
    organization: 'acme',
    name: 'Acme',
    kind: 'business',
    issuer: provider.issuer,
    'client-id': 'castellan',
    'client-secret-file': secretFile,
    'owner-group': 'castellan-owners',
    ...changes,
  };
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}

async function run(
  command: (terminal: Terminal) => Promise<void>,
  variables: Record<string, string | undefined> = environment(),
  input = '',
): Promise<string> {
  const lines: string[] = [];
  try {
    await command({
      environment: variables,
      print: (line) => lines.push(line),
      readInput: async () => input,
    });
  } catch (error) {
    lines.push(explain(error));
  }
  return lines.join('\n');
}

const bootstrap = (changes?: Readonly<Record<string, string | undefined>>, more: string[] = []) =>
  run((terminal) => runBootstrap([...parameters(changes), ...more], terminal));

/** All that bootstrap could change. */
async function everything(): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const table of ['organizations', 'identity_providers', 'groups', 'roles_held', 'audit_events']) {
    found.push(await given.rows(`select * from ${table} order by id`));
  }
  return found;
}

describe('castellan bootstrap', () => {
  it('makes an organization whose owners can sign in, and says what comes next', async () => {
    const said = await bootstrap({}, ['--role-group', 'admin=castellan-admins']);
    expect(said).toContain('The organization acme was made.');
    expect(said).toContain('Members of the group castellan-owners now hold the role owner.');
    expect(said).toContain(`${site}/auth/callback/acme `);
    expect(said).toContain(`${site}/auth/sign-in/acme`);
    expect(said).not.toContain(secret);

    const plane: ControlPlane = await startControlPlane(database, site);
    const who = new Browser(new Map([[site, plane.listener]]));
    provider.next = { sub: 'o', name: 'Omar Owner', email: 'o@acme.example', groups: ['castellan-owners'] };
    await who.open(`${site}/auth/sign-in/acme`, (url) => url.origin === site && url.pathname === '/');
    const { response } = await who.request(`${site}/probe`);
    expect(await response.json()).toMatchObject({ actor: { roles: ['member', 'owner'] } });
    await plane.close();
  });

  it('is recorded as the act of an operator, without the secret', async () => {
    const events = await given.rows<{ type: string; actor_kind: string }>(
      `select type, actor_kind from audit_events where actor_kind = 'operator' order by recorded_at, id`,
    );
    expect(events.map(({ type }) => type)).toEqual(['organization.created', 'role.granted', 'role.granted']);
    for (const table of ['audit_events', 'audit_personal_values', 'identity_providers']) {
      expect(
        await given.rows(`select 1 from ${table} where ${table}::text like $1`, [`%${secret}%`]),
      ).toEqual([]);
    }
  });

  it('changes nothing when it is run again', async () => {
    const before = await everything();
    expect(await bootstrap()).toBe('The organization acme is there as described. Nothing was changed.');
    const after = await everything();
    expect(after).toEqual(before);
  });

  it('adds roles that are missing', async () => {
    const said = await bootstrap({}, ['--role-group', 'auditor=castellan-auditors']);
    expect(said).toContain('Members of the group castellan-auditors now hold the role auditor.');
    expect(said).not.toContain('was made');
  });

  it.each([
    ['name', { name: 'Another' }, 'The name of the organization is "Acme", not "Another".'],
    ['kind', { kind: 'education' }, 'The kind of the organization is "business", not "education".'],
    ['issuer', { issuer: 'https://evil.example' }, 'The issuer of the organization is'],
    ['client', { 'client-id': 'other' }, 'The client id of the organization is "castellan", not "other".'],
    ['claim', { 'groups-claim': 'roles' }, 'The groups claim of the organization is "groups", not "roles".'],
  ])('does not overwrite the %s', async (_, changes, sentence) => {
    const before = await everything();
    const said = await bootstrap(changes);
    expect(said).toContain('Nothing was done');
    expect(said).toContain(sentence);
    expect(await everything()).toEqual(before);
  });

  it('does not overwrite the secret, which it reads from standard input, too', async () => {
    const command = (terminal: Terminal) => runBootstrap(parameters({ 'client-secret-file': '-' }), terminal);
    expect(await run(command, environment(), `${secret}\n`)).toContain('Nothing was changed.');
    const said = await run(command, environment(), 'another');
    expect(said).toContain('another one than the given one');
    expect(said).not.toContain(secret);
  });

  it.each([
    ['organization', { organization: undefined }, '--organization is missing.'],
    ['owner', { 'owner-group': undefined }, '--owner-group is missing.'],
    ['secret', { 'client-secret-file': undefined }, '--client-secret-file or --public-client'],
    ['secret file', { 'client-secret-file': '/nowhere/secret' }, '/nowhere/secret'],
    ['usable short name', { organization: 'Acme Corp' }, '--organization must be a short name'],
    ['usable name', { name: ' ' }, '--name must be'],
    ['known kind', { kind: 'club' }, '--kind must be business or education.'],
    ['usable issuer', { issuer: 'login.example.com' }, '--issuer must be the address'],
    ['protected issuer', { issuer: 'http://login.example.com' }, '--issuer must begin with https://'],
    ['named group', { 'owner-group': ' ' }, 'The group for the role owner has no name.'],
    ['known role', { 'role-group': 'emperor=castellan-admins' }, 'does not name a role'],
    ['role that can be granted', { 'role-group': 'member=everyone' }, 'does not name a role'],
    ['known option', { 'client-secret': 'visible' }, "Unknown option '--client-secret'"],
  ])('says what is missing: a %s', async (_, changes, sentence) => {
    const said = await bootstrap({ organization: 'fresh', ...changes });
    expect(said).toContain(sentence);
    expect(said).not.toMatch(/\n\s+at /);
    expect(await given.rows(`select 1 from organizations where slug = 'fresh'`)).toEqual([]);
  });

  it('names everything that its environment lacks', async () => {
    const said = await run((terminal) => runBootstrap(parameters(), terminal), {});
    for (const name of ['CASTELLAN_DATABASE_OWNER_URL', 'CASTELLAN_KEYS', 'CASTELLAN_PUBLIC_URL']) {
      expect(said).toContain(`${name} is not set`);
    }
  });

  it.each([
    ['the application', () => database.application],
    ['a superuser', () => database.superuser],
  ])('refuses to work as %s', async (_, url) => {
    const said = await run((terminal) => runBootstrap(parameters(), terminal), {
      ...environment(),
      CASTELLAN_DATABASE_OWNER_URL: url(),
    });
    expect(said).toContain('Castellan refuses the database connection for "owner"');
  });
});

describe('castellan migrate', () => {
  it('says that there is nothing to do', async () => {
    expect(await run(runMigrate)).toBe('The database is up to date.');
  });

  it('says that it needs the owner', async () => {
    expect(await run(runMigrate, {})).toContain('CASTELLAN_DATABASE_OWNER_URL is not set');
    expect(await run(runMigrate, { CASTELLAN_DATABASE_OWNER_URL: database.worker })).toContain('refuses');
  });

  it('says that the database cannot be reached, or does not know the password', async () => {
    const unreachable = new URL(database.owner);
    unreachable.port = '1';
    expect(await run(runMigrate, { CASTELLAN_DATABASE_OWNER_URL: unreachable.href })).toContain(
      'cannot be reached',
    );
    const stranger = new URL(database.owner);
    stranger.password = 'wrong';
    expect(await run(runMigrate, { CASTELLAN_DATABASE_OWNER_URL: stranger.href })).toContain(
      'does not accept',
    );
  });
});
