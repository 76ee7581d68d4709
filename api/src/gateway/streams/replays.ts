import { Inject, Injectable } from '@nestjs/common';
import { memberOf } from '../../platform/mcp/json/json-value.js';
import { untilAborted } from '../../platform/mcp/upstream/deadline.js';
import { resultRulesOf } from '../../limits/result-rules.js';
import { Standing, type StandingCall } from '../bridge/standing.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import type { Caller } from '../pipeline/authenticate.js';
import type { Decided } from '../pipeline/decide.js';
import { refuse } from '../pipeline/gateway-refusal.js';
import type { AdmittedTurn, AskedTurn } from '../pipeline/turn.js';
import type { GatewaySession } from '../sessions/gateway-session.js';
import { Announcements } from './announcements.js';
import { Replay } from './replay.js';

interface Kept {
  readonly replay: Replay;
  readonly sessionId: string;
  readonly tokenId: string;
  /** What was asked, to decide on it again before it is answered. */
  readonly call: StandingCall;
  readonly decided: Decided;
}

/** The first revision in which a server may close the stream of a call and have its client come back. */
const firstRevision = '2025-11-25';

/** How long an answer waits for its client, in milliseconds. */
const keptForMs = 60_000;

/** How long a client is sent away at most, whatever the upstream says: its answer has to be there yet. */
const longestAwayMs = 30_000;

/** Answers of one token that may wait in this process, and its part of the room for all. */
const maximumPerToken = 16;
const partPerToken = 1 / 4;

/** What an answer has beside the upstream's own words. */
const around = 16 * 1024;

const eventId = /^([A-Za-z0-9_-]{22})\.(\d{1,9})$/;

/**
 * Answers whose client was sent away because the upstream does so: they wait here, for their session alone.
 *
 * They are in this process only. A client that comes back to another replica is told so, and can call again. The room
 * for an answer is set aside before its client is sent away; where there is none, the client stays on its stream.
 */
@Injectable()
export class Replays {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly standing: Standing,
    private readonly announcements: Announcements,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
  ) {}

  /** Sends the client of a call away for a while, as its upstream has done with the gateway. */
  interrupt(turn: AskedTurn, retryMs: number): void {
    const { answer, asked, caller, decided, resolved } = turn;
    const { session } = asked;
    if (!session || session.revision < firstRevision || !answer.canStream || !decided) return;
    if (answer.isKept) return answer.interrupt();
    const { tokenId } = caller;
    const rules = resultRulesOf(resolved.policy.limits, resolved.connector.id);
    const answerBytes = Math.min(this.limits.resultBytes, rules.maximumBytes) + around;
    const replay = new Replay(
      answerBytes,
      (bytes) => this.#isRoom(tokenId, bytes),
      () => this.kept.delete(replay.id),
    );
    const ofToken = [...this.kept.values()].filter((other) => other.tokenId === tokenId).length;
    if (ofToken >= maximumPerToken || !this.#isRoom(tokenId, replay.reserved)) return;
    const isAway = answer.keepIn(replay, Math.min(retryMs, longestAwayMs), () => {
      setTimeout(() => this.kept.delete(replay.id), keptForMs).unref();
    });
    if (!isAway) return;
    this.kept.set(replay.id, { replay, sessionId: session.id, tokenId, call: remembered(turn), decided });
  }

  /** Hands the rest of an answer to its client, which has come back for it, as long as it may have it. */
  async resume(
    turn: AdmittedTurn,
    session: GatewaySession,
    lastEventId: string,
    revalidate: () => Promise<Caller | undefined>,
  ): Promise<void> {
    const { answer, arrival, caller, trail } = turn;
    const [, id = '', position = ''] = eventId.exec(lastEventId) ?? [];
    const kept = this.#own(caller, session, id);
    if (!kept?.replay.reaches(Number(position))) throw notKept();
    const ended = new AbortController();
    const end = () => ended.abort();
    const decideAnew = async () => {
      if (!(await this.standing.holds(kept.call, kept.decided, revalidate))) end();
    };
    await decideAnew();
    if (ended.signal.aborted) throw notKept();
    const { organizationSlug, connectorSlug } = arrival;
    const address = { organizationSlug, ...(connectorSlug === undefined ? {} : { connectorSlug }) };
    // A call that a stopping process finishes, or cuts short, still tells its client so.
    const endUnlessStopping = (why?: 'stopping') => (why === 'stopping' ? undefined : end());
    const listener = {
      ...address,
      lists: [],
      revalidate,
      onChange: decideAnew,
      send: nothing,
      end: endUnlessStopping,
    };
    const remove = this.announcements.add(listener, caller);
    try {
      await trail.stream({ resumed: true }, async () => {
        answer.open();
        answer.keepAlive(this.limits.keepAliveMs);
        const write = async (event: Buffer) => {
          // What cannot be decided now stays, and can be come back for.
          await decideAnew().catch(end);
          // Whoever does not read must not keep the stream by that.
          if (!ended.signal.aborted) await untilAborted(answer.write(event), ended.signal).catch(nothing);
        };
        const reader = { write, end: () => answer.close(200) };
        await kept.replay.read(Number(position), reader, AbortSignal.any([turn.signal, ended.signal]));
        return { reason: ended.signal.aborted ? 'ended' : turn.signal.aborted ? 'left' : 'over' };
      });
    } finally {
      remove();
    }
  }

  #own({ tokenId }: Caller, session: GatewaySession, id: string): Kept | undefined {
    const kept = this.kept.get(id);
    return kept?.sessionId === session.id && kept.tokenId === tokenId ? kept : undefined;
  }

  /** Whether there is room for so many bytes more, of which one token has a part at most. */
  #isRoom(tokenId: string, bytes: number): boolean {
    let [all, ofToken] = [bytes, bytes];
    for (const { replay, tokenId: other } of this.kept.values()) {
      all += replay.reserved;
      if (other === tokenId) ofToken += replay.reserved;
    }
    return all <= this.limits.keptBytes && ofToken <= this.limits.keptBytes * partPerToken;
  }
}

/** As much of a call as it takes to decide on it: its arguments may be long, and its answer is waited for. */
function remembered({ arrival, asked, resolved }: AskedTurn): StandingCall {
  const { method, params } = asked.request;
  const named = Object.fromEntries(['name', 'uri', 'ref'].map((name) => [name, memberOf(params, name)]));
  return {
    arrival: { organizationSlug: arrival.organizationSlug },
    asked: {
      request: { jsonrpc: '2.0', id: 0, method, params: named },
      ...(asked.task ? { task: asked.task } : {}),
    },
    resolved: { connector: resolved.connector },
  };
}

async function nothing(): Promise<void> {}

/** Not 404, which would end the session. */
function notKept() {
  return refuse(
    'stream_not_kept',
    400,
    'Bad Request: nothing is kept here for this Last-Event-ID: it was taken, its time is over, or another server has it. Send the request again; look first, if it changes something.',
  );
}
