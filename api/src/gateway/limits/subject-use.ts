import type { LimitQuantity, SubjectLimits } from '../../kernel/limits.js';

/** What is counted while it lasts. */
export type Held = 'arriving' | 'concurrentRequests' | 'openStreams';

/** What is counted by the minute. */
type Spent = 'requestsPerMinute' | 'bytesPerMinute';

/** What somebody wants: to send something of which only the head is here, to notify, to be served, or to listen. */
export type Wanted = 'arrive' | 'notify' | 'request' | 'listen';

/** What the replicas of an installation know of one subject together. */
export interface SharedUse {
  readonly requests: number;
  readonly bytes: number;
  /** What other replicas hold at the moment. */
  readonly othersRequests: number;
  readonly othersStreams: number;
}

/** A limit that is reached, and how many seconds it takes until there is room again. */
export interface Reached {
  readonly quantity: LimitQuantity;
  readonly allowed: number;
  readonly retryAfterSeconds: number;
}

const minuteMs = 60_000;

/** A part of a minute's worth may be used at once; never less than this, because clients begin with a few requests. */
const burstPart = 1 / 4;
const smallestBurst = 10;

/** As much again as for requests: cancellations and answers have to come through, for anything to end. */
const reserve = 2;

/** How much may be used at once of what is limited by the minute. */
export function burstOf(perMinute: number): number {
  return Math.min(perMinute, Math.max(smallestBurst, perMinute * burstPart));
}

/**
 * The use of one subject, as this process knows it.
 *
 * What is limited by the minute is a bucket that leaks: use fills it, time empties it, and when it is full there is no
 * more. Buckets add up, so that replicas can tell one another what each of them poured in. A bucket may be filled above
 * its rim, by replicas that did not know of one another yet and by answers whose size was not known: the excess is waited
 * for, so that the long-term rate is exact whatever happens.
 */
export class SubjectUse {
  #requests = 0;
  #bytes = 0;
  #at: number;
  /** Of which only the head is here; not for others to know. */
  #arriving = 0;
  #concurrent = 0;
  #streams = 0;
  #othersConcurrent = 0;
  #othersStreams = 0;
  /** What others do not know of yet. */
  #newRequests = 0;
  #newBytes = 0;
  /** Whether others have to be told or asked. */
  isTouched = false;

  constructor(
    /** The limits it was last held against; rates are needed to empty the buckets. */
    public limits: SubjectLimits,
    now: number,
  ) {
    this.#at = now;
  }

  /**
   * Why something is not possible now. `share` is the part of each limit that this process may use by itself: all of it,
   * unless it cannot tell what others use.
   */
  problem(limits: SubjectLimits, wants: Wanted, now: number, share: number): Reached | undefined {
    // Time that is over counts at the limits it had.
    this.#leak(now);
    this.limits = limits;
    this.isTouched = true;
    switch (wants) {
      case 'arrive':
        return this.#taken('concurrentRequests', share, reserve);
      case 'notify':
        return this.#spent(share, reserve);
      case 'request':
        return this.#spent(share) ?? this.#taken('concurrentRequests', share);
      case 'listen':
        return this.#taken('openStreams', share);
    }
  }

  /** Counts a request. */
  request(): void {
    this.#requests += 1;
    this.#newRequests += 1;
    this.isTouched = true;
  }

  /** Counts bytes of requests and answers. */
  transferred(bytes: number, now: number): void {
    // The time before it is no credit for it.
    this.#leak(now);
    this.#bytes += bytes;
    this.#newBytes += bytes;
    this.isTouched = true;
  }

  hold(what: Held, by: 1 | -1): void {
    if (what === 'openStreams') this.#streams += by;
    else if (what === 'arriving') this.#arriving += by;
    else this.#concurrent += by;
    this.isTouched = true;
  }

  /** What others do not know of yet, which is theirs from now on. */
  handOver(): { requests: number; bytes: number; concurrent: number; streams: number } {
    const told = {
      requests: this.#newRequests,
      bytes: this.#newBytes,
      concurrent: this.#concurrent,
      streams: this.#streams,
    };
    this.#newRequests = 0;
    this.#newBytes = 0;
    this.isTouched = false;
    return told;
  }

  /** Takes back what could not be handed over. */
  takeBack(told: { requests: number; bytes: number }): void {
    this.#newRequests += told.requests;
    this.#newBytes += told.bytes;
    this.isTouched = true;
  }

  /** What everybody knows together, with what was used here since it was handed over. */
  learn(shared: SharedUse, now: number): void {
    this.#leak(now);
    this.#requests = shared.requests + this.#newRequests;
    this.#bytes = shared.bytes + this.#newBytes;
    this.#othersConcurrent = shared.othersRequests;
    this.#othersStreams = shared.othersStreams;
  }

  /** Whether there is nothing to remember. */
  isIdle(now: number): boolean {
    this.#leak(now);
    const left = this.#requests + this.#bytes + this.#arriving + this.#concurrent + this.#streams;
    return left === 0 && !this.isTouched;
  }

  #taken(quantity: Exclude<Held, 'arriving'>, share: number, times = 1): Reached | undefined {
    const limit = this.limits[quantity];
    if (limit === undefined) return undefined;
    // What only arrives is in the way of what arrives, and of nothing that is served.
    const arriving = times > 1 ? this.#arriving : 0;
    const own = quantity === 'openStreams' ? this.#streams : this.#concurrent + arriving;
    const others = quantity === 'openStreams' ? this.#othersStreams : this.#othersConcurrent;
    const allowed = share < 1 ? Math.max(1, Math.floor(limit * share)) * times : limit * times - others;
    return own + 1 > allowed ? { quantity, allowed: limit, retryAfterSeconds: 1 } : undefined;
  }

  #spent(share: number, times = 1): Reached | undefined {
    // How large an answer gets is not known before, so bytes have only to have some room.
    return this.#full('requestsPerMinute', 1, share, times) ?? this.#full('bytesPerMinute', 0, share, times);
  }

  #full(quantity: Spent, wanted: number, share: number, times: number): Reached | undefined {
    const allowed = this.limits[quantity];
    if (allowed === undefined) return undefined;
    const filled = quantity === 'requestsPerMinute' ? this.#requests : this.#bytes;
    const over = filled + wanted - Math.max(1, burstOf(allowed) * share) * times;
    if (wanted > 0 ? over <= 0 : over < 0) return undefined;
    const seconds = (over / (allowed * share)) * 60;
    return { quantity, allowed, retryAfterSeconds: Math.max(1, Math.ceil(seconds)) };
  }

  #leak(now: number): void {
    const minutes = Math.max(0, now - this.#at) / minuteMs;
    this.#at = Math.max(this.#at, now);
    if (minutes === 0) return;
    this.#requests = Math.max(0, this.#requests - minutes * (this.limits.requestsPerMinute ?? Infinity));
    this.#bytes = Math.max(0, this.#bytes - minutes * (this.limits.bytesPerMinute ?? Infinity));
  }
}
