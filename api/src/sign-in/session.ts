const hour = 60 * 60 * 1000;

/** How long a session lives without a request. */
export const idleMs = 8 * hour;

/** How long a session lives at most. */
export const absoluteMs = 24 * hour;

/** How exact the time of last use is: writing it with every request would make every read a write. */
export const touchEveryMs = 60 * 1000;

/** A signed-in browser. */
export interface Session {
  readonly id: string;
  readonly memberId: string;
  readonly identityProviderId: string;
  /** When the person proved who they are to the provider. */
  readonly authenticatedAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

/** When a session ends unless it is used. */
export function sessionEndsAt(session: Pick<Session, 'lastSeenAt' | 'expiresAt'>): Date {
  return new Date(Math.min(session.lastSeenAt.getTime() + idleMs, session.expiresAt.getTime()));
}

export function isLive(session: Pick<Session, 'lastSeenAt' | 'expiresAt'>, at: Date): boolean {
  return at < sessionEndsAt(session);
}
