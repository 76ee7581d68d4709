import type { Clock } from './clock.js';

interface Entry<Value> {
  readonly found: Promise<Value | undefined>;
  /** When the look-up began: the value may be as old as that. */
  readonly since: number;
  value?: Value;
}

/**
 * Remembers what was looked up for a bounded time, whoever forgets to say that it changed.
 *
 * Concurrent callers share one look-up. Forgetting also voids a look-up that is under way: those who wait for it get
 * its answer, and nobody after them. Misses and failures are not remembered.
 */
export class ExpiringCache<Key, Value> {
  private readonly entries = new Map<Key, Entry<Value>>();

  constructor(
    private readonly clock: Clock,
    private readonly maximumAgeMs: number,
    private readonly capacity: number,
  ) {}

  get(key: Key, lookUp: () => Promise<Value | undefined>): Promise<Value | undefined> {
    const now = this.clock.now().getTime();
    const known = this.entries.get(key);
    if (known && now - known.since < this.maximumAgeMs) return known.found;
    const entry: Entry<Value> = { found: lookUp(), since: now };
    this.entries.delete(key);
    this.entries.set(key, entry);
    this.evict();
    entry.found.then(
      (value) => (value === undefined ? this.drop(key, entry) : (entry.value = value)),
      () => this.drop(key, entry),
    );
    return entry.found;
  }

  /** Forgets one key. */
  forget(key: Key): void {
    this.entries.delete(key);
  }

  /** Forgets what matches, and every look-up under way: what it will find is not known yet. */
  forgetWhere(matches: (value: Value) => boolean): void {
    for (const [key, { value }] of this.entries) {
      if (value === undefined || matches(value)) this.entries.delete(key);
    }
  }

  clear(): void {
    this.entries.clear();
  }

  private drop(key: Key, entry: Entry<Value>): void {
    if (this.entries.get(key) === entry) this.entries.delete(key);
  }

  /** The oldest look-up goes first; a map keeps the order in which keys were added. */
  private evict(): void {
    for (const key of this.entries.keys()) {
      if (this.entries.size <= this.capacity) return;
      this.entries.delete(key);
    }
  }
}
