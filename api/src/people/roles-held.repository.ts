import { Injectable } from '@nestjs/common';
import type { Role } from '../access/roles.js';
import { newId } from '../kernel/ids.js';
import type { Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';

/** Who holds a role: one member, or everyone in a group. */
export interface RoleHolder {
  readonly kind: 'member' | 'group';
  readonly id: string;
}

/** Roles held in the transaction's organization. */
@Injectable()
export class RolesHeldRepository {
  /** False when it was held already. */
  async add(work: Work, role: Role, holder: RoleHolder): Promise<boolean> {
    const added: unknown[] = await managerOf(work).query(
      `insert into roles_held (organization_id, id, role, ${columnOf(holder)}) values ($1, $2, $3, $4)
       on conflict do nothing returning id`,
      [work.organizationId, newId(), role, holder.id],
    );
    return added.length === 1;
  }

  /** False when it was not held. */
  async remove(work: Work, role: Role, holder: RoleHolder): Promise<boolean> {
    const [, removed]: [unknown[], number] = await managerOf(work).query(
      `delete from roles_held where organization_id = $1 and role = $2 and ${columnOf(holder)} = $3`,
      [work.organizationId, role, holder.id],
    );
    return removed === 1;
  }

  /** Roles held by directory groups, by the groups' names. */
  async heldByGroups(work: Work): Promise<{ role: Role; group: string }[]> {
    return managerOf(work).query(
      `select held.role, "group".name as "group" from roles_held held
         join groups "group" on "group".organization_id = held.organization_id and "group".id = held.group_id
        where held.organization_id = $1 and "group".source = 'directory'`,
      [work.organizationId],
    );
  }

  /** Lets one change of who owns the organization at a time look and act: two owners may not take it from each other. */
  async lockOwners(work: Work): Promise<void> {
    await managerOf(work).query(
      `select id from roles_held where organization_id = $1 and role = 'owner' order by id for update`,
      [work.organizationId],
    );
  }

  /** Whether an active member owns the organization, directly or through a group. */
  async hasOwner(work: Work): Promise<boolean> {
    const [row]: { found: boolean }[] = await managerOf(work).query(
      `select exists (
         select from members member
          where member.organization_id = $1 and member.status = 'active' and exists (
            select from roles_held held
             where held.organization_id = member.organization_id and held.role = 'owner'
               and (held.member_id = member.id or held.group_id in (
                 select membership.group_id from group_memberships membership
                  where membership.organization_id = member.organization_id
                    and membership.member_id = member.id)))) as found`,
      [work.organizationId],
    );
    return row?.found === true;
  }

  /** Everybody who is in a group. */
  async membersOfGroup(work: Work, groupId: string): Promise<string[]> {
    const rows: { member_id: string }[] = await managerOf(work).query(
      'select member_id from group_memberships where organization_id = $1 and group_id = $2',
      [work.organizationId, groupId],
    );
    return rows.map((row) => row.member_id);
  }
}

function columnOf(holder: RoleHolder): 'member_id' | 'group_id' {
  return holder.kind === 'member' ? 'member_id' : 'group_id';
}
