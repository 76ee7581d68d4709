import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { call, connectCurrent, connectPrevious } from '../../test/clients.js';
import { defineTool, READS, startSampleServers, type SampleServers } from './index.js';

const countTickets = defineTool({
  name: 'count_things',
  title: 'Count things',
  description: 'Says how many there are.',
  annotations: READS,
  inputSchema: z.strictObject({}),
  outputSchema: z.object({ count: z.int() }),
  run: () => ({ count: 3 }),
});

let servers: SampleServers;

beforeEach(async () => {
  servers = await startSampleServers('northfield');
});

afterEach(() => servers.close());

describe.each([
  ['knowledge', connectCurrent, 'fetch', 'search'],
  ['tickets', connectPrevious, 'get_ticket', 'create_ticket'],
] as const)('drift of the %s server', (slug, connect, changed, removed) => {
  it('is seen by a client that is connected already, and by the next one', async () => {
    const server = servers.get(slug);
    const connected = await connect(server);
    server.changeTool(changed, { description: 'Says something else now.' });
    server.removeTool(removed);
    server.addTool(countTickets);

    for (const client of [connected, await connect(server)]) {
      const { tools } = await client.listTools();
      expect(tools.find((tool) => tool.name === changed)?.description).toBe('Says something else now.');
      expect(tools.map((tool) => tool.name)).toContain('count_things');
      expect(tools.map((tool) => tool.name)).not.toContain(removed);
      expect(await call(client, 'count_things')).toEqual({ count: 3 });
      await client.close();
    }
  });

  it('says which tools there are when asked to change another', () => {
    expect(() => servers.get(slug).changeTool('unheard_of', {})).toThrow(/no tool "unheard_of"; it has .*/);
  });
});
