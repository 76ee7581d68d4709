import ipaddr from 'ipaddr.js';
import type { Clock } from '../../kernel/clock.js';

const windowMs = 60_000;

/** So many sources are counted at once; beyond, the one counted for longest gives way. */
const capacity = 10_000;

interface Window {
  since: number;
  attempts: number;
  /** Attempts of this window that the other replicas have not heard of. */
  untold: number;
}

/** Attempts from one source: what the other replicas have not heard of, or what all of them counted. */
export interface ToldAttempts {
  readonly source: string;
  /** Names the minute they belong to, in this process. */
  readonly since: number;
  readonly attempts: number;
  /** How long ago the first of them was. */
  readonly ageMs: number;
}

/**
 * Counts attempts by the network they come from, up to a maximum in a minute each.
 *
 * Counting and refusing happen in the memory of one process and cost no round trip; what other replicas counted is
 * learned from them now and then. It keeps one network from wearing everybody down, and proves nothing about anybody.
 */
export class AttemptLimit {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly clock: Clock,
    private readonly perMinute: number,
  ) {}

  /** Counts an attempt; says how many seconds to wait when it is one too many. */
  count(address: string | undefined): number | undefined {
    const source = sourceOf(address ?? '');
    const now = this.#now();
    const window = this.#windowOf(source, now);
    if (window.attempts >= this.perMinute) {
      return Math.max(1, Math.ceil((window.since + windowMs - now) / 1000));
    }
    window.attempts += 1;
    window.untold += 1;
    return undefined;
  }

  /** What was counted since the last time. */
  handOver(): ToldAttempts[] {
    const now = this.#now();
    const told: ToldAttempts[] = [];
    for (const [source, window] of this.windows) {
      if (isOver(window, now)) this.windows.delete(source);
      else if (window.untold > 0) {
        const { since, untold } = window;
        told.push({ source, since, attempts: untold, ageMs: Math.max(0, now - since) });
        window.untold = 0;
      }
    }
    return told;
  }

  /** Nobody heard: what was told is told again, unless its minute is over. */
  takeBack(told: readonly ToldAttempts[]): void {
    for (const { source, since, attempts } of told) {
      const window = this.windows.get(source);
      if (window?.since === since) window.untold += attempts;
    }
  }

  /** What all replicas counted, with what they were last told from here. */
  learn(learned: readonly ToldAttempts[]): void {
    const now = this.#now();
    for (const { source, since, attempts, ageMs } of learned) {
      const window = this.windows.get(source);
      if (window?.since !== since) continue;
      window.since = now - ageMs;
      window.attempts = attempts + window.untold;
    }
  }

  #now(): number {
    return this.clock.now().getTime();
  }

  #windowOf(source: string, now: number): Window {
    const known = this.windows.get(source);
    if (known && !isOver(known, now)) return known;
    // A map keeps the order in which keys were added, so the first is the one counted for longest.
    this.windows.delete(source);
    for (const oldest of this.windows.keys()) {
      if (this.windows.size < capacity) break;
      this.windows.delete(oldest);
    }
    const window = { since: now, attempts: 0, untold: 0 };
    this.windows.set(source, window);
    return window;
  }
}

function isOver({ since }: Window, now: number): boolean {
  return now - since >= windowMs;
}

/** The network an address stands for: a single host has a whole /64 of IPv6 to itself. */
function sourceOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv6'
    ? ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()
    : parsed.toString();
}
