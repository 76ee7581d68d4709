interface Awaited {
  /** How many wait for letters at this address. */
  waiting: number;
  /** Whether somebody waited at the last look already. */
  isOld: boolean;
}

type Look = (organizationId: string, addresses: readonly string[]) => Promise<void>;

/**
 * Where letters are waited for. A notification may get lost, so whoever waits for longer than a moment has somebody look.
 *
 * There is one question for each organization that waits, however many letters it waits for, and the next not before
 * the one before is answered.
 */
export class Lookout {
  readonly #awaited = new Map<string, Map<string, Awaited>>();
  readonly #looking = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly look: Look,
    private readonly everyMs: number,
  ) {}

  /** Begins to wait; returns how to end it. */
  await(organizationId: string, address: string): () => void {
    const addresses = this.#awaited.get(organizationId) ?? new Map<string, Awaited>();
    this.#awaited.set(organizationId, addresses);
    const awaited = addresses.get(address) ?? { waiting: 0, isOld: false };
    addresses.set(address, awaited);
    awaited.waiting++;
    this.#timer ??= setInterval(() => this.#lookForOld(), this.everyMs).unref();
    let isWaiting = true;
    return () => {
      if (!isWaiting) return;
      isWaiting = false;
      if (--awaited.waiting > 0) return;
      addresses.delete(address);
      if (addresses.size === 0) this.#awaited.delete(organizationId);
      if (this.#awaited.size === 0) this.end();
    };
  }

  /** Whether letters are waited for at an address. */
  isAwaited(organizationId: string, address: string): boolean {
    return this.#awaited.get(organizationId)?.has(address) ?? false;
  }

  /** Looks for everything at once: notifications are known to have got lost. */
  lookNow(): void {
    for (const [organizationId, addresses] of this.#awaited)
      this.#lookFor(organizationId, [...addresses.keys()]);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #lookForOld(): void {
    for (const [organizationId, addresses] of this.#awaited) {
      const old = [...addresses].filter(([, { isOld }]) => isOld).map(([address]) => address);
      for (const awaited of addresses.values()) awaited.isOld = true;
      if (old.length > 0) this.#lookFor(organizationId, old);
    }
  }

  #lookFor(organizationId: string, addresses: readonly string[]): void {
    if (this.#looking.has(organizationId)) return;
    this.#looking.add(organizationId);
    void this.look(organizationId, addresses).finally(() => this.#looking.delete(organizationId));
  }
}
