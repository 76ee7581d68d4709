import ipaddr from 'ipaddr.js';
import type { Clock } from '../../kernel/clock.js';

const windowMs = 60_000;

/** So many addresses are counted at once; beyond, the one counted for longest starts anew. */
const capacity = 10_000;

interface Window {
  readonly since: number;
  attempts: number;
}

/**
 * Counts attempts by source address, up to a maximum in a minute each.
 *
 * In the memory of one process: it keeps one address from wearing the process down, and proves nothing about anybody.
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
    const now = this.clock.now().getTime();
    const window = this.windowOf(source, now);
    if (window.attempts >= this.perMinute) return Math.ceil((window.since + windowMs - now) / 1000);
    window.attempts += 1;
    return undefined;
  }

  private windowOf(source: string, now: number): Window {
    const known = this.windows.get(source);
    if (known && now - known.since < windowMs) return known;
    // A map keeps the order in which keys were added, so the first is the one counted for longest.
    this.windows.delete(source);
    for (const oldest of this.windows.keys()) {
      if (this.windows.size < capacity) break;
      this.windows.delete(oldest);
    }
    const window = { since: now, attempts: 0 };
    this.windows.set(source, window);
    return window;
  }
}

/** Whom an address stands for: a single host has a whole /64 of IPv6 to itself. */
function sourceOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv6'
    ? ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()
    : address;
}
