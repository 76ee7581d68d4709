import { SAMPLE_PEOPLE } from '../openid/index.js';
import { PLANS } from '../seed/plan.js';
import type { Evaluation } from './evaluation.js';

/** What a newcomer reads when everything runs: where to go, who to be, what to try, how to stop. */
export function summary({ url, home, logFile, demo }: Evaluation): string {
  const { mcp, tokens } = demo.organizations.acme;
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
    inspector(mcp['crm'], tokens.member, 'search_records', 'query=bakery'),
    '',
    'The same with a tool that nobody may use, to see it refused:',
    '',
    inspector(mcp['crm'], tokens.member, 'delete_record', 'id=acc-1'),
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

function inspector(url: string | undefined, token: string, tool: string, argument: string): string {
  return [
    `  npx mcp-inspector --cli ${url} --transport http \\`,
    `    --header "Authorization: Bearer ${token}" \\`,
    `    --method tools/call --tool-name ${tool} --tool-arg ${argument}`,
  ].join('\n');
}
