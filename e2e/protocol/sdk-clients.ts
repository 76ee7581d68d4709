import {
  Client,
  ProtocolError,
  StreamableHTTPClientTransport,
  type VersionNegotiationMode,
} from '@modelcontextprotocol/client';
import { Client as PreviousClient } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport as PreviousTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { McpError } from '@modelcontextprotocol/sdk/types.js';
import type { Address, ClientKind, Contact, ToolAnswer } from './contact.js';

/** Connects the official v1 client, which speaks 2025-11-25 and the older HTTP+SSE. */
export async function connectV1({ url, headers, transport }: Address): Promise<PreviousClient> {
  const client = new PreviousClient({ name: 'v1 SDK', version: '1.0.0' });
  const options = { requestInit: { headers: { ...headers } } };
  await client.connect(
    transport === 'http-sse'
      ? new SSEClientTransport(new URL(url), options)
      : new PreviousTransport(new URL(url), options),
  );
  return client;
}

/** Connects the official v2 client; without a mode it speaks what it speaks unless told otherwise. */
export async function connectV2({ url, headers }: Address, mode?: VersionNegotiationMode): Promise<Client> {
  const client = new Client(
    { name: titleOf(mode), version: '1.0.0' },
    mode === undefined ? {} : { versionNegotiation: { mode } },
  );
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { ...headers } } }),
  );
  return client;
}

/** The official SDKs' clients, in every way they agree on a revision. */
export const sdkClients: readonly ClientKind[] = [
  {
    title: 'v1 SDK',
    inTrail: { name: 'v1 SDK', era: 'legacy' },
    asksForAnything: true,
    connect: async (address) => contactOf(await connectV1(address)),
  },
  ...([undefined, 'auto', { pin: '2026-07-28' }] as const).map((mode): ClientKind => ({
    title: titleOf(mode),
    inTrail: { name: titleOf(mode), era: mode === undefined ? 'legacy' : 'modern' },
    asksForAnything: true,
    connect: async (address) => contactOf(await connectV2(address, mode)),
  })),
];

function titleOf(mode: VersionNegotiationMode | undefined): string {
  if (mode === undefined) return 'v2 SDK';
  return `v2 SDK, ${typeof mode === 'string' ? mode : mode.pin}`;
}

function contactOf(client: Client | PreviousClient): Contact {
  return {
    async toolNames() {
      const { tools } = await client.listTools();
      return tools.map(({ name }) => name);
    },
    async call(name, input): Promise<ToolAnswer> {
      try {
        const result = await client.callTool({ name, arguments: input });
        const content = result.content as { text?: string }[];
        return {
          kind: 'result',
          structured: result.structuredContent,
          isError: result.isError === true,
          text: content.map(({ text = '' }) => text).join('\n'),
        };
      } catch (error) {
        if (!(error instanceof McpError || error instanceof ProtocolError)) throw error;
        return { kind: 'error', code: error.code, message: error.message };
      }
    },
    async readResource(uri) {
      const { contents } = await client.readResource({ uri });
      return contents.map((content) => ('text' in content ? content.text : '')).join('\n');
    },
    async getPrompt(name, input) {
      const { messages } = await client.getPrompt({ name, arguments: input });
      return messages.map(({ content }) => (content.type === 'text' ? content.text : '')).join('\n');
    },
    close: () => client.close(),
  };
}
