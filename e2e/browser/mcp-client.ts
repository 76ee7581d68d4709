import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** Connects a real MCP client to an address of the gateway, with the token of a member. */
export async function connectClient(
  url: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Client> {
  const client = new Client({ name: 'journey', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { authorization: `Bearer ${token}`, ...headers } },
    }),
  );
  return client;
}

/** What a tool was called for: the answer, or the sentence that refused it. */
export interface Outcome {
  readonly refused: boolean;
  readonly text: string;
  readonly structured: unknown;
}

/** Calls a tool; an error of the protocol is a refusal too. */
export async function callTool(
  client: Client,
  name: string,
  input: Record<string, unknown>,
): Promise<Outcome> {
  try {
    const result = await client.callTool({ name, arguments: input });
    const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
    return { refused: result.isError === true, text, structured: result.structuredContent };
  } catch (error) {
    return {
      refused: true,
      text: error instanceof Error ? error.message : String(error),
      structured: undefined,
    };
  }
}

/** The names of the tools a client is shown. */
export async function toolNames(client: Client): Promise<string[]> {
  const { tools } = await client.listTools();
  return tools.map(({ name }) => name).sort();
}
