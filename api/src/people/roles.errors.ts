import type { Role } from '../access/roles.js';
import { Refusal } from '../kernel/refusal.js';

/** Why a role was not granted or taken. */
export type RoleRefusalCode =
  | 'role_holder_unclear'
  | 'role_for_everyone'
  | 'role_above_yours'
  | 'role_already_held'
  | 'role_not_held'
  | 'last_owner';

export function holderUnclear(): Refusal<RoleRefusalCode> {
  return new Refusal(
    'role_holder_unclear',
    'A role is held by one member or by one group, and this names neither or both.',
    'Choose a member or a group.',
  );
}

export function roleForEveryone(): Refusal<RoleRefusalCode> {
  return new Refusal(
    'role_for_everyone',
    'Everybody in the organization is a member; that role can be neither granted nor taken.',
    'Choose another role. To shut somebody out, disable them in your directory.',
    'role',
  );
}

export function roleAboveYours(role: Role): Refusal<RoleRefusalCode> {
  return new Refusal(
    'role_above_yours',
    `The role ${role} permits things that you may not do yourself, so you can neither grant nor take it.`,
    'Ask an owner of your organization.',
    'role',
  );
}

export function roleAlreadyHeld(role: Role): Refusal<RoleRefusalCode> {
  return new Refusal(
    'role_already_held',
    `The role ${role} is held already. Nothing was changed.`,
    'Reload to see who holds which role.',
    'role',
  );
}

export function roleNotHeld(role: Role): Refusal<RoleRefusalCode> {
  return new Refusal(
    'role_not_held',
    `The role ${role} is not held directly, so there is nothing to take. It may come from a group.`,
    'Look at the groups, and take the role from the group or the member from it.',
    'role',
  );
}

export function lastOwner(): Refusal<RoleRefusalCode> {
  return new Refusal(
    'last_owner',
    'Nobody would be left who owns the organization, so the role was not taken.',
    'Make somebody else an owner first.',
    'role',
  );
}
