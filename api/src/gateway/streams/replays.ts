import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import type { Caller } from '../pipeline/authenticate.js';
import { refuse } from '../pipeline/gateway-refusal.js';
import type { AdmittedTurn, AskedTurn } from '../pipeline/turn.js';
import type { GatewaySession } from '../sessions/gateway-session.js';
import { Replay } from './replay.js';

interface Kept {
  readonly replay: Replay;
  readonly sessionId: string;
  readonly tokenId: string;
}

/** The first revision in which a server may close the stream of a call and have its client come back. */
const firstRevision = '2025-11-25';

/** How long an answer waits for its client, in milliseconds. */
const keptForMs = 60_000;

/** Answers of one token, and bytes of all, that may wait in this process. */
const maximumPerToken = 16;
const maximumBytes = 64 * 1024 * 1024;

const eventId = /^([A-Za-z0-9_-]{22})\.(\d{1,9})$/;

/**
 * Answers whose client was sent away because the upstream does so: they wait here, for their session alone.
 *
 * They are in this process only. A client that comes back to another replica is told so, and can call again.
 */
@Injectable()
export class Replays {
  private readonly kept = new Map<string, Kept>();

  constructor(@Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits) {}

  /** Sends the client of a call away for a while, as its upstream has done with the gateway. */
  interrupt(turn: AskedTurn, retryMs: number): void {
    const { answer, asked, caller } = turn;
    const { session } = asked;
    if (!session || session.revision < firstRevision || !answer.canStream) return;
    if (answer.isKept) return answer.interrupt();
    const ofToken = [...this.kept.values()].filter(({ tokenId }) => tokenId === caller.tokenId);
    if (ofToken.length >= maximumPerToken || this.#bytes() > maximumBytes) return;
    const replay = new Replay(this.limits.resultBytes + 64 * 1024, () => this.kept.delete(replay.id));
    this.kept.set(replay.id, { replay, sessionId: session.id, tokenId: caller.tokenId });
    answer.keepIn(replay, retryMs, () => {
      setTimeout(() => this.kept.delete(replay.id), keptForMs).unref();
    });
  }

  /** Hands the rest of an answer to its client, which has come back for it. */
  async resume(turn: AdmittedTurn, session: GatewaySession, lastEventId: string): Promise<void> {
    const { answer, caller, trail } = turn;
    const [, id = '', position = ''] = eventId.exec(lastEventId) ?? [];
    const replay = this.#own(caller, session, id);
    if (!replay) throw notKept();
    await trail.stream('gateway.stream_opened', { resumed: true });
    answer.open();
    answer.keepAlive(this.limits.keepAliveMs);
    const reader = { write: (event: string) => answer.write(event), end: () => answer.close(200) };
    await replay.read(Number(position), reader, turn.signal);
    await trail.stream('gateway.stream_closed', { resumed: true });
  }

  #own({ tokenId }: Caller, session: GatewaySession, id: string): Replay | undefined {
    const kept = this.kept.get(id);
    return kept?.sessionId === session.id && kept.tokenId === tokenId ? kept.replay : undefined;
  }

  #bytes(): number {
    let bytes = 0;
    for (const { replay } of this.kept.values()) bytes += replay.bytes;
    return bytes;
  }
}

/** Not 404, which would end the session. */
function notKept() {
  return refuse(
    'stream_not_kept',
    400,
    'Bad Request: nothing is kept here for this Last-Event-ID: it was taken, its time is over, or another server has it. Send the request again; look first, if it changes something.',
  );
}
