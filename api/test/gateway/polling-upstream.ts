import type { ServerResponse } from 'node:http';
import { readJson, sendJson, startHttpServer, type TestServer } from '../mcp/http-server.js';

/** A legacy upstream that closes the stream of each call and answers whoever comes back for it. */
export interface PollingUpstream extends TestServer {
  /** After how many milliseconds whoever calls is to come back. */
  retryMs: number;
  /** How often the gateway came back. */
  resumed: number;
  /** Whether who comes back too early is kept on the stream, and not sent away again. */
  holds: boolean;
  /** How many are kept so. */
  readonly waiting: number;
  /** Lets every call be answered the next time, after it has said so many messages of so many letters. */
  finish(text: string, before?: { readonly messages: number; readonly letters: number }): void;
}

export async function startPollingUpstream(): Promise<PollingUpstream> {
  let answer = '';
  let said = { messages: 0, letters: 0 };
  const called = new Map<string, unknown>();
  const event = (fields: string) => `${fields}\n\n`;
  const waiting: (() => void)[] = [];
  const reply = (call: string, response: ServerResponse) => {
    for (let at = 0; at < said.messages; at += 1) {
      const params = { level: 'info', data: 'x'.repeat(said.letters) };
      response.write(
        event(`data: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params })}`),
      );
    }
    const result = { content: [{ type: 'text', text: answer }] };
    const message = { jsonrpc: '2.0', id: called.get(call), result };
    response.end(event(`id: ${call}/3\ndata: ${JSON.stringify(message)}`));
  };
  const server = await startHttpServer((request, response) => {
    void (async () => {
      const stream = () => response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (request.method === 'GET') {
        if (request.headers['last-event-id'] === undefined) return response.writeHead(405).end();
        const [call = ''] = String(request.headers['last-event-id']).split('/');
        upstream.resumed += 1;
        stream();
        if (answer === '' && upstream.holds) return void waiting.push(() => reply(call, response));
        if (answer === '') return response.end(event(`id: ${call}/2\nretry: 100\ndata: `));
        return reply(call, response);
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
        case 'tools/call': {
          const call = `call-${called.size}`;
          called.set(call, id);
          stream();
          return response.end(event(`id: ${call}/1\nretry: ${upstream.retryMs}\ndata: `));
        }
        case 'notifications/initialized':
          return response.writeHead(202).end();
        default:
          return sendJson(response, 400, { jsonrpc: '2.0', id, error: { code: -32601, message: 'No' } });
      }
    })();
  });
  const upstream: PollingUpstream = {
    ...server,
    retryMs: 100,
    resumed: 0,
    holds: false,
    get waiting() {
      return waiting.length;
    },
    finish: (text, before) => {
      answer = text;
      said = before ?? { messages: 0, letters: 0 };
      if (text !== '') for (const answerOne of waiting.splice(0)) answerOne();
    },
  };
  return upstream;
}
