import { SAMPLE_PEOPLE } from '../openid/index.js';
import { PLANS } from '../seed/plan.js';
import type { Evaluation } from './evaluation.js';

/** What a newcomer reads when everything runs: where to go, who to be, what to try, how to stop. */
export function summary({ url, home, logFile, demo }: Evaluation): string {
  const { tokens } = demo.organizations.acme;
  return [
    '',
    `Castellan is running at ${url}`,
    '',
    ...PLANS.map(
      ({ slug, name }) => `  ${name.padEnd(11)} ${url}/auth/sign-in/${slug}   ${somePeople(slug)}`,
    ),
    '',
    'Sign in and choose who you are: Ada Admin registers and publishes connectors, Max Member uses them.',
    'There are no passwords, and everything listens on this computer only.',
    '',
    'Call a tool through the gateway as Max Member, with the MCP Inspector (paste into another terminal, in this folder):',
    '',
    inspect(`${url}/mcp/acme/crm`, tokens.member),
    '',
    'A tool that is blocked is not listed, so that client would not even ask. Ask for it all the same, and be refused:',
    '',
    refusedCall(`${url}/mcp/acme/crm`, tokens.member),
    '',
    `Both calls are in the audit trail: ${url}/audit, as Ada Admin.`,
    `More tokens are in ${home}/demo.json; the log is ${logFile}.`,
    '',
    'Stop with Ctrl+C. Your changes are kept; to begin afresh, stop and remove that folder.',
    '',
  ].join('\n');
}

function somePeople(slug: (typeof PLANS)[number]['slug']): string {
  const names = SAMPLE_PEOPLE[slug].map(({ name }) => name);
  return `${names.length} people: ${names.slice(0, 3).join(', ')}, …`;
}

function inspect(url: string, token: string): string {
  return [
    `  npx @modelcontextprotocol/inspector --cli ${url} --transport http \\`,
    `    --header "Authorization: Bearer ${token}" \\`,
    '    --method tools/call --tool-name search_records --tool-arg query=bakery',
  ].join('\n');
}

function refusedCall(url: string, token: string): string {
  const call = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name: 'delete_record',
      arguments: { id: 'acc-1' },
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  };
  return [
    `  curl ${url} \\`,
    `    -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" \\`,
    '    -H "Accept: application/json, text/event-stream" -H "MCP-Protocol-Version: 2026-07-28" \\',
    '    -H "Mcp-Method: tools/call" -H "Mcp-Name: delete_record" \\',
    `    -d '${JSON.stringify(call)}'`,
  ].join('\n');
}
