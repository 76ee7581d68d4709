import { connect } from 'node:net';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApplication, type RunningApplication } from '../application/application.js';
import { Given, type GivenOrganization } from '../given.js';

let castellan: RunningApplication;
let given: Given;
let acme: GivenOrganization;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'castellan-attack-'));
  await mkdir(join(folder, 'web'));
  await writeFile(join(folder, 'web', 'index.html'), '<!doctype html><title>The console</title>');
  await writeFile(join(folder, 'web', 'main.js'), 'export {};');
  await writeFile(join(folder, 'secret.txt'), 'canary-secret');
  castellan = await startApplication({ webRoot: join(folder, 'web') });
  given = await Given.in(castellan.database);
  acme = await given.organization('acme');
  // Nobody listens there.
  await given.rows(`update identity_providers set issuer = 'http://127.0.0.1:1' where organization_id = $1`, [
    acme.id,
  ]);
});
afterAll(async () => {
  await given?.end();
  await castellan?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** One request with its address exactly as written: a client library would tidy it up first. */
function ask(path: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const { host, port } = new URL(castellan.url);
    const socket = connect(Number(port), '127.0.0.1');
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
    socket.once('error', reject).once('close', () => resolve(received));
    const lines = Object.entries({ host, connection: 'close', ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  });
}

describe('files of the console', () => {
  test('are served', async () => {
    expect(await ask('/main.js')).toMatch(/^HTTP\/1\.1 200[^]*export \{\};/);
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/.%2e%5csecret.txt',
    '/main.js/../../secret.txt',
    '//../secret.txt',
    '/%252e%252e/secret.txt',
    '/main.js%00.txt',
    '/./../web/../secret.txt',
  ])('do not include what lies beside them: %s', async (path) => {
    for (const accept of ['*/*', 'text/html']) {
      expect(await ask(path, { accept })).not.toContain('canary-secret');
    }
  });
});

describe('somebody who is not signed in', () => {
  test('cannot fill the trail by being refused again and again', async () => {
    for (let times = 0; times < 10; times += 1) {
      expect(await ask('/auth/sign-in/acme?return_to=/')).toMatch(
        /location: \/sign-in\?error=provider_unreachable/i,
      );
    }
    const events = await given.rows(`select id from audit_events where type = 'session.refused'`);
    expect(events).toHaveLength(1);
  });

  test('learns nothing of organizations at the gateway, nor of sign-ins at the callback', async () => {
    const there = await ask('/auth/callback/acme?state=x&code=y');
    expect(there).toMatch(/location: \/sign-in\?error=expired\r/i);
    const gateway = (path: string) => ask(path, { authorization: 'Bearer cst_pat_none' });
    const known = (await gateway('/mcp/acme/crm')).replaceAll('acme', 'X');
    const unknown = (await gateway('/mcp/zzzz/crm')).replaceAll('zzzz', 'X');
    const tidy = (answer: string) => answer.replace(/date: .*\r\n/i, '').replace(/x-request-id: .*\r\n/i, '');
    expect(tidy(known)).toBe(tidy(unknown));
    expect(known).toMatch(/^HTTP\/1\.1 401/);
  });

  test('breaks nothing with names that are none', async () => {
    for (const path of [
      '/auth/sign-in/%00',
      '/auth/sign-in/__proto__',
      '/auth/sign-in/constructor',
      '/auth/callback/acme?state=%00',
    ]) {
      expect(await ask(path)).toMatch(/^HTTP\/1\.1 302/);
    }
    expect(await ask('/mcp/__proto__/constructor')).toMatch(/^HTTP\/1\.1 401/);
    expect(await ask('/mcp/%ff/x')).toMatch(/^HTTP\/1\.1 400/);
  });

  test('finds no names, numbers of people or secrets in what monitoring may read', async () => {
    const metrics = await ask('/metrics');
    expect(metrics).toMatch(/castellan_gateway_requests_total/);
    expect(metrics).not.toMatch(new RegExp(`acme|${acme.id}|postgres|castellan_application`));
    expect(await ask('/readyz')).not.toMatch(/postgres|127\.0\.0\.1|5432/);
  });

  test('is told nothing of the machinery', async () => {
    for (const path of ['/nothing', '/graphql', '/auth/nothing', '/mcp/acme/crm', '/%']) {
      const answer = await ask(path);
      expect(answer).not.toMatch(/x-powered-by|fastify|nest|node_modules|\.ts:|\.js:/i);
    }
  });
});
