import { Injectable } from '@nestjs/common';
import { newId } from '../kernel/ids.js';
import type { Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';

/** A member as the directory's entry finds them. */
export interface DirectoryMember {
  readonly id: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly status: 'active' | 'disabled';
}

/** What the directory says of a person. */
export interface DirectoryEntry {
  readonly subject: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly groups: readonly string[];
}

/** Members and groups as identity providers describe them, in the transaction's organization. */
@Injectable()
export class DirectoryRepository {
  async find(
    work: Work,
    providerId: string,
    subject: string,
    lock: 'for update' | '' = '',
  ): Promise<DirectoryMember | undefined> {
    const [row]: { id: string; display_name: string; email: string | null; status: 'active' | 'disabled' }[] =
      await managerOf(work).query(
        `select id, display_name, email, status from members
          where organization_id = $1 and identity_provider_id = $2 and subject = $3 ${lock}`,
        [work.organizationId, providerId, subject],
      );
    return row && { id: row.id, displayName: row.display_name, email: row.email, status: row.status };
  }

  /** False when somebody with this subject has joined meanwhile. */
  async add(work: Work, id: string, providerId: string, entry: DirectoryEntry, at: Date): Promise<boolean> {
    const added: unknown[] = await managerOf(work).query(
      `insert into members (organization_id, id, identity_provider_id, subject, email, display_name, created_at, last_sign_in_at)
       values ($1, $2, $3, $4, $5, $6, $7, $7)
       on conflict on constraint members_subject_key do nothing returning id`,
      [work.organizationId, id, providerId, entry.subject, entry.email, entry.displayName, at],
    );
    return added.length === 1;
  }

  async update(work: Work, id: string, entry: DirectoryEntry, at: Date): Promise<void> {
    await managerOf(work).query(
      `update members
          set email = $3, display_name = $4, last_sign_in_at = $5,
              version = version + (case when (email, display_name) is distinct from ($3, $4) then 1 else 0 end)
        where organization_id = $1 and id = $2`,
      [work.organizationId, id, entry.email, entry.displayName, at],
    );
  }

  /** The ids of directory groups by name; those that are missing are made. */
  async ensureGroups(work: Work, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (names.length === 0) return new Map();
    // In one order for everybody, so that two sign-ins with the same new groups do not wait for each other.
    const sorted = [...new Set(names)].sort();
    await managerOf(work).query(
      `insert into groups (organization_id, id, name, source)
       select $1, given.id, given.name, 'directory' from unnest($2::uuid[], $3::text[]) as given (id, name)
       on conflict on constraint groups_name_key do nothing`,
      [work.organizationId, sorted.map(() => newId()), sorted],
    );
    const rows: { id: string; name: string }[] = await managerOf(work).query(
      `select id, name from groups where organization_id = $1 and source = 'directory' and name = any($2)`,
      [work.organizationId, sorted],
    );
    return new Map(rows.map((row) => [row.name, row.id]));
  }

  /** Names of the directory groups a member is in, sorted. */
  async groupsOf(work: Work, memberId: string): Promise<string[]> {
    const rows: { name: string }[] = await managerOf(work).query(
      `select "group".name from groups "group"
         join group_memberships membership
           on membership.organization_id = "group".organization_id and membership.group_id = "group".id
        where "group".organization_id = $1 and "group".source = 'directory' and membership.member_id = $2`,
      [work.organizationId, memberId],
    );
    return rows.map((row) => row.name).sort();
  }

  /** Makes these the member's directory groups; memberships of manual groups stay. */
  async replaceGroups(work: Work, memberId: string, groupIds: readonly string[]): Promise<void> {
    await managerOf(work).query(
      `delete from group_memberships membership using groups "group"
        where membership.organization_id = $1 and membership.member_id = $2
          and "group".organization_id = membership.organization_id and "group".id = membership.group_id
          and "group".source = 'directory' and membership.group_id <> all($3::uuid[])`,
      [work.organizationId, memberId, groupIds],
    );
    await managerOf(work).query(
      `insert into group_memberships (organization_id, group_id, member_id)
       select $1, given.id, $2 from unnest($3::uuid[]) as given (id) on conflict do nothing`,
      [work.organizationId, memberId, groupIds],
    );
  }
}
