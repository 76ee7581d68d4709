import { localhostOriginValidation } from '@modelcontextprotocol/node';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { sendJson } from '../http/listen.js';
import { pathOf } from './mcp-path.js';
import type { Offerings, ToolShelf } from './offerings.js';
import { buildPreviousServer } from './previous-server.js';
import type { McpEndpoint } from './serve-current.js';

/** Serves the offerings over the oldest transport: a stream at `GET /sse`, messages to `POST /messages`. */
export function serveEventStream(offerings: Offerings, shelf: ToolShelf): McpEndpoint {
  const streams = new Map<string, SSEServerTransport>();
  const isOwnOrigin = localhostOriginValidation();

  return {
    async handle(request, response) {
      if (!isOwnOrigin(request, response)) return;
      const path = pathOf(request);
      if (request.method === 'GET' && path === '/sse') {
        const transport = new SSEServerTransport('/messages', response);
        streams.set(transport.sessionId, transport);
        response.once('close', () => streams.delete(transport.sessionId));
        await buildPreviousServer(offerings, shelf).connect(transport);
      } else if (request.method === 'POST' && path === '/messages') {
        const transport = streams.get(new URLSearchParams(request.url?.split('?')[1]).get('sessionId') ?? '');
        if (transport) await transport.handlePostMessage(request, response);
        else sendJson(response, 404, { error: 'No stream of that id is open; begin with GET /sse.' });
      } else {
        sendJson(response, 404, { error: 'This server answers GET /sse and POST /messages.' });
      }
    },
    async close() {
      await Promise.all([...streams.values()].map((transport) => transport.close()));
    },
  };
}
