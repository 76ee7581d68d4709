import { readJson, sendJson, startHttpServer, type TestServer } from '../mcp/http-server.js';

/** A legacy upstream that closes the stream of each call and answers whoever comes back for it. */
export interface PollingUpstream extends TestServer {
  /** How often the gateway came back. */
  resumed: number;
  /** Lets the call be answered the next time. */
  finish(text: string): void;
}

export async function startPollingUpstream(): Promise<PollingUpstream> {
  let answer = '';
  let called: unknown;
  const event = (fields: string) => `${fields}\n\n`;
  const server = await startHttpServer((request, response) => {
    void (async () => {
      const stream = () => response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (request.method === 'GET') {
        if (request.headers['last-event-id'] === undefined) return response.writeHead(405).end();
        upstream.resumed += 1;
        stream();
        if (answer === '') return response.end(event('id: 2\nretry: 100\ndata: '));
        const result = { content: [{ type: 'text', text: answer }] };
        return response.end(event(`id: 3\ndata: ${JSON.stringify({ jsonrpc: '2.0', id: called, result })}`));
      }
      if (request.method === 'DELETE') return response.writeHead(204).end();
      const { id, method } = await readJson(request);
      switch (method) {
        case 'initialize': {
          const serverInfo = { name: 'polling', version: '1' };
          const result = { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo };
          return sendJson(response, 200, { jsonrpc: '2.0', id, result }, { 'mcp-session-id': 'one' });
        }
        case 'tools/list': {
          const tools = [{ name: 'poll', inputSchema: { type: 'object' } }];
          return sendJson(response, 200, { jsonrpc: '2.0', id, result: { tools } });
        }
        case 'tools/call':
          called = id;
          stream();
          return response.end(event('id: 1\nretry: 100\ndata: '));
        case 'notifications/initialized':
          return response.writeHead(202).end();
        default:
          return sendJson(response, 400, { jsonrpc: '2.0', id, error: { code: -32601, message: 'No' } });
      }
    })();
  });
  const upstream: PollingUpstream = { ...server, resumed: 0, finish: (text) => (answer = text) };
  return upstream;
}
