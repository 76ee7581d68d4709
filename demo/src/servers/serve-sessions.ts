import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { randomUUID } from 'node:crypto';
import { sendJson } from '../http/listen.js';
import { admitToMcp } from './mcp-path.js';
import type { Offerings, ToolShelf } from './offerings.js';
import { buildPreviousServer } from './previous-server.js';
import type { McpEndpoint } from './serve-current.js';

const SESSION_NOT_FOUND = { jsonrpc: '2.0', id: null, error: { code: -32001, message: 'Session not found' } };

/** Serves the offerings with the v1 SDK over streamable HTTP: revision 2025-11-25 and earlier, with sessions. */
export function serveSessions(offerings: Offerings, shelf: ToolShelf): McpEndpoint {
  const sessions = new Map<string, StreamableHTTPServerTransport>();

  async function openSession(): Promise<StreamableHTTPServerTransport> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    await buildPreviousServer(offerings, shelf).connect(transport);
    return transport;
  }

  return {
    async handle(request, response) {
      if (!admitToMcp(request, response)) return;
      const id = request.headers['mcp-session-id'];
      const transport = typeof id === 'string' ? sessions.get(id) : await openSession();
      if (!transport) return sendJson(response, 404, SESSION_NOT_FOUND);
      await transport.handleRequest(request, response);
      // Without an `initialize` no session begins, and nobody could ever come back to this transport.
      if (!transport.sessionId) await transport.close();
    },
    async close() {
      await Promise.all([...sessions.values()].map((transport) => transport.close()));
      sessions.clear();
    },
  };
}
