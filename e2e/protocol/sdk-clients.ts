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
import { answerAs, answerAsPrevious, answering } from './answering.js';
import {
  textOf,
  type Address,
  type ClientKind,
  type Contact,
  type ContentPart,
  type ToolAnswer,
} from './contact.js';

/** The official v1 client, which answers what it is asked and is not connected yet. */
export function previousClient(name = 'v1 SDK'): PreviousClient {
  const client = new PreviousClient({ name, version: '1.0.0' }, { capabilities: answering });
  answerAsPrevious(client);
  return client;
}

/** Connects the official v1 client, which speaks 2025-11-25 and the older HTTP+SSE. */
export async function connectV1({ url, headers, transport }: Address): Promise<PreviousClient> {
  const client = previousClient();
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
    { capabilities: answering, ...(mode !== undefined && { versionNegotiation: { mode } }) },
  );
  answerAs(client);
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
    ...ableToDoEverything(),
    connect: async (address) => contactOf(await connectV1(address)),
  },
  ...([undefined, 'auto', { pin: '2026-07-28' }] as const).map((mode): ClientKind => ({
    title: titleOf(mode),
    inTrail: { name: titleOf(mode), era: mode === undefined ? 'legacy' : 'modern' },
    ...ableToDoEverything(),
    connect: async (address) => contactOf(await connectV2(address, mode)),
  })),
];

function ableToDoEverything() {
  return { cannot: {}, longestArgument: 2_000_000, isCommand: false };
}

function titleOf(mode: VersionNegotiationMode | undefined): string {
  if (mode === undefined) return 'v2 SDK';
  return `v2 SDK, ${typeof mode === 'string' ? mode : mode.pin}`;
}

/** Calls a tool with either SDK; they take the options of a call at different places. */
export function callTool(
  client: Client | PreviousClient,
  call: { name: string; arguments: Record<string, unknown> },
  options: Parameters<Client['callTool']>[1] & Parameters<PreviousClient['callTool']>[2] = {},
): Promise<{ readonly [member: string]: unknown }> {
  return client instanceof Client
    ? client.callTool(call, options)
    : client.callTool(call, undefined, options);
}

/** An SDK's client as every other kind of client is seen. */
export function contactOf(client: Client | PreviousClient): Contact {
  return {
    async toolNames() {
      const { tools } = await client.listTools();
      return tools.map(({ name }) => name);
    },
    async call(name, input, onProgress): Promise<ToolAnswer> {
      try {
        const options = onProgress && { onprogress: onProgress };
        const result = await callTool(client, { name, arguments: input }, options);
        const content = result['content'] as ContentPart[];
        return {
          kind: 'result',
          structured: result['structuredContent'],
          isError: result['isError'] === true,
          content,
          text: textOf(content),
        };
      } catch (error) {
        if (!(error instanceof McpError || error instanceof ProtocolError)) throw error;
        return { kind: 'error', code: error.code, message: error.message };
      }
    },
    async readResource(uri) {
      return textOf((await client.readResource({ uri })).contents);
    },
    async getPrompt(name, input) {
      const { messages } = await client.getPrompt({ name, arguments: input });
      return textOf(messages.map(({ content }) => content));
    },
    close: () => client.close(),
  };
}
