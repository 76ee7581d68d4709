import { request as httpRequest, type ClientRequest } from 'node:http';
import { messagesOf, type WireMessage } from './wire.js';

/** An open stream and what came on it so far. */
export class OpenStream {
  status = 0;
  received = '';
  hasEnded = false;
  private readonly request: ClientRequest;

  constructor(url: string, method: string, headers: Record<string, string>, body?: string) {
    this.request = httpRequest(url, { method, headers, agent: false });
    this.request.on('error', () => (this.hasEnded = true));
    this.request.on('response', (response) => {
      this.status = response.statusCode ?? 0;
      response.on('data', (chunk: Buffer) => (this.received += chunk.toString('utf8')));
      response.on('close', () => (this.hasEnded = true));
      response.on('error', () => undefined);
    });
    this.request.end(body);
  }

  get messages(): WireMessage[] {
    return messagesOf(this.received);
  }

  /** The addresses of the resources it told of. */
  get updates(): unknown[] {
    return this.messages
      .filter(({ method }) => method === 'notifications/resources/updated')
      .map(({ params }) => params?.['uri']);
  }

  leave(): void {
    this.request.destroy();
  }
}
