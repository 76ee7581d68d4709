import {
  fromJsonSchema,
  type JsonSchemaType,
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type RegisteredTool,
  ResourceNotFoundError,
  type StandardSchemaWithJSON,
  type Tool,
} from '@modelcontextprotocol/server';
import type { Catalogue } from '../offerings/catalogue.js';
import { isQuestions } from '../offerings/offering.js';
import { complete } from '../offerings/prompts.js';
import { readResource, resources, resourceTemplates } from '../offerings/resources.js';
import { exchangeOf, inputRequiredFor, states } from './exchange.js';
import { taskCapabilities, type FixtureTasks } from './tasks.js';

/** Builds the server that answers a single request of a 2026-07-28 client. */
export function createRequestServer(catalogue: Catalogue, tasks: FixtureTasks): McpServer {
  const { server } = createServer(catalogue, tasks);
  tasks.serve(server);
  return server;
}

/** Builds the server of one 2025-11-25 session, which hears of changes as long as it lasts. */
export function createSessionServer(catalogue: Catalogue): McpServer {
  const { server: fixture, updateTools } = createServer(catalogue);
  const { server } = fixture;

  const watched = new Set<string>();
  server.setRequestHandler('resources/subscribe', ({ params }) => {
    watched.add(params.uri);
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', ({ params }) => {
    watched.delete(params.uri);
    return {};
  });

  server.onclose = catalogue.follow({
    tools: updateTools,
    prompts: () => void server.sendPromptListChanged(),
    resource: (uri) => void (watched.has(uri) && server.sendResourceUpdated({ uri })),
  });
  return fixture;
}

function createServer(catalogue: Catalogue, tasks?: FixtureTasks) {
  const server = new McpServer(
    { name: 'castellan-fixture-v2', version: '1.0.0' },
    {
      capabilities: { logging: {}, ...(tasks && taskCapabilities) },
      requestState: { verify: states.verify },
    },
  );
  const registered = new Map<string, RegisteredTool>();
  const updateTools = () => offerTools(server, catalogue, registered, tasks);
  updateTools();
  offerPrompts(server, catalogue);
  offerResources(server);
  return { server, updateTools };
}

// Through McpServer and not by hand: only its tools have their mirrored headers checked, and it
// announces by itself what is registered or removed later.
function offerTools(
  fixture: McpServer,
  catalogue: Catalogue,
  registered: Map<string, RegisteredTool>,
  tasks: FixtureTasks | undefined,
): void {
  const offered = new Map(catalogue.tools.map((tool) => [tool.definition.name, tool]));
  for (const [name, tool] of registered) {
    if (offered.has(name)) continue;
    tool.remove();
    registered.delete(name);
  }
  for (const [name, { definition, run, task: plan }] of offered) {
    if (registered.has(name)) continue;
    const config = { description: definition.description, inputSchema: compiled(definition) };
    const tool = fixture.registerTool(name, config, async (input, context) => {
      const exchange = exchangeOf(fixture.server, context, input);
      if (!tasks || !plan || !tasks.isKnownTo(fixture)) {
        const outcome = await run(exchange);
        return isQuestions(outcome) ? inputRequiredFor(outcome, context) : outcome;
      }
      const begun = plan.begin(exchange);
      return isQuestions(begun) ? inputRequiredFor(begun, context) : tasks.begin(begun);
    });
    registered.set(name, tool);
  }
}

const schemas = new WeakMap<Tool, StandardSchemaWithJSON>();

// A new server per request must not mean thirty new schema compilations per request.
function compiled(definition: Tool): StandardSchemaWithJSON {
  const schema = schemas.get(definition) ?? fromJsonSchema(definition.inputSchema as JsonSchemaType);
  schemas.set(definition, schema);
  return schema;
}

function offerPrompts({ server }: McpServer, catalogue: Catalogue): void {
  server.registerCapabilities({ prompts: { listChanged: true }, completions: {} });
  server.setRequestHandler('prompts/list', () => ({
    prompts: catalogue.prompts.map(({ definition }) => definition),
  }));
  server.setRequestHandler('prompts/get', (request, context) => {
    const { name, arguments: input } = request.params;
    const prompt = catalogue.prompts.find(({ definition }) => definition.name === name);
    if (!prompt) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no prompt ${name}.`);
    const outcome = prompt.get(exchangeOf(server, context, input));
    return isQuestions(outcome) ? inputRequiredFor(outcome, context) : outcome;
  });
  server.setRequestHandler('completion/complete', ({ params }) => complete(params.argument.value));
}

function offerResources({ server }: McpServer): void {
  server.registerCapabilities({ resources: { subscribe: true } });
  server.setRequestHandler('resources/list', () => ({ resources: [...resources] }));
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [...resourceTemplates] }));
  server.setRequestHandler('resources/read', ({ params: { uri } }) => {
    const contents = readResource(uri);
    if (!contents) throw new ResourceNotFoundError(uri);
    return contents;
  });
}
