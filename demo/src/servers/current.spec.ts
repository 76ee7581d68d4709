import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, connectCurrent, connectPrevious } from '../../test/clients.js';
import { startSampleServers, type SampleServers } from './index.js';

let acme: SampleServers;
let northfield: SampleServers;

beforeAll(async () => {
  acme = await startSampleServers('acme');
  northfield = await startSampleServers('northfield');
});

afterAll(async () => {
  await acme.close();
  await northfield.close();
});

describe('CRM, both eras', () => {
  it.each(['2026-07-28', 'legacy'] as const)('lists and reads records (%s)', async (era) => {
    const client = await connectCurrent(acme.get('crm'), era === 'legacy' ? era : { pin: era });
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual([
      'search_records',
      'get_record',
      'update_record',
      'assign_lead',
      'delete_record',
    ]);
    expect(await call(client, 'search_records', { query: 'bakery', kind: 'account' })).toMatchObject({
      total: 1,
      records: [{ id: 'acc-1' }],
    });
    await client.close();
  });

  it('shows an update to every reader, and takes leads away with their account', async () => {
    const client = await connectCurrent(acme.get('crm'));
    const other = await connectPrevious(acme.get('crm'));
    await call(client, 'update_record', { id: 'acc-3', fields: { notes: 'Moved to the new office.' } });
    expect(await call(other, 'get_record', { id: 'acc-3' })).toMatchObject({
      record: { notes: 'Moved to the new office.', name: 'Placeholder Optics' },
    });
    await call(client, 'assign_lead', { lead_id: 'lead-2', owner: 'max.member@acme.example' });
    expect(await call(other, 'get_record', { id: 'lead-2' })).toMatchObject({
      record: { owner: 'max.member@acme.example', status: 'open' },
    });
    expect(await call(client, 'delete_record', { id: 'acc-3' })).toEqual({ deleted: ['acc-3', 'lead-3'] });
    await expect(call(other, 'get_record', { id: 'lead-3' })).rejects.toThrow('There is no record "lead-3"');
    await client.close();
    await other.close();
  });

  it('offers accounts as resources, and a prompt', async () => {
    const client = await connectCurrent(acme.get('crm'));
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map((template) => template.uriTemplate)).toEqual(['crm://accounts/{id}']);
    const { resources } = await client.listResources();
    expect(resources.map((resource) => resource.uri)).toContain('crm://accounts/acc-1');
    const { contents } = await client.readResource({ uri: 'crm://accounts/acc-1' });
    expect(JSON.stringify(contents)).toContain('Sample Bakery');
    await expect(client.readResource({ uri: 'crm://accounts/acc-99' })).rejects.toThrow(/not found/i);
    const prompt = await client.getPrompt({ name: 'summarize_account', arguments: { account_id: 'acc-1' } });
    expect(JSON.stringify(prompt.messages)).toContain('crm://accounts/acc-1');
    await client.close();
  });

  it('refuses arguments that its schema does not know', async () => {
    const client = await connectCurrent(acme.get('crm'));
    await expect(call(client, 'get_record', { id: 'acc-1', fields: '*' })).rejects.toThrow(/fields/);
    await expect(call(client, 'get_record', { id: 'nothing' })).rejects.toThrow(/id/);
    await client.close();
  });
});

describe('calendar, 2026-07-28 only', () => {
  it('creates and cancels events', async () => {
    const client = await connectCurrent(acme.get('calendar'));
    const { event } = (await call(client, 'calendar.create_event', {
      title: 'Trial run',
      start: '2027-02-01T09:00:00Z',
      end: '2027-02-01T10:00:00Z',
    })) as { event: { id: string } };
    await call(client, 'calendar.cancel_event', { id: event.id });
    expect(await call(client, 'calendar.list_events', { from: '2027-02-01T00:00:00Z' })).toMatchObject({
      events: [{ id: event.id, title: 'Trial run', status: 'cancelled' }],
    });
    await client.close();
  });

  it('does not answer the handshake of older clients', async () => {
    await expect(connectPrevious(acme.get('calendar'))).rejects.toThrow();
  });

  it('keeps the calendars of the organizations apart', async () => {
    const client = await connectCurrent(northfield.get('calendar'));
    const { events } = (await call(client, 'calendar.list_events')) as { events: { title: string }[] };
    expect(events.map((event) => event.title)).toEqual([
      'Science department meeting',
      'Parents evening',
      'Chemistry lab, group B',
    ]);
    await client.close();
  });
});

describe('knowledge', () => {
  it('keeps the deep-research contract of search and fetch', async () => {
    const client = await connectCurrent(northfield.get('knowledge'));
    const found = await call(client, 'search', { query: 'goggles' });
    expect(found).toEqual({
      results: [
        {
          id: 'lab-safety',
          title: 'Safety in the laboratory',
          url: 'https://knowledge.northfield.example/articles/lab-safety',
        },
      ],
    });
    expect(await call(client, 'fetch', { id: 'lab-safety' })).toEqual({
      id: 'lab-safety',
      title: 'Safety in the laboratory',
      text: expect.stringContaining('Goggles stay on'),
      url: 'https://knowledge.northfield.example/articles/lab-safety',
      metadata: { department: 'Science' },
    });
    await client.close();
  });
});

describe('every sample server', () => {
  it('describes each tool, each argument and each hint', async () => {
    for (const server of acme.all.filter(({ auth }) => auth.kind !== 'oauth')) {
      const old = server.transport === 'http-sse' || server.slug === 'code' || server.slug === 'tickets';
      const client = await (old ? connectPrevious(server) : connectCurrent(server));
      const { tools } = await client.listTools();
      for (const tool of tools) {
        expect(tool, tool.name).toMatchObject({ title: expect.any(String), description: expect.any(String) });
        expect(Object.keys(tool.annotations ?? {}).sort(), tool.name).toEqual([
          'destructiveHint',
          'idempotentHint',
          'openWorldHint',
          'readOnlyHint',
        ]);
        expect(tool.outputSchema?.type, tool.name).toBe('object');
        expect(tool.inputSchema.additionalProperties, tool.name).toBe(false);
        for (const [field, schema] of Object.entries(tool.inputSchema.properties ?? {})) {
          expect(schema, `${tool.name}.${field}`).toHaveProperty('description');
        }
      }
      await client.close();
    }
  });

  it('refuses a host name that is not the loopback one, and pages of other origins', async () => {
    const { url } = acme.get('crm');
    expect(await statusOf(url, { host: 'rebound.example' })).toBe(403);
    expect(await statusOf(url, { origin: 'https://elsewhere.example' })).toBe(403);
  });
});

function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end('{}');
  });
}
