import { Injectable } from '@nestjs/common';
import type { Change, Work } from '../kernel/unit-of-work.js';
import { DirectoryRepository, type DirectoryEntry, type DirectoryMember } from './directory.repository.js';

export type { DirectoryEntry, DirectoryMember } from './directory.repository.js';

/** Somebody with the same subject joined between looking and joining: look again. */
export class JoinedMeanwhile extends Error {
  override readonly name = 'JoinedMeanwhile';
}

/** Keeps members and their groups as the organization's directory has them. */
@Injectable()
export class DirectoryService {
  constructor(private readonly rows: DirectoryRepository) {}

  find(work: Work, providerId: string, subject: string): Promise<DirectoryMember | undefined> {
    return this.rows.find(work, providerId, subject);
  }

  /** Ids of the directory's groups by name; a group that nobody is in yet is made. */
  groups(work: Work, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.rows.ensureGroups(work, names);
  }

  /**
   * Brings a member up to date with the directory, or lets them join under the given id. A disabled member stays as
   * they are, and the answer is false.
   */
  async admit(
    change: Change,
    memberId: string,
    providerId: string,
    entry: DirectoryEntry,
    at: Date,
  ): Promise<boolean> {
    const known = await this.rows.find(change, providerId, entry.subject, 'for update');
    if (known && known.id !== memberId) throw new JoinedMeanwhile();
    if (known?.status === 'disabled') return false;
    if (known) {
      await this.rows.update(change, memberId, entry, at);
    } else if (!(await this.rows.add(change, memberId, providerId, entry, at))) {
      throw new JoinedMeanwhile();
    }
    const before = await this.rows.groupsOf(change, memberId);
    const after = [...new Set(entry.groups)].sort();
    const moved = JSON.stringify(before) !== JSON.stringify(after);
    if (moved) {
      const groups = await this.rows.ensureGroups(change, after);
      await this.rows.replaceGroups(change, memberId, [...groups.values()]);
      change.notify('castellan_member', memberId);
    }
    this.record(change, memberId, known, entry, moved ? { before, after } : undefined);
    return true;
  }

  private record(
    change: Change,
    memberId: string,
    known: DirectoryMember | undefined,
    entry: DirectoryEntry,
    moved: { before: string[]; after: string[] } | undefined,
  ): void {
    const personal = { displayName: entry.displayName, email: entry.email ?? '' };
    const renamed = known && (known.displayName !== entry.displayName || known.email !== entry.email);
    if (known && !renamed && !moved) return;
    change.record({
      type: known ? 'member.updated' : 'member.joined',
      outcome: 'success',
      target: { kind: 'member', id: memberId },
      ...(moved ? { change: { before: { groups: moved.before }, after: { groups: moved.after } } } : {}),
      ...(!known || renamed ? { personal } : {}),
    });
  }
}
