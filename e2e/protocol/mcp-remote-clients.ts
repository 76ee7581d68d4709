import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { Command } from './commands.js';
import type { Address, ClientKind, Contact } from './contact.js';
import { contactOf, previousClient } from './sdk-clients.js';

/** mcp-remote: a process that a desktop starts and talks to on its standard input, here with the v1 SDK. */
export const mcpRemoteClients: readonly ClientKind[] = (['legacy', 'auto'] as const).map((protocol) => ({
  title: `mcp-remote, ${protocol}`,
  inTrail: { name: /mcp-remote/, era: protocol === 'legacy' ? 'legacy' : 'modern' },
  cannot: {},
  longestArgument: 2_000_000,
  isCommand: false,
  connect: (address) => connect(address, protocol),
}));

async function connect({ url, headers }: Address, protocol: string): Promise<Contact> {
  const remote = await Command.find('mcp-remote', 'mcp-remote');
  const given = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  const client = previousClient(`desktop, ${protocol}`);
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [remote.program, url, '--transport', 'http-only', '--protocol', protocol, '--silent', ...given],
      env: remote.environment,
      stderr: 'ignore',
    }),
  );
  return {
    ...contactOf(client),
    async close() {
      await client.close();
      await remote.remove();
    },
  };
}
