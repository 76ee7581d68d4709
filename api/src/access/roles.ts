import type { Permission } from './permissions.js';

/** Roles a member can hold, directly or through a group. */
export const roles = ['owner', 'admin', 'reviewer', 'auditor', 'unit_admin', 'developer', 'member'] as const;

export type Role = (typeof roles)[number];

const member: readonly Permission[] = ['organization.read', 'catalog.use', 'token.manage'];

const held: Readonly<Record<Role, readonly Permission[]>> = {
  owner: [
    ...member,
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
  ],
  admin: [
    ...member,
    'token.revoke_any',
    'connector.read',
    'connector.manage',
    'connector.publish',
    'contract.approve',
    'rule.manage',
    'limit.manage',
    'people.read',
    'audit.read',
  ],
  reviewer: [...member, 'connector.read', 'contract.approve', 'audit.read'],
  auditor: [...member, 'connector.read', 'people.read', 'audit.read'],
  // Acting for a unit needs units, which do not exist yet; until then this role holds what a member holds.
  unit_admin: member,
  developer: [...member, 'connector.read'],
  member,
};

/** The union of what the roles permit. No role, no permission. */
export function permissionsOf(rolesHeld: Iterable<Role>): ReadonlySet<Permission> {
  const all = new Set<Permission>();
  for (const role of rolesHeld) for (const permission of held[role]) all.add(permission);
  return all;
}
