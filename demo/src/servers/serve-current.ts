import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  McpServer,
  requireScopes,
  ResourceNotFoundError,
  ResourceTemplate,
  type AuthInfo,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { admitToMcp } from './mcp-path.js';
import type { Offerings, ToolShelf } from './offerings.js';
import { toToolResult, type ToolCall } from './tool.js';

/** A request handler for an MCP endpoint, and the way to end what it holds open. */
export interface McpEndpoint {
  handle(request: IncomingMessage & { auth?: AuthInfo }, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

/**
 * Serves the offerings with the v2 SDK: protocol revision 2026-07-28, and with `eras: 'both'` also the older ones
 * (without sessions) on the same address.
 */
export function serveCurrent(offerings: Offerings, shelf: ToolShelf, eras: 'modern' | 'both'): McpEndpoint {
  const handler = createMcpHandler(() => buildServer(offerings, shelf), {
    legacy: eras === 'both' ? 'stateless' : 'reject',
  });
  const stopWatching = shelf.watch(() => handler.notify.toolsChanged());
  const nodeHandler = toNodeHandler(handler);

  return {
    async handle(request, response) {
      if (admitToMcp(request, response)) await nodeHandler(request, response);
    },
    async close() {
      stopWatching();
      await handler.close();
    },
  };
}

function buildServer(offerings: Offerings, shelf: ToolShelf): McpServer {
  const server = new McpServer(
    { name: offerings.name, title: offerings.title, version: '1.0.0' },
    { instructions: offerings.instructions },
  );
  for (const { name, run, scopes, ...config } of shelf.all()) {
    const scopeChallenge = scopes && requireScopes(...scopes);
    server.registerTool(name, { ...config, scopeChallenge }, async (input, context) =>
      toToolResult(await run(input, toToolCall(context))),
    );
  }
  for (const { uriTemplate, list, read, name, ...metadata } of offerings.resources ?? []) {
    const template = new ResourceTemplate(uriTemplate, { list: () => ({ resources: list() }) });
    server.registerResource(name, template, { ...metadata, mimeType: 'application/json' }, (uri, { id }) => {
      const document = read(String(id));
      if (document === undefined) throw new ResourceNotFoundError(uri.href);
      return { contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify(document) }] };
    });
  }
  for (const { name, text, ...config } of offerings.prompts ?? []) {
    server.registerPrompt(name, config, (args) => ({
      messages: [{ role: 'user', content: { type: 'text', text: text(args) } }],
    }));
  }
  return server;
}

function toToolCall({ mcpReq }: ServerContext): ToolCall {
  return {
    signal: mcpReq.signal,
    async reportProgress(progress, total, message) {
      const progressToken = mcpReq._meta?.progressToken;
      if (progressToken === undefined) return;
      await mcpReq.notify({
        method: 'notifications/progress',
        params: { progressToken, progress, total, message },
      });
    },
  };
}
