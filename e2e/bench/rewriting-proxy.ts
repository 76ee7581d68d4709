import type { IncomingMessage, ServerResponse } from 'node:http';
import { Pool } from 'undici';
import { answerJson, bodyOf, serve } from './serve.js';

const target = new URL(process.argv[2] ?? '');
const pool = new Pool(target.origin, { connections: 64 });

/** The least that anything between a client and a server does which understands what it passes on. */
async function relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const message = JSON.parse((await bodyOf(request)).toString()) as { id: unknown };
  const { host: _host, 'content-length': _length, connection: _connection, ...headers } = request.headers;
  const answer = await pool.request({
    path: target.pathname,
    method: 'POST',
    headers,
    body: JSON.stringify({ ...message, id: 'proxied' }),
  });
  const answered = (await answer.body.json()) as object;
  answerJson(response, answer.statusCode, JSON.stringify({ ...answered, id: message.id }));
}

serve((request, response) => {
  relay(request, response).catch(() => response.destroy());
});
