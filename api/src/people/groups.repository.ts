import { Injectable } from '@nestjs/common';
import { decodeCursor, pageOf, type Page, type PageRequest } from '../kernel/cursor.js';
import { isId } from '../kernel/ids.js';
import type { Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import { escapeLike } from './members.repository.js';
import type { Group } from './person.js';

interface Row {
  id: string;
  name: string;
  source: 'directory' | 'manual';
  member_count: string;
}

const columns = `"group".id, "group".name, "group".source,
  (select count(*) from group_memberships membership
    where membership.organization_id = "group".organization_id and membership.group_id = "group".id) as member_count`;

/** Groups of the transaction's organization. */
@Injectable()
export class GroupsRepository {
  async page(work: Work, search: string | undefined, request: PageRequest): Promise<Page<Group>> {
    const parameters: unknown[] = [work.organizationId, `%${escapeLike(search ?? '')}%`];
    let after = '';
    if (request.after) {
      parameters.push(...decodeCursor(request.after, ['text', 'id']));
      after = 'and (lower("group".name), "group".id) > ($3, $4::uuid)';
    }
    parameters.push(request.first + 1);
    const rows: Row[] = await managerOf(work).query(
      `select ${columns} from groups "group" where "group".organization_id = $1 and "group".name ilike $2 ${after}
        order by lower("group".name), "group".id limit $${parameters.length}`,
      parameters,
    );
    return pageOf(rows, request.first, (row) => [row.name.toLowerCase(), row.id], toGroup);
  }

  async findMany(work: Work, ids: readonly string[]): Promise<ReadonlyMap<string, Group>> {
    const rows: Row[] = await managerOf(work).query(
      `select ${columns} from groups "group" where "group".organization_id = $1 and "group".id = any($2::uuid[])`,
      [work.organizationId, ids.filter(isId)],
    );
    return new Map(rows.map((row) => [row.id, toGroup(row)]));
  }

  async ofMember(work: Work, memberId: string): Promise<Group[]> {
    const rows: Row[] = await managerOf(work).query(
      `select ${columns} from groups "group"
         join group_memberships mine on mine.organization_id = "group".organization_id and mine.group_id = "group".id
        where "group".organization_id = $1 and mine.member_id = $2 order by lower("group".name), "group".id`,
      [work.organizationId, memberId],
    );
    return rows.map(toGroup);
  }
}

function toGroup(row: Row): Group {
  return { id: row.id, name: row.name, source: row.source, memberCount: Number(row.member_count) };
}
