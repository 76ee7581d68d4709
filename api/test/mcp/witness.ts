import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { startHttpServer, type TestServer } from './http-server.js';

/** Stands before a real server, keeps every request to the last byte, and can answer in its place. */
export interface Witness extends TestServer {
  /** Address, headers and body of each request, as text. */
  readonly heard: string[];
  /** Answers instead of the server while it is set. */
  instead: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
}

export async function startWitness(before: Pick<TestServer, 'origin'>): Promise<Witness> {
  const heard: string[] = [];
  const witness: Pick<Witness, 'instead'> = { instead: undefined };
  const server = await startHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const body = Buffer.concat(chunks);
      heard.push(
        `${request.method} ${request.url}\n${request.rawHeaders.join('\n')}\n${body.toString('utf8')}`,
      );
      if (witness.instead) witness.instead(request, response);
      else pass(`${before.origin}${request.url ?? ''}`, request, response, body);
    });
  });
  return Object.assign(witness, server, { heard });
}

function pass(url: string, request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const { method, headers } = request;
  const onward = httpRequest(url, { method, headers, agent: false });
  onward.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
  });
  onward.once('error', () => response.destroy());
  response.once('close', () => onward.destroy());
  onward.end(body);
}
