import { refuseForNow } from '../pipeline/gateway-refusal.js';

/** How much one token may have under way at once, and how long and how large a call may be. */
export interface GatewayLimits {
  readonly callsPerToken: number;
  readonly streamsPerToken: number;
  readonly sessionsPerToken: number;
  /** Resources whose updates one token may wait for. */
  readonly subscriptionsPerToken: number;
  /** Milliseconds from forwarding a call to the end of its answer, whatever progress says. */
  readonly callMs: number;
  /** Milliseconds a person may take to answer what an upstream asks. */
  readonly answerMs: number;
  /** Milliseconds from forwarding a call to its end, however often its upstream asks something. */
  readonly conversationMs: number;
  /** How often an upstream may ask something in one call. */
  readonly roundsPerCall: number;
  /** Calls that wait for answers while their client is away. */
  readonly parkedPerMember: number;
  readonly parkedPerProcess: number;
  /** Milliseconds of silence after which another process is taken for dead. */
  readonly silenceMs: number;
  /** Bytes of one upstream answer. */
  readonly resultBytes: number;
  /** Milliseconds of silence after which a waiting client gets a sign of life. */
  readonly keepAliveMs: number;
  /** Tools that the aggregated address lists one by one; for more it offers to search. */
  readonly toolsListed: number;
  /** Milliseconds before an upstream's own stream that ended is opened again; grows while that fails. */
  readonly reopenMs: number;
  /** Milliseconds a stopping process waits for calls under way. */
  readonly drainMs: number;
}

/** Injection token of the limits. */
export const GATEWAY_LIMITS = Symbol('GatewayLimits');

export const defaultLimits: GatewayLimits = {
  callsPerToken: 128,
  streamsPerToken: 16,
  sessionsPerToken: 200,
  subscriptionsPerToken: 200,
  callMs: 120_000,
  answerMs: 10 * 60_000,
  conversationMs: 30 * 60_000,
  roundsPerCall: 16,
  parkedPerMember: 16,
  parkedPerProcess: 256,
  silenceMs: 4_000,
  resultBytes: 4 * 1024 * 1024,
  keepAliveMs: 15_000,
  toolsListed: 60,
  reopenMs: 1_000,
  drainMs: 10_000,
};

/** Counts what is under way by key, up to a maximum each. */
export class Occupancy {
  readonly #used = new Map<string, number>();

  constructor(
    private readonly maximum: number,
    private readonly what: string,
  ) {}

  /** Takes a place and returns how to give it back; refuses when all are taken. */
  enter(key: string): () => void {
    const used = this.#used.get(key) ?? 0;
    if (used >= this.maximum) {
      throw refuseForNow(
        'too_many_requests',
        429,
        `Too Many Requests: this token already has ${this.maximum} ${this.what}. Wait for one to end, then try again.`,
      );
    }
    this.#used.set(key, used + 1);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      const left = (this.#used.get(key) ?? 1) - 1;
      if (left === 0) this.#used.delete(key);
      else this.#used.set(key, left);
    };
  }
}
