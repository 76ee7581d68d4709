import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProcessRole } from '../../src/config/configuration.js';
import { Given } from '../given.js';
import { freePort, startApplication } from './application.js';

const start = async (...roles: ProcessRole[]) => {
  const castellan = await startApplication({ roles: new Set(roles) });
  onTestFinished(() => castellan.stop());
  return castellan;
};

const graphql = (url: string) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ __typename }"}',
  });
const mcp = (url: string) => fetch(`${url}/mcp/acme/crm`, { method: 'POST' });

describe('a running Castellan', () => {
  it('says that it is alive and ready, and counts', async () => {
    const { url } = await start('control', 'gateway', 'worker');
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready', database: 'answers' });
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('castellan_gateway_requests_total');
  });

  it('keeps its metrics to an address of their own where it has one', async () => {
    const port = await freePort();
    const castellan = await startApplication({
      roles: new Set(['gateway']),
      telemetry: { metrics: { host: '127.0.0.1', port }, passedBaggage: [] },
    });
    onTestFinished(() => castellan.stop());
    expect((await fetch(`${castellan.url}/metrics`)).status).toBe(404);
    const metrics = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(await metrics.text()).toContain('castellan_gateway_step_seconds');
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(404);
  });

  it('serves only the gateway where it was told to be one', async () => {
    const { url } = await start('gateway');
    expect((await mcp(url)).status).toBe(401);
    expect((await graphql(url)).status).toBe(404);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('serves only the control plane where it was told to be that', async () => {
    const { url } = await start('control');
    expect((await mcp(url)).status).toBe(404);
    expect((await graphql(url)).status).toBe(200);
  });

  it('serves the console with strict headers, and its page for every address of it', async () => {
    const webRoot = await mkdtemp(join(tmpdir(), 'castellan-web-'));
    onTestFinished(() => rm(webRoot, { recursive: true }));
    writeFileSync(
      join(webRoot, 'index.html'),
      '<!doctype html><title>Castellan</title><app-root ngCspNonce="CSP_NONCE"></app-root>',
    );
    writeFileSync(join(webRoot, 'main-ABCDEFGH.js'), '1');
    const castellan = await startApplication({ webRoot });
    onTestFinished(() => castellan.stop());
    const page = await fetch(`${castellan.url}/connectors/crm?tab=tools`, {
      headers: { accept: 'text/html' },
    });
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/);
    const [, nonce] = /style-src 'self' 'nonce-([^']+)'/.exec(policy) ?? [];
    expect(await page.text()).toContain(`ngCspNonce="${nonce}"`);
    expect(page.headers.get('cache-control')).toBe('no-store');
    const again = await fetch(`${castellan.url}/`, { headers: { accept: 'text/html' } });
    expect(again.headers.get('content-security-policy')).not.toContain(nonce);
    expect((await fetch(`${castellan.url}/main-ABCDEFGH.js`)).headers.get('cache-control')).toContain(
      'immutable',
    );
    for (const path of ['/missing.js', '/..%2f..%2fetc%2fpasswd', '/%2e%2e/%2e%2e/etc/passwd']) {
      expect((await fetch(`${castellan.url}${path}`)).status, path).toBe(404);
    }
  });

  it('as a worker removes what has run out and keeps what has not', async () => {
    const castellan = await startApplication({ roles: new Set(['control']) });
    onTestFinished(() => castellan.stop());
    const given = await Given.in(castellan.database);
    onTestFinished(() => given.end());
    const organization = await given.organization('acme');
    const member = await given.member(organization);
    for (const [id, expires] of [
      ['00000000-0000-4000-8000-000000000001', '-1 hour'],
      ['00000000-0000-4000-8000-000000000002', '1 hour'],
    ]) {
      await given.rows(
        `insert into sessions (organization_id, id, member_id, authenticated_at, expires_at)
         values ($1, $2, $3, now(), now() + $4::interval)`,
        [organization.id, id, member, expires],
      );
      await given.rows(
        `insert into locators (kind, hash, organization_id, subject_id, expires_at)
         values ('session', $2::text, $1, $2::text::uuid, now() + $3::interval)`,
        [organization.id, id, expires],
      );
    }
    const worker = await startApplication({
      roles: new Set(['worker']),
      database: castellan.configuration.database,
    });
    onTestFinished(() => worker.stop());
    expect(await given.rows('select id from sessions')).toEqual([
      { id: '00000000-0000-4000-8000-000000000002' },
    ]);
    expect(await given.rows('select subject_id from locators')).toHaveLength(1);
  });
});
