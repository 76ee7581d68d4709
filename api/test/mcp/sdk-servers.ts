import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { McpServer as PreviousServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { startHttpServer, sendJson, type TestServer } from './http-server.js';
import { listenerOf } from './web-handler.js';

/** What a test can see of what the server's tools lived through. */
export interface ServerLog {
  readonly started: string[];
  readonly cancelled: string[];
  sessionsOpened: number;
  sessionsClosed: number;
  /** Makes the server forget its sessions, as a restart would. */
  forgetSessions(): void;
}

const echo = { description: 'Says it again.', inputSchema: z.object({ text: z.string() }) };
const count = { description: 'Counts and reports progress.', inputSchema: z.object({ to: z.number() }) };
const info = { name: 'sample', version: '3.2.1' };

/** A server on the v2 SDK, which speaks the modern revision and, if told, the older ones too. */
export async function startModernServer(
  eras: 'modern' | 'both' = 'modern',
): Promise<TestServer & { log: ServerLog }> {
  const log = newLog();
  const handler = createMcpHandler(
    () => {
      const server = new McpServer(info, { instructions: 'Be kind.' });
      server.registerTool('echo', echo, ({ text }) => ({ content: [{ type: 'text', text }] }));
      server.registerTool('count', count, async ({ to }, { mcpReq }) => {
        for (let step = 1; step <= to; step++) {
          const progressToken = mcpReq._meta?.progressToken;
          if (progressToken === undefined) break;
          await mcpReq.notify({
            method: 'notifications/progress',
            params: { progressToken, progress: step },
          });
        }
        return { content: [{ type: 'text', text: `counted to ${to}` }] };
      });
      server.registerTool('wait', { description: 'Never ends.' }, ({ mcpReq }) =>
        untilCancelled(mcpReq.signal, log),
      );
      registerReading(server);
      return server;
    },
    { legacy: eras === 'both' ? 'stateless' : 'reject' },
  );
  const server = await startHttpServer(listenerOf(handler));
  return { ...server, log, close: () => handler.close().then(() => server.close()) };
}

/** A server on the v1 SDK with sessions: revision 2025-11-25 and older. */
export async function startLegacyServer(
  answers: 'streams' | 'json' = 'streams',
  also: Also = nothing,
): Promise<TestServer & { log: ServerLog }> {
  const log = newLog();
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  log.forgetSessions = () => sessions.clear();
  const server = await startHttpServer((request, response) => {
    void (async () => {
      const id = request.headers['mcp-session-id'];
      let transport = typeof id === 'string' ? sessions.get(id) : undefined;
      if (id !== undefined && !transport) {
        return sendJson(response, 404, {
          jsonrpc: '2.0',
          id: null,
          error: { code: -32001, message: 'Session not found' },
        });
      }
      if (!transport) {
        const opened = new StreamableHTTPServerTransport({
          sessionIdGenerator: randomUUID,
          enableJsonResponse: answers === 'json',
          onsessioninitialized: (newId) => {
            log.sessionsOpened++;
            sessions.set(newId, opened);
          },
          onsessionclosed: () => void log.sessionsClosed++,
        });
        transport = opened;
        await previousServer(log, also).connect(opened);
      }
      await transport.handleRequest(request, response);
    })();
  });
  return { ...server, log };
}

/** A server on the v1 SDK over HTTP+SSE, revision 2024-11-05. */
export async function startEventStreamServer(also: Also = nothing): Promise<TestServer & { log: ServerLog }> {
  const log = newLog();
  const streams = new Map<string, SSEServerTransport>();
  log.forgetSessions = () => streams.forEach((transport) => void transport.close());
  const server = await startHttpServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (request.method === 'GET' && url.pathname === '/sse') {
        const transport = new SSEServerTransport('/messages', response);
        streams.set(transport.sessionId, transport);
        log.sessionsOpened++;
        response.once('close', () => {
          log.sessionsClosed++;
          streams.delete(transport.sessionId);
        });
        return previousServer(log, also).connect(transport);
      }
      const transport = streams.get(url.searchParams.get('sessionId') ?? '');
      if (transport && url.pathname === '/messages') return transport.handlePostMessage(request, response);
      sendJson(response, 404, { error: 'not found' });
    })();
  });
  return { ...server, log };
}

/** What a server of the v1 SDK offers besides. */
type Also = (server: PreviousServer) => void;

const nothing: Also = () => undefined;

function previousServer(log: ServerLog, also: Also): PreviousServer {
  const server = new PreviousServer(info, { instructions: 'Be kind.', capabilities: { logging: {} } });
  server.registerTool(
    'echo',
    { description: echo.description, inputSchema: echo.inputSchema.shape },
    ({ text }) => ({
      content: [{ type: 'text', text }],
    }),
  );
  server.registerTool(
    'count',
    { description: count.description, inputSchema: count.inputSchema.shape },
    async ({ to }, { _meta, sendNotification }) => {
      for (let step = 1; step <= to; step++) {
        const progressToken = _meta?.progressToken;
        if (progressToken === undefined) break;
        await sendNotification({
          method: 'notifications/progress',
          params: { progressToken, progress: step },
        });
      }
      return { content: [{ type: 'text', text: `counted to ${to}` }] };
    },
  );
  server.registerTool('wait', { description: 'Never ends.' }, ({ signal }) => untilCancelled(signal, log));
  server.registerTool('ask', { description: 'Asks a question first.' }, async ({ requestId }) => {
    const requestedSchema = { type: 'object' as const, properties: { colour: { type: 'string' as const } } };
    const answer = await server.server.elicitInput(
      { mode: 'form', message: 'Which colour?', requestedSchema },
      { relatedRequestId: requestId },
    );
    return { content: [{ type: 'text', text: String(answer.content?.['colour']) }] };
  });
  server.registerResource('note', 'note://one', { title: 'A note' }, (uri) => ({
    contents: [{ uri: uri.href, text: 'noted' }],
  }));
  server.registerPrompt('greet', { description: 'A greeting.' }, () => ({
    messages: [{ role: 'user', content: { type: 'text', text: 'Hello.' } }],
  }));
  also(server);
  return server;
}

function registerReading(server: McpServer): void {
  server.registerResource('note', 'note://one', { title: 'A note' }, (uri) => ({
    contents: [{ uri: uri.href, text: 'noted' }],
  }));
  server.registerPrompt('greet', { description: 'A greeting.' }, () => ({
    messages: [{ role: 'user', content: { type: 'text', text: 'Hello.' } }],
  }));
}

function untilCancelled(signal: AbortSignal, log: ServerLog): Promise<never> {
  log.started.push('wait');
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      log.cancelled.push('wait');
      reject(new Error('cancelled'));
    });
  });
}

function newLog(): ServerLog {
  return {
    started: [],
    cancelled: [],
    sessionsOpened: 0,
    sessionsClosed: 0,
    forgetSessions: () => undefined,
  };
}
