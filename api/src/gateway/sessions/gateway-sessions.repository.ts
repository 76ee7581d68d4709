import { Injectable } from '@nestjs/common';
import type { Work } from '../../kernel/unit-of-work.js';
import { handleHash, LocatorsRepository } from '../../platform/database/locators.repository.js';
import { managerOf } from '../../platform/database/typeorm-work.js';
import { GatewaySessionEntity } from './gateway-session.entity.js';
import type { GatewaySession, SessionClient } from './gateway-session.js';

/** Sessions of older clients. The handle itself is stored nowhere. */
@Injectable()
export class GatewaySessionsRepository {
  constructor(private readonly locators: LocatorsRepository) {}

  async add(work: Work, handle: string, session: GatewaySession): Promise<void> {
    await managerOf(work).insert(GatewaySessionEntity, {
      ...session,
      organizationId: work.organizationId,
      client: { ...session.client },
    });
    await this.locators.add(work, 'gateway_session', handle, session.id, session.expiresAt);
  }

  /** The session of a handle in this organization, whoever asks. */
  async find(work: Work, handle: string, at: Date): Promise<GatewaySession | undefined> {
    const row = await managerOf(work)
      .createQueryBuilder(GatewaySessionEntity, 'session')
      .innerJoin(
        'locators',
        'locator',
        `locator.organization_id = session.organization_id and locator.subject_id = session.id
           and locator.kind = 'gateway_session' and locator.hash = :hash`,
        { hash: handleHash(handle) },
      )
      .where('session.organization_id = :organizationId and session.expires_at > :at', {
        organizationId: work.organizationId,
        at,
      })
      .getOne();
    if (!row) return undefined;
    const { id, memberId, tokenId, connectorId, revision, expiresAt } = row;
    return { id, memberId, tokenId, connectorId, revision, expiresAt, client: clientOf(row.client) };
  }

  exists(work: Work, id: string): Promise<boolean> {
    return managerOf(work).existsBy(GatewaySessionEntity, { organizationId: work.organizationId, id });
  }

  async count(work: Work, tokenId: string): Promise<number> {
    return managerOf(work).countBy(GatewaySessionEntity, { organizationId: work.organizationId, tokenId });
  }

  async setClient(work: Work, sessionId: string, client: SessionClient): Promise<void> {
    await managerOf(work).update(
      GatewaySessionEntity,
      { organizationId: work.organizationId, id: sessionId },
      { client: { ...client } },
    );
    await tell(work, sessionId);
  }

  async remove(work: Work, sessionId: string): Promise<void> {
    await this.locators.remove(work, 'gateway_session', sessionId);
    await managerOf(work).delete(GatewaySessionEntity, {
      organizationId: work.organizationId,
      id: sessionId,
    });
    await tell(work, sessionId);
  }

  /** Clears away what a token's earlier clients left behind without saying goodbye. */
  async removeExpired(work: Work, tokenId: string, at: Date): Promise<void> {
    await managerOf(work).query(
      `with gone as (
         delete from gateway_sessions where organization_id = $1 and token_id = $2 and expires_at <= $3 returning id
       )
       delete from locators using gone
        where locators.kind = 'gateway_session' and locators.organization_id = $1 and locators.subject_id = gone.id`,
      [work.organizationId, tokenId, at],
    );
  }
}

/** Other processes remember sessions for a while. */
async function tell(work: Work, sessionId: string): Promise<void> {
  await managerOf(work).query(`select pg_notify('castellan_gateway_session', $1)`, [sessionId]);
}

function clientOf(stored: Record<string, unknown>): SessionClient {
  // Written by `add` alone.
  return stored as unknown as SessionClient;
}
