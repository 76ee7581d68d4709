/** Everything the control plane can be asked to do. API scopes of tokens have the same names. */
export const permissions = [
  'organization.read',
  'catalog.use',
  'token.manage',
  'token.revoke_any',
  'connector.read',
  'connector.manage',
  'connector.publish',
  'contract.approve',
  'rule.manage',
  'limit.manage',
  'people.read',
  'people.manage',
  'audit.read',
] as const;

export type Permission = (typeof permissions)[number];

/** What each permission lets a person do, as the console and token forms say it. */
export const permissionTitles: Readonly<Record<Permission, string>> = {
  'organization.read': 'See the organization and your own account',
  'catalog.use': 'Find and use published connectors',
  'token.manage': 'Create and revoke your own tokens',
  'token.revoke_any': "See and revoke every member's tokens",
  'connector.read': 'See connectors, what they offer, and their history',
  'connector.manage': 'Register, edit, scan, suspend and retire connectors',
  'connector.publish': 'Publish connectors to groups or everyone',
  'contract.approve': 'Approve what a connector offers',
  'rule.manage': 'Allow and block tools',
  'limit.manage': 'Set limits, and what is done with results',
  'people.read': 'See members, groups and roles',
  'people.manage': 'Change members, groups and roles',
  'audit.read': 'Read the audit trail',
};

export function isPermission(text: string): text is Permission {
  return (permissions as readonly string[]).includes(text);
}
