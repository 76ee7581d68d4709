import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation, type Installation } from '../installation/installation.js';
import type { Contact } from './contact.js';
import { inspectorClients } from './inspector-clients.js';
import { mcpRemoteClients } from './mcp-remote-clients.js';
import { mcporterClient } from './mcporter-client.js';
import { sdkClients } from './sdk-clients.js';
import { resultOf } from './upstreams.js';

/**
 * Real clients at the one address of all connectors, where the sample organization has some of both eras. Of clients
 * that start anew for each request one is enough: what they differ in is proven for each connector.
 */
const commands = [...inspectorClients.filter(({ title }) => title.includes('auto')), mcporterClient];
const clients = [...sdkClients, ...mcpRemoteClients, ...commands];

let castellan: Installation;

beforeAll(async () => {
  castellan = await startInstallation({ durable: false });
});

afterAll(() => castellan.stop());

describe.each(clients)('$title, with everything at one address', (client) => {
  let contact: Contact;
  beforeAll(async () => {
    contact = await client.connect({
      url: `${castellan.url}/mcp/acme`,
      transport: 'streamable-http',
      headers: { authorization: `Bearer ${castellan.memberToken}` },
    });
  });
  afterAll(() => contact.close());

  it('is shown the tools of several connectors, each under its connector', async () => {
    const names = await contact.toolNames();
    expect(names).toEqual(expect.arrayContaining(['crm__search_records', 'knowledge__search']));
    expect(names.every((name) => /^[a-z0-9-]+__[\w.-]+$/.test(name))).toBe(true);
    expect(names).not.toContain('crm__delete_record');
  });

  it('gets the answer of the connector that it names', async () => {
    const accounts = resultOf(await contact.call('crm__search_records', { query: 'bakery' }));
    expect(accounts.text).toMatch(/bakery/i);
    const events = resultOf(await contact.call('calendar__calendar.list_events', {}));
    expect(events.isError).toBe(false);
    expect(await contact.readResource('crm://accounts/acc-2')).toContain('acc-2');
  });

  // Commands ask for the list first, and call nothing that is not in it.
  if (client.isCommand) return;

  it('finds tools and calls what it found', async () => {
    const found = resultOf(await contact.call('find_tools', { query: 'search customer records' }));
    expect(found.text).toContain('crm__search_records');
    const called = await contact.call('call_tool', {
      name: 'crm__search_records',
      arguments: { query: 'bakery' },
    });
    expect(resultOf(called).text).toMatch(/bakery/i);
  });

  it('is refused what is blocked, however it asks', async () => {
    const direct = await contact.call('crm__delete_record', { id: 'acc-1' });
    const wrapped = await contact.call('call_tool', {
      name: 'crm__delete_record',
      arguments: { id: 'acc-1' },
    });
    for (const answer of [direct, wrapped]) {
      expect(answer.kind === 'error' || answer.isError).toBe(true);
    }
  });
});
