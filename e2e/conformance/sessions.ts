import type { IncomingMessage, ServerResponse } from 'node:http';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { type Answer, refuse } from './fixture-http.js';

/** What both SDKs' streamable HTTP transports have in common. */
export interface SessionTransport {
  handleRequest(request: IncomingMessage, response: ServerResponse, body?: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Connects a server to a new transport, which reports when its session begins and ends. */
export type OpenSession = (
  began: (id: string) => void,
  ended: (id: string) => void,
) => Promise<SessionTransport>;

/** The sessions of clients up to 2025-11-25, one transport each. */
export class Sessions {
  private readonly transports = new Map<string, SessionTransport>();

  constructor(private readonly open: OpenSession) {}

  readonly answer: Answer = async (request, response, body) => {
    const id = request.headers['mcp-session-id'];
    const transport = typeof id === 'string' ? this.transports.get(id) : undefined;
    if (transport) return transport.handleRequest(request, response, body);
    if (id !== undefined) return refuse(response, 404, -32001, 'This session does not exist or has ended.');
    if (!isInitializeRequest(body)) return refuse(response, 400, -32000, 'Send initialize first.');
    return (await this.begin()).handleRequest(request, response, body);
  };

  async close(): Promise<void> {
    await Promise.all([...this.transports.values()].map((transport) => transport.close()));
  }

  private async begin(): Promise<SessionTransport> {
    const transport = await this.open(
      (id) => this.transports.set(id, transport),
      (id) => this.transports.delete(id),
    );
    return transport;
  }
}
