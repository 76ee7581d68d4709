import { Injectable } from '@nestjs/common';
import type { Role } from '../access/roles.js';
import { decodeCursor, pageOf, type Page, type PageRequest } from '../kernel/cursor.js';
import { isId } from '../kernel/ids.js';
import type { Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import type { Member, Standing } from './person.js';

interface Row {
  id: string;
  display_name: string;
  email: string | null;
  status: 'active' | 'disabled';
  created_at: Date;
  last_sign_in_at: Date | null;
}

const columns =
  'member.id, member.display_name, member.email, member.status, member.created_at, member.last_sign_in_at';

/** Members of the transaction's organization. */
@Injectable()
export class MembersRepository {
  async page(work: Work, search: string | undefined, request: PageRequest): Promise<Page<Member>> {
    const parameters: unknown[] = [work.organizationId, `%${escapeLike(search ?? '')}%`];
    let after = '';
    if (request.after) {
      parameters.push(...decodeCursor(request.after, ['text', 'id']));
      after = 'and (lower(member.display_name), member.id) > ($3, $4::uuid)';
    }
    parameters.push(request.first + 1);
    const rows: Row[] = await managerOf(work).query(
      `select ${columns} from members member
        where member.organization_id = $1 and (member.display_name ilike $2 or member.email ilike $2) ${after}
        order by lower(member.display_name), member.id limit $${parameters.length}`,
      parameters,
    );
    return pageOf(rows, request.first, (row) => [row.display_name.toLowerCase(), row.id], toMember);
  }

  async findMany(work: Work, ids: readonly string[]): Promise<ReadonlyMap<string, Member>> {
    const rows: Row[] = await managerOf(work).query(
      `select ${columns} from members member where member.organization_id = $1 and member.id = any($2::uuid[])`,
      [work.organizationId, ids.filter(isId)],
    );
    return new Map(rows.map((row) => [row.id, toMember(row)]));
  }

  /** Roles held directly or through a group, and the groups. Empty when there is no such member. */
  async standing(work: Work, memberId: string): Promise<Standing | undefined> {
    const rows: { status: string; roles: Role[] | null; groups: string[] | null }[] = await managerOf(
      work,
    ).query(
      `select member.status,
              (select array_agg(distinct held.role) from roles_held held
                where held.organization_id = member.organization_id
                  and (held.member_id = member.id or held.group_id in (
                    select membership.group_id from group_memberships membership
                     where membership.organization_id = member.organization_id
                       and membership.member_id = member.id))) as roles,
              (select array_agg(membership.group_id) from group_memberships membership
                where membership.organization_id = member.organization_id
                  and membership.member_id = member.id) as groups
         from members member where member.organization_id = $1 and member.id = $2`,
      [work.organizationId, memberId],
    );
    const row = rows[0];
    if (!row) return undefined;
    return {
      memberId,
      active: row.status === 'active',
      // Everybody in the organization holds the member role; it needs no row.
      roles: [...new Set<Role>(['member', ...(row.roles ?? [])])].sort(),
      groupIds: new Set(row.groups ?? []),
    };
  }
}

/** Takes the wildcards out of what a person typed. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}

function toMember(row: Row): Member {
  return {
    id: row.id,
    displayName: row.display_name,
    email: row.email,
    status: row.status,
    createdAt: row.created_at,
    lastSignInAt: row.last_sign_in_at,
  };
}
