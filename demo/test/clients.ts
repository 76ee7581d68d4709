import {
  Client,
  StreamableHTTPClientTransport,
  type VersionNegotiationMode,
} from '@modelcontextprotocol/client';
import { Client as PreviousClient } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport as PreviousTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { SampleServer } from '../src/servers/index.js';

const IDENTITY = { name: 'sample-server-spec', version: '1.0.0' };

/** Connects the official v2 client; it speaks 2026-07-28 unless another mode is asked for. */
export async function connectCurrent(
  server: SampleServer,
  mode: VersionNegotiationMode = { pin: '2026-07-28' },
): Promise<Client> {
  const client = new Client(IDENTITY, { versionNegotiation: { mode } });
  const requestInit = { headers: headersFor(server) };
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { requestInit }));
  return client;
}

/** Connects the official v1 client, which speaks 2025-11-25 and HTTP+SSE. */
export async function connectPrevious(server: SampleServer): Promise<PreviousClient> {
  const client = new PreviousClient(IDENTITY);
  const url = new URL(server.url);
  await client.connect(
    server.transport === 'http-sse'
      ? new SSEClientTransport(url)
      : new PreviousTransport(url, { requestInit: { headers: headersFor(server) } }),
  );
  return client;
}

/** Calls a tool and returns its structured answer; the text beside it must say the same. */
export async function call(
  client: Client | PreviousClient,
  name: string,
  args: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  const result = await client.callTool({ name, arguments: args });
  const [item] = result.content as { type: string; text: string }[];
  if (result.isError) throw new Error(item?.text);
  if (JSON.stringify(result.structuredContent) !== item?.text) throw new Error('Text and structure differ.');
  return result.structuredContent as Record<string, unknown>;
}

function headersFor({ auth }: SampleServer): Record<string, string> {
  return auth.kind === 'header' ? { [auth.header]: auth.value } : {};
}
