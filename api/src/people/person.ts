import type { Role } from '../access/roles.js';

/** A person in an organization. */
export interface Member {
  readonly id: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly status: 'active' | 'disabled';
  readonly createdAt: Date;
  readonly lastSignInAt: Date | null;
}

/** A set of members, from the directory or made here. */
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly source: 'directory' | 'manual';
  readonly memberCount: number;
}

/** What somebody may do and belongs to, looked up afresh for each request so that a demotion is felt at once. */
export interface Standing {
  readonly memberId: string;
  readonly active: boolean;
  readonly roles: readonly Role[];
  readonly groupIds: ReadonlySet<string>;
}
