import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { Catalogue } from '../offerings/catalogue.js';
import { complete } from '../offerings/prompts.js';
import { readResource, resources, resourceTemplates } from '../offerings/resources.js';
import { converse } from './exchange.js';

/** Builds the server of one session, which hears of changes as long as it lasts. */
export function createSessionServer(catalogue: Catalogue): Server {
  // The low-level server: the other one takes its schemas from zod, which loses 2020-12 keywords.
  const server = new Server(
    { name: 'castellan-fixture-v1', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { subscribe: true },
        completions: {},
        logging: {},
      },
      enforceStrictCapabilities: true,
    },
  );
  offerTools(server, catalogue);
  offerPrompts(server, catalogue);
  const watched = offerResources(server);

  server.onclose = catalogue.follow({
    tools: () => void server.sendToolListChanged(),
    prompts: () => void server.sendPromptListChanged(),
    resource: (uri) => void (watched.has(uri) && server.sendResourceUpdated({ uri })),
  });
  return server;
}

function offerTools(server: Server, catalogue: Catalogue): void {
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: catalogue.tools.map(({ definition }) => definition),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const tool = catalogue.tools.find(({ definition }) => definition.name === params.name);
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `There is no tool ${params.name}.`);
    try {
      return await converse(server, extra, params.arguments, (exchange) => tool.run(exchange));
    } catch (error) {
      return { content: [{ type: 'text', text: String(error) }], isError: true };
    }
  });
}

function offerPrompts(server: Server, catalogue: Catalogue): void {
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: catalogue.prompts.map(({ definition }) => definition),
  }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params }, extra) => {
    const prompt = catalogue.prompts.find(({ definition }) => definition.name === params.name);
    if (!prompt) throw new McpError(ErrorCode.InvalidParams, `There is no prompt ${params.name}.`);
    return converse(server, extra, params.arguments, (exchange) => prompt.get(exchange));
  });
  server.setRequestHandler(CompleteRequestSchema, ({ params }) => complete(params.argument.value));
}

function offerResources(server: Server): ReadonlySet<string> {
  const watched = new Set<string>();
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: [...resources] }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [...resourceTemplates],
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }) => {
    const contents = readResource(uri);
    if (!contents) throw new McpError(ErrorCode.InvalidParams, 'There is no such resource.', { uri });
    return contents;
  });
  server.setRequestHandler(SubscribeRequestSchema, ({ params }) => {
    watched.add(params.uri);
    return {};
  });
  server.setRequestHandler(UnsubscribeRequestSchema, ({ params }) => {
    watched.delete(params.uri);
    return {};
  });
  return watched;
}
