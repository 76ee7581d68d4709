import { roles, type Role } from '../access/roles.js';
import { isSlug, type OrganizationKind } from '../organizations/organization.js';
import { isLoopbackHost } from './loopback.js';

/** The first organization, where its people sign in, and which of their groups hold which roles. */
export interface BootstrapCommand {
  readonly slug: string;
  readonly name: string;
  readonly kind: OrganizationKind;
  readonly issuer: string;
  readonly clientId: string;
  /** Null for a public client. */
  readonly clientSecret: string | null;
  readonly groupsClaim: string;
  readonly roleGroups: readonly { readonly role: Role; readonly group: string }[];
}

/** Bootstrap did nothing, and says why. */
export class BootstrapRefused extends Error {
  override readonly name = 'BootstrapRefused';

  constructor(
    readonly problems: readonly string[],
    nextStep: string,
  ) {
    super(`Nothing was done:\n${problems.map((problem) => `  - ${problem}`).join('\n')}\n${nextStep}`);
  }
}

/** Finds everything wrong with a command, so that it can be mended in one go. */
export function problemsOf(command: BootstrapCommand, allowLoopback: boolean): readonly string[] {
  const problems: string[] = [];
  if (!isSlug(command.slug)) {
    problems.push(
      '--organization must be a short name for addresses: up to 40 lower-case letters, digits and hyphens, such as acme.',
    );
  }
  if (!within(command.name, 200))
    problems.push('--name must be what people call the organization, such as "Acme".');
  if (!within(command.clientId, 255))
    problems.push('--client-id must be the client that the provider knows.');
  if (!within(command.groupsClaim, 255)) problems.push('--groups-claim must be the name of a claim.');
  if (command.clientSecret === '') problems.push('The client secret is empty.');
  const issuer = issuerProblem(command.issuer, allowLoopback);
  if (issuer) problems.push(issuer);
  if (!command.roleGroups.some(({ role }) => role === 'owner')) {
    problems.push('--owner-group must name a group of your directory: its members own the organization.');
  }
  for (const { role, group } of command.roleGroups) {
    if (!within(group, 255)) problems.push(`The group for the role ${role} has no name.`);
  }
  return problems;
}

/** Reads `role=group`, as `--role-group` takes it. */
export function roleGroupOf(text: string): { role: Role; group: string } {
  const [name = '', group = ''] = text.split(/=(.*)/s);
  const role = roles.find((one) => one === name && one !== 'member');
  if (!role) {
    const known = roles.filter((one) => one !== 'member').join(', ');
    throw new BootstrapRefused(
      [`--role-group ${text} does not name a role that can be granted: ${known}.`],
      'Write it as role=group, such as admin=castellan-admins.',
    );
  }
  return { role, group: group.trim() };
}

function issuerProblem(text: string, allowLoopback: boolean): string | undefined {
  const url = URL.parse(text);
  if (!url || url.search !== '' || url.hash !== '' || url.username !== '') {
    return '--issuer must be the address of your OpenID provider, such as https://login.example.com.';
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && allowLoopback && isLoopbackHost(url)))
    return undefined;
  return '--issuer must begin with https://: what passes between Castellan and the provider must not be read or changed.';
}

function within(text: string, longest: number): boolean {
  return text.trim() !== '' && text.length <= longest;
}
