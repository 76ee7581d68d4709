import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '@modelcontextprotocol/client';
import type { Client as PreviousClient } from '@modelcontextprotocol/sdk/client/index.js';
import { startInstallation, type Installation } from '../installation/installation.js';
import { readTrail } from './trail.js';
import { startSamples, Upstreams } from './upstreams.js';
import { callTool, connectV1, connectV2 } from './sdk-clients.js';
import type { Address } from './contact.js';

const clients = [
  { title: 'v1 SDK', connect: connectV1 },
  { title: 'v2 SDK', connect: (address: Address) => connectV2(address) },
  { title: 'v2 SDK, auto', connect: (address: Address) => connectV2(address, 'auto') },
  { title: 'v2 SDK, pinned', connect: (address: Address) => connectV2(address, { pin: '2026-07-28' }) },
];

let castellan: Installation;
let upstreams: Upstreams;
let connectorId: string;

beforeAll(async () => {
  castellan = await startInstallation({ durable: false });
  upstreams = new Upstreams(castellan, await startSamples());
  connectorId = await upstreams.publish('code', {
    allow: ['run_checks', 'build_preview', 'list_previews'],
    block: [],
  });
});

afterAll(async () => {
  await upstreams.close();
  await castellan.stop();
});

describe.each(clients)('a call that takes a while, from the $title', ({ connect }) => {
  let client: Client | PreviousClient;

  beforeAll(async () => {
    client = await connect(upstreams.behindGateway('code'));
  });
  afterAll(() => client.close());

  it('reports its progress step by step, in order', async () => {
    const reports: unknown[] = [];
    const call = { name: 'run_checks', arguments: { repository: 'webshop', branch: 'main' } };
    const onprogress = (progress: unknown) => void reports.push(progress);
    const answer = await callTool(client, call, { onprogress });

    const checks = ['install', 'lint', 'types', 'unit tests', 'build'];
    expect(answer['structuredContent']).toEqual({ passed: checks });
    expect(reports).toEqual([
      ...checks.map((check, done) => ({ progress: done, total: 5, message: `Running ${check}` })),
      { progress: 5, total: 5, message: 'All checks passed' },
    ]);
  });

  it('is stopped upstream when it is cancelled, and the trail says so', async () => {
    const cancel = new AbortController();
    const call = {
      name: 'build_preview',
      arguments: { repository: 'billing', branch: 'main', seconds: 120 },
    };
    await expect(
      callTool(client, call, { signal: cancel.signal, onprogress: () => cancel.abort('changed my mind') }),
    ).rejects.toThrow('changed my mind');

    const newest = async () => (await previews()).at(-1);
    await expect.poll(newest, { timeout: 10_000 }).toMatchObject({ state: 'cancelled' });
    const cancelled = async () => {
      const events = await readTrail(castellan.admin, connectorId);
      return events.filter(
        ({ type, details }) => type === 'gateway.called' && details?.['code'] === 'cancelled',
      );
    };
    await expect.poll(async () => (await cancelled()).length).toBe((await previews()).length);
  });
});

async function previews(): Promise<readonly { state: string }[]> {
  const { structured } = await upstreams.call('code', { name: 'list_previews', arguments: {} });
  return (structured as { previews: { state: string }[] }).previews;
}
