import { Injectable } from '@nestjs/common';
import type { Work } from '../kernel/unit-of-work.js';
import { Keyring, type Sealed } from '../platform/crypto/keyring.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import { idleMs, type Session } from './session.js';
import { SessionEntity } from './session.entity.js';

/** A session as it begins, with what is only needed when it ends. */
export interface NewSession extends Omit<Session, 'identityProviderId'> {
  readonly providerSession: string | null;
  readonly idTokenHint: string | null;
}

/** A session that was ended, with what the provider wants to know about it. */
export interface EndedSession {
  readonly memberId: string;
  readonly idTokenHint: string | null;
  readonly identityProviderId: string;
}

/** Sessions of the transaction's organization. */
@Injectable()
export class SessionsRepository {
  constructor(private readonly keyring: Keyring) {}

  async add(work: Work, { idTokenHint, ...session }: NewSession): Promise<void> {
    const { organizationId } = work;
    await managerOf(work).insert(SessionEntity, {
      ...session,
      organizationId,
      createdAt: session.lastSeenAt,
      idTokenHintSealed:
        idTokenHint === null
          ? null
          : this.keyring.seal('session-hint', [organizationId, session.id], idTokenHint),
    });
  }

  async find(work: Work, id: string): Promise<Session | undefined> {
    const [row]: SessionRow[] = await managerOf(work).query(
      `select session.id, session.member_id, member.identity_provider_id, session.authenticated_at,
              session.last_seen_at, session.expires_at
         from sessions session
         join members member on member.organization_id = session.organization_id and member.id = session.member_id
        where session.organization_id = $1 and session.id = $2`,
      [work.organizationId, id],
    );
    return (
      row && {
        id: row.id,
        memberId: row.member_id,
        identityProviderId: row.identity_provider_id,
        authenticatedAt: row.authenticated_at,
        lastSeenAt: row.last_seen_at,
        expiresAt: row.expires_at,
      }
    );
  }

  async touch(work: Work, id: string, at: Date): Promise<void> {
    await managerOf(work).query(
      `update sessions set last_seen_at = $3 where organization_id = $1 and id = $2 and last_seen_at < $3`,
      [work.organizationId, id, at],
    );
  }

  /** Ends a session; undefined when it had ended already. */
  async end(work: Work, id: string): Promise<EndedSession | undefined> {
    const ended: [EndedRow[], number] = await managerOf(work).query(
      `delete from sessions session using members member
        where session.organization_id = $1 and session.id = $2
          and member.organization_id = session.organization_id and member.id = session.member_id
        returning session.member_id, session.id_token_hint_sealed, member.identity_provider_id`,
      [work.organizationId, id],
    );
    const row = ended[0][0];
    const sealed = row?.id_token_hint_sealed ?? null;
    return (
      row && {
        memberId: row.member_id,
        idTokenHint: sealed && this.hintOf(work.organizationId, id, sealed),
        identityProviderId: row.identity_provider_id,
      }
    );
  }

  /** A hint whose key has left the keyring must not keep its session from ending. */
  private hintOf(organizationId: string, id: string, sealed: Sealed): string | null {
    try {
      return this.keyring.open('session-hint', [organizationId, id], sealed);
    } catch {
      return null;
    }
  }

  /** Forgets sessions that are over, with what leads to them. */
  async forgetOver(work: Work, at: Date): Promise<void> {
    await managerOf(work).query(
      `with over as (
         delete from sessions where organization_id = $1 and (expires_at <= $2 or last_seen_at <= $3) returning id)
       delete from locators where kind = 'session' and organization_id = $1 and subject_id in (select id from over)`,
      [work.organizationId, at, new Date(at.getTime() - idleMs)],
    );
  }
}

interface SessionRow {
  id: string;
  member_id: string;
  identity_provider_id: string;
  authenticated_at: Date;
  last_seen_at: Date;
  expires_at: Date;
}

interface EndedRow {
  member_id: string;
  id_token_hint_sealed: Sealed | null;
  identity_provider_id: string;
}
