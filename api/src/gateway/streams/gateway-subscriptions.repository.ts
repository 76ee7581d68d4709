import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Work } from '../../kernel/unit-of-work.js';
import { managerOf } from '../../platform/database/typeorm-work.js';

/** What sessions of older clients have subscribed to. */
@Injectable()
export class GatewaySubscriptionsRepository {
  async ofSession(work: Work, sessionId: string): Promise<string[]> {
    const rows: { uri: string }[] = await managerOf(work).query(
      `select uri from gateway_subscriptions where organization_id = $1 and session_id = $2 order by created_at, hash`,
      [work.organizationId, sessionId],
    );
    return rows.map(({ uri }) => uri);
  }

  /** How many subscriptions the sessions of a token have, this one left out. */
  async countOthers(work: Work, tokenId: string, sessionId: string, uri: string): Promise<number> {
    const rows: { count: number }[] = await managerOf(work).query(
      `select count(*)::int as count
         from gateway_subscriptions subscription
         join gateway_sessions session
           on session.organization_id = subscription.organization_id and session.id = subscription.session_id
        where session.organization_id = $1 and session.token_id = $2
          and not (subscription.session_id = $3 and subscription.hash = $4)`,
      [work.organizationId, tokenId, sessionId, hashOf(uri)],
    );
    return rows[0]?.count ?? 0;
  }

  async add(work: Work, sessionId: string, uri: string): Promise<void> {
    await managerOf(work).query(
      `insert into gateway_subscriptions (organization_id, session_id, hash, uri) values ($1, $2, $3, $4)
       on conflict on constraint gateway_subscriptions_pkey do nothing`,
      [work.organizationId, sessionId, hashOf(uri), uri],
    );
    await tell(work, sessionId);
  }

  /** Forgets subscriptions of a session. Whether there were any. */
  async remove(work: Work, sessionId: string, uris: readonly string[]): Promise<boolean> {
    const [, count]: [unknown, number] = await managerOf(work).query(
      `delete from gateway_subscriptions where organization_id = $1 and session_id = $2 and hash = any($3::text[])`,
      [work.organizationId, sessionId, uris.map(hashOf)],
    );
    if (count > 0) await tell(work, sessionId);
    return count > 0;
  }
}

/** An address may be longer than an index takes. */
function hashOf(uri: string): string {
  return createHash('sha256').update(uri).digest('hex');
}

/** The session's stream may be in another process. */
async function tell(work: Work, sessionId: string): Promise<void> {
  await managerOf(work).query(`select pg_notify('castellan_gateway_session', $1)`, [sessionId]);
}
