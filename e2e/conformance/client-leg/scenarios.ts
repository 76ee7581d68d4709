import type { Client } from '@modelcontextprotocol/client';
import type { Client as PreviousClient } from '@modelcontextprotocol/sdk/client/index.js';
import { callTool } from '../../protocol/sdk-clients.js';
import type { Revision } from '../run-conformance.js';
import type { Job } from './driver.js';

type AnyClient = Client | PreviousClient;

/** The servers answer at once, or never. */
const PATIENCE_MS = 5_000;

/** What a client has to do in each scenario, for its servers to see what they check. */
const uses: Record<string, (client: AnyClient, context: Job['context']) => Promise<void>> = {
  initialize: listTools,
  'request-metadata': listTools,
  'json-schema-ref-no-deref': listTools,
  tools_call: (client) => use(client, 'add_numbers', { a: 5, b: 3 }),
  'elicitation-sep1034-client-defaults': (client) => use(client, 'test_client_elicitation_defaults'),
  'sse-retry': (client) => use(client, 'test_reconnection'),

  async 'http-standard-headers'(client) {
    await use(client, 'test_headers');
    await use(client, 'my-hyphenated-tool');
    for (const { uri } of (await client.listResources()).resources) await client.readResource({ uri });
    await client.listPrompts();
    await client.getPrompt({ name: 'test_prompt' });
  },

  async 'http-custom-headers'(client, { toolCalls }) {
    // What is to be mirrored stands in the definitions.
    await client.listTools();
    for (const { name, arguments: input } of toolCalls as Call[]) await useAsAllowed(client, name, input);
  },

  async 'http-invalid-tool-headers'(client) {
    const { tools } = await client.listTools();
    for (const { name } of tools) await use(client, name, { region: 'eu' });
  },

  async 'sep-2322-client-request-state'(client) {
    const failures: unknown[] = [];
    // Each is checked by itself, so one that fails does not end the rest.
    for (const part of ['echo_state', 'unrelated', 'no_state', 'no_result_type']) {
      await use(client, `test_mrtr_${part}`).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new Error(failures.map(String).join('\n'));
  },

  async 'json-schema-2020-12-preservation'(client) {
    const { tools } = await client.listTools();
    const schema = tools.find(({ name }) => name === 'json_schema_2020_12_tool')?.inputSchema;
    await use(client, 'json_schema_echo', { schema });
  },
};

/** Every scenario of a revision but those of authorization, which begins with a refusal of the server. */
export const scenarios: Record<Revision, readonly string[]> = {
  '2025-11-25': [
    'initialize',
    'tools_call',
    'elicitation-sep1034-client-defaults',
    'sse-retry',
    'json-schema-2020-12-preservation',
  ],
  '2026-07-28': [
    'tools_call',
    'request-metadata',
    'sep-2322-client-request-state',
    'http-standard-headers',
    'http-custom-headers',
    'http-invalid-tool-headers',
    'json-schema-ref-no-deref',
    'json-schema-2020-12-preservation',
  ],
};

/** Uses the server of a scenario as the scenario wants. */
export async function play(scenario: string, client: AnyClient, context: Job['context']): Promise<void> {
  const what = uses[scenario];
  if (!what) throw new Error(`Nobody has said what a client does in ${scenario}.`);
  await what(client, context);
}

interface Call {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}

async function listTools(client: AnyClient): Promise<void> {
  await client.listTools();
}

async function use(client: AnyClient, name: string, input: Record<string, unknown> = {}): Promise<void> {
  const { isError, content } = await callTool(client, { name, arguments: input }, { timeout: PATIENCE_MS });
  if (isError) throw new Error(`${name} failed: ${JSON.stringify(content)}`);
}

/** The gateway lets nothing through that does not fit the schema; whoever reads its answer leaves out what is null. */
async function useAsAllowed(client: AnyClient, name: string, input: Record<string, unknown>): Promise<void> {
  const { isError } = await callTool(client, { name, arguments: input });
  if (!isError) return;
  const corrected = Object.entries(input).filter(([, value]) => value !== null);
  await use(client, name, Object.fromEntries(corrected));
}
