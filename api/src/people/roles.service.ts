import { Inject, Injectable } from '@nestjs/common';
import { permissionsOf, type Role } from '../access/roles.js';
import { notFound } from '../kernel/refusal.js';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type Change, type UnitOfWork, type Work } from '../kernel/unit-of-work.js';
import { GroupsRepository } from './groups.repository.js';
import { MembersRepository } from './members.repository.js';
import type { Group, Member } from './person.js';
import { RolesHeldRepository, type RoleHolder } from './roles-held.repository.js';
import {
  holderUnclear,
  lastOwner,
  roleAboveYours,
  roleAlreadyHeld,
  roleForEveryone,
  roleNotHeld,
} from './roles.errors.js';

export type { RoleHolder } from './roles-held.repository.js';

/** A role and whom it is about: a member or a group, never both. */
export interface RoleCommand {
  readonly role: Role;
  readonly memberId?: string;
  readonly groupId?: string;
}

/** A role as it was granted or taken. */
export interface RoleChange {
  readonly role: Role;
  readonly member: Member | null;
  readonly group: Group | null;
}

/** Grants and takes roles. Nobody grants or takes a role that permits more than they may do themselves. */
@Injectable()
export class RolesService {
  constructor(
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    private readonly roles: RolesHeldRepository,
    private readonly members: MembersRepository,
    private readonly groups: GroupsRepository,
  ) {}

  grant(context: RequestContext, command: RoleCommand): Promise<RoleChange> {
    return this.change(context, command, async (change, holder, found) => {
      if (!(await this.roles.add(change, command.role, holder))) throw roleAlreadyHeld(command.role);
      this.record(change, 'role.granted', command.role, holder, found.group?.name);
    });
  }

  revoke(context: RequestContext, command: RoleCommand): Promise<RoleChange> {
    return this.change(context, command, async (change, holder, found) => {
      if (command.role === 'owner') await this.roles.lockOwners(change);
      if (!(await this.roles.remove(change, command.role, holder))) throw roleNotHeld(command.role);
      if (command.role === 'owner' && !(await this.roles.hasOwner(change))) throw lastOwner();
      this.record(change, 'role.revoked', command.role, holder, found.group?.name);
    });
  }

  /** Which groups hold which roles, by name, inside an open transaction. */
  groupsHolding(work: Work): Promise<readonly { role: Role; group: string }[]> {
    return this.roles.heldByGroups(work);
  }

  /** Gives a role to a group in the name of the installation's operator, whom no role binds. */
  async giveToGroup(change: Change, role: Role, group: { id: string; name: string }): Promise<void> {
    const holder: RoleHolder = { kind: 'group', id: group.id };
    if (!(await this.roles.add(change, role, holder))) throw roleAlreadyHeld(role);
    this.record(change, 'role.granted', role, holder, group.name);
  }

  private async change(
    context: RequestContext,
    command: RoleCommand,
    act: (change: Change, holder: RoleHolder, found: RoleChange) => Promise<void>,
  ): Promise<RoleChange> {
    const { role } = command;
    const holder = holderOf(command);
    if (role === 'member') throw roleForEveryone();
    for (const permission of permissionsOf([role])) {
      if (!context.permissions.has(permission)) throw roleAboveYours(role);
    }
    return this.unitOfWork.change(context, async (change) => {
      const found = await this.find(change, role, holder);
      await act(change, holder, found);
      const touched =
        holder.kind === 'member' ? [holder.id] : await this.roles.membersOfGroup(change, holder.id);
      for (const memberId of touched) change.notify('castellan_member', memberId);
      return found;
    });
  }

  private async find(change: Change, role: Role, { kind, id }: RoleHolder): Promise<RoleChange> {
    const member = kind === 'member' ? (await this.members.findMany(change, [id])).get(id) : undefined;
    const group = kind === 'group' ? (await this.groups.findMany(change, [id])).get(id) : undefined;
    if (!member && !group) throw notFound(kind);
    return { role, member: member ?? null, group: group ?? null };
  }

  private record(
    change: Change,
    type: 'role.granted' | 'role.revoked',
    role: Role,
    holder: RoleHolder,
    groupName: string | undefined,
  ): void {
    change.record({
      type,
      outcome: 'success',
      // A group's name is public in the organization; a member's is personal and found by the id.
      target: { ...holder, ...(groupName === undefined ? {} : { name: groupName }) },
      details: { role },
    });
  }
}

function holderOf({ memberId, groupId }: RoleCommand): RoleHolder {
  if (memberId !== undefined && groupId === undefined) return { kind: 'member', id: memberId };
  if (groupId !== undefined && memberId === undefined) return { kind: 'group', id: groupId };
  throw holderUnclear();
}
