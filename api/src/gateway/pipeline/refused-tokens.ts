import { Injectable } from '@nestjs/common';
import { GatewayRecorder } from '../../audit/gateway-recorder.js';
import { Log } from '../../platform/telemetry/log.js';
import type { RefusedToken } from '../../tokens/token.errors.js';
import type { Arrival } from './receive.js';

const noteEveryMs = 60_000;
const capacity = 10_000;

/**
 * Records the refusal of a token whose secret was right: one that was revoked or expired and is still in use is worth
 * knowing. At most once a minute each, because a client that was left running asks for ever.
 */
@Injectable()
export class RefusedTokens {
  private readonly notedAt = new Map<string, number>();

  constructor(
    private readonly recorder: GatewayRecorder,
    private readonly log: Log,
  ) {}

  async note(token: RefusedToken, code: string, arrival: Arrival): Promise<void> {
    const { organizationId, tokenId, tokenName, memberId } = token;
    const key = `${tokenId}/${code}`;
    const now = performance.now();
    if (now - (this.notedAt.get(key) ?? -Infinity) < noteEveryMs) return;
    if (this.notedAt.size >= capacity) this.notedAt.clear();
    this.notedAt.set(key, now);
    const { requestId, sourceAddress, userAgent } = arrival;
    try {
      await this.recorder.record(
        {
          organizationId,
          actor: { kind: 'member', id: memberId, roles: [] },
          permissions: new Set(),
          channel: 'gateway',
          requestId,
          tokenId,
          sourceAddress,
          userAgent,
        },
        {
          type: 'token.refused',
          outcome: 'denied',
          target: { kind: 'token', id: tokenId, name: tokenName },
          details: { code, address: addressOf(arrival).slice(0, 128) },
        },
      );
    } catch (error) {
      // The token is refused whether or not that can be written.
      this.notedAt.delete(key);
      this.log.warn({ err: error }, 'the refusal of a token could not be recorded');
    }
  }
}

function addressOf({ organizationSlug, connectorSlug }: Arrival): string {
  return connectorSlug === undefined ? organizationSlug : `${organizationSlug}/${connectorSlug}`;
}
