import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { descriptionOf, orderOf, toolNames } from './offerings.js';
import { serve } from './serve.js';

const inputSchema = z.strictObject({ id: z.string().max(40).describe('Id of what is wanted.') });
const outputSchema = z.object({
  id: z.string(),
  customer: z.string(),
  status: z.string(),
  lines: z.array(z.object({ article: z.string(), title: z.string(), quantity: z.int(), price: z.number() })),
});

const handler = createMcpHandler(
  () => {
    const server = new McpServer({ name: 'bench-sdk', version: '1.0.0' });
    for (const name of toolNames) {
      const config = {
        description: descriptionOf(name),
        annotations: { readOnlyHint: true },
        inputSchema,
        outputSchema,
      };
      server.registerTool(name, config, ({ id }) => {
        const order = orderOf(id);
        return { structuredContent: order, content: [{ type: 'text', text: JSON.stringify(order) }] };
      });
    }
    return server;
  },
  { legacy: 'reject' },
);
const answer = toNodeHandler(handler);

serve((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
