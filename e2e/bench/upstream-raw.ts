import type { IncomingMessage, ServerResponse } from 'node:http';
import { descriptionOf, orderOf, toolNames } from './offerings.js';
import { answerJson, bodyOf, serve } from './serve.js';

interface Call {
  readonly id: number | string;
  readonly method: string;
  readonly params: { readonly arguments?: { readonly id?: string } };
}

const complete = {
  resultType: 'complete',
  _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'bench-raw', version: '1.0.0' } },
};
const fresh = { ttlMs: 0, cacheScope: 'private' };

const tools = toolNames.map((name) => ({
  name,
  description: descriptionOf(name),
  annotations: { readOnlyHint: true },
  inputSchema: {
    type: 'object',
    properties: { id: { type: 'string', maxLength: 40, description: 'Id of what is wanted.' } },
    required: ['id'],
    additionalProperties: false,
  },
}));

// As little as a server can do: it is to show what a gateway costs, not what a server does.
function resultOf({ method, params }: Call): object | undefined {
  switch (method) {
    case 'server/discover':
      return { ...complete, ...fresh, supportedVersions: ['2026-07-28'], capabilities: { tools: {} } };
    case 'tools/list':
      return { ...complete, ...fresh, tools };
    case 'tools/call': {
      const order = orderOf(params.arguments?.id ?? '');
      return {
        ...complete,
        structuredContent: order,
        content: [{ type: 'text', text: JSON.stringify(order) }],
      };
    }
    default:
      return undefined;
  }
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const call = JSON.parse((await bodyOf(request)).toString()) as Call;
  const result = resultOf(call);
  if (result) return answerJson(response, 200, JSON.stringify({ jsonrpc: '2.0', id: call.id, result }));
  const error = { code: -32601, message: 'Method not found' };
  answerJson(response, 404, JSON.stringify({ jsonrpc: '2.0', id: call.id, error }));
}

serve((request, response) => {
  handle(request, response).catch(() => response.destroy());
});
