import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import { McpError, type ServerNotification, type ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import type { Offerings, ToolShelf } from './offerings.js';
import { toToolResult, type ToolCall } from './tool.js';

/** The error code of revision 2025-11-25 for a resource that does not exist. */
const RESOURCE_NOT_FOUND = -32002;

/** Builds the v1 SDK's server for one session; it follows the shelf until the session closes. */
export function buildPreviousServer(offerings: Offerings, shelf: ToolShelf): McpServer {
  const server = new McpServer(
    { name: offerings.name, title: offerings.title, version: '1.0.0' },
    {
      instructions: offerings.instructions,
      // A change of the shelf re-registers every tool; the client should hear of it once.
      debouncedNotificationMethods: ['notifications/tools/list_changed'],
    },
  );
  let registered = registerTools(server, shelf);
  const stopWatching = shelf.watch(() => {
    for (const tool of registered) tool.remove();
    registered = registerTools(server, shelf);
  });
  server.server.onclose = stopWatching;

  for (const { uriTemplate, list, read, name, ...metadata } of offerings.resources ?? []) {
    const template = new ResourceTemplate(uriTemplate, { list: () => ({ resources: list() }) });
    server.registerResource(name, template, { ...metadata, mimeType: 'application/json' }, (uri, { id }) => {
      const document = read(String(id));
      if (document === undefined)
        throw new McpError(RESOURCE_NOT_FOUND, 'Resource not found', { uri: uri.href });
      return { contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify(document) }] };
    });
  }
  for (const { name, text, argsSchema, ...config } of offerings.prompts ?? []) {
    server.registerPrompt(name, { ...config, argsSchema: argsSchema.shape }, (args) => ({
      messages: [{ role: 'user', content: { type: 'text', text: text(args) } }],
    }));
  }
  return server;
}

function registerTools(server: McpServer, shelf: ToolShelf) {
  return shelf
    .all()
    .map(({ name, run, ...config }) =>
      server.registerTool(name, config, async (input: Record<string, unknown>, extra) =>
        toToolResult(await run(input, toToolCall(extra))),
      ),
    );
}

function toToolCall(extra: RequestHandlerExtra<ServerRequest, ServerNotification>): ToolCall {
  return {
    signal: extra.signal,
    async reportProgress(progress, total, message) {
      const progressToken = extra._meta?.progressToken;
      if (progressToken === undefined) return;
      await extra.sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress, total, message },
      });
    },
  };
}
