import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { bootstrapAsOwner } from '../cli.composition.js';
import { readBootstrapConfiguration, type BootstrapConfiguration } from '../config/owner-configuration.js';
import { BootstrapRefused, problemsOf, roleGroupOf, type BootstrapCommand } from '../sign-in/bootstrap.js';
import { callbackAddress } from '../sign-in/callback-address.js';
import type { BootstrapOutcome } from '../sign-in/bootstrap.service.js';
import { CommandProblem } from './problem.js';
import type { Terminal } from './terminal.js';

export const bootstrapHelp = `castellan bootstrap --organization acme --name "Acme" --kind business
                    --issuer https://login.example.com --client-id castellan --client-secret-file secret.txt
                    --owner-group castellan-owners [--role-group admin=castellan-admins ...]

Makes the first organization, says where its people sign in, and makes the members of a directory group its owners.
Run again it adds what is missing and overwrites nothing.

  --organization         short name, used in addresses
  --name                 what people call it
  --kind                 business or education
  --issuer               address of the OpenID provider
  --client-id            the client that the provider knows
  --client-secret-file   file that holds the client secret; - reads it from standard input
  --public-client        instead of a secret, for providers that give none
  --groups-claim         claim that carries a person's groups (groups)
  --owner-group          group of the directory whose members own the organization
  --role-group           role=group; may be given several times

Environment:
  CASTELLAN_DATABASE_OWNER_URL   connection string of the owner role
  CASTELLAN_KEYS                 the keyring, as the server has it
  CASTELLAN_PUBLIC_URL           where people will open Castellan
`;

const options = {
  organization: { type: 'string' },
  name: { type: 'string' },
  kind: { type: 'string' },
  issuer: { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret-file': { type: 'string' },
  'public-client': { type: 'boolean' },
  'groups-claim': { type: 'string' },
  'owner-group': { type: 'string', multiple: true },
  'role-group': { type: 'string', multiple: true },
} as const;

/** Makes the first organization, or adds what is missing of it, and says what to do next. */
export async function runBootstrap(parameters: readonly string[], terminal: Terminal): Promise<void> {
  const command = await commandOf(parameters, terminal);
  const configuration = readBootstrapConfiguration(terminal.environment);
  const problems = problemsOf(command, configuration.allowLoopback);
  if (problems.length > 0) throw new BootstrapRefused(problems, 'Run it again with these corrected.');
  const outcome = await bootstrapAsOwner(configuration, command);
  terminal.print(report(command, outcome, configuration));
}

async function commandOf(parameters: readonly string[], terminal: Terminal): Promise<BootstrapCommand> {
  const { values } = parseArgs({ args: [...parameters], options, strict: true });
  const required = ['organization', 'name', 'kind', 'issuer', 'client-id', 'owner-group'] as const;
  const missing = required
    .filter((name) => values[name] === undefined)
    .map((name) => `--${name} is missing.`);
  const { kind } = values;
  if (kind !== undefined && kind !== 'business' && kind !== 'education') {
    missing.push('--kind must be business or education.');
  }
  const secretFile = values['client-secret-file'];
  if ((secretFile === undefined) === (values['public-client'] !== true)) {
    missing.push('Give either --client-secret-file or --public-client.');
  }
  if (missing.length > 0) {
    throw new BootstrapRefused(missing, 'See castellan bootstrap --help.');
  }
  return {
    slug: values.organization!,
    name: values.name!,
    kind: kind as BootstrapCommand['kind'],
    issuer: values.issuer!,
    clientId: values['client-id']!,
    clientSecret: secretFile === undefined ? null : await secretFrom(secretFile, terminal),
    groupsClaim: values['groups-claim'] ?? 'groups',
    roleGroups: [
      ...values['owner-group']!.map((group) => ({ role: 'owner' as const, group: group.trim() })),
      ...(values['role-group'] ?? []).map(roleGroupOf),
    ],
  };
}

/** A secret never stands among the parameters: those are visible to every user of the machine. */
async function secretFrom(file: string, terminal: Terminal): Promise<string> {
  if (file === '-') return (await terminal.readInput()).trim();
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new CommandProblem(
      `The file ${file} with the client secret cannot be read. Check its name and who may read it.`,
      { cause },
    );
  }
}

function report(
  command: BootstrapCommand,
  { organizationMade, providerMade, granted }: BootstrapOutcome,
  { publicUrl }: BootstrapConfiguration,
): string {
  const at = (path: string) => new URL(path, publicUrl).href;
  const callback = callbackAddress(publicUrl, command.slug).href;
  const done = [
    ...(organizationMade ? [`The organization ${command.slug} was made.`] : []),
    ...(providerMade && !organizationMade ? [`Its identity provider ${command.issuer} was added.`] : []),
    ...granted.map(({ role, group }) => `Members of the group ${group} now hold the role ${role}.`),
  ];
  if (done.length === 0)
    return `The organization ${command.slug} is there as described. Nothing was changed.`;
  return [
    ...done,
    '',
    'Next:',
    `  1. Let the provider's client ${command.clientId} return to ${callback} after sign-in`,
    `     and to ${at('/signed-out')} after sign-out, and send the claim ${command.groupsClaim}.`,
    '  2. Start Castellan with the same CASTELLAN_KEYS.',
    `  3. Open ${at(`/auth/sign-in/${command.slug}`)} and sign in as somebody of the owners' group.`,
  ].join('\n');
}
