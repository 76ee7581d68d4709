/** Too many calls of a connector are under way, and too many wait, or this one has waited long enough. */
export class NoSlot extends Error {
  override readonly name = 'NoSlot';
}

/** How many may wait, and for how long. */
export interface WaitingRoom {
  readonly waitingCalls: number;
  readonly waitMs: number;
}

/** The calls of one connector that may be under way at once; a few more wait, in the order they came. */
export class Slots {
  #used = 0;
  readonly #waiting = new Set<() => void>();

  constructor(private readonly room: WaitingRoom) {}

  get isIdle(): boolean {
    return this.#used === 0;
  }

  /** Takes a slot. What is returned has to be waited for, if anything is; it rejects with `NoSlot`, or when cancelled. */
  enter(maximum: number, signal: AbortSignal): Promise<void> | undefined {
    if (this.#used < maximum) {
      this.#used++;
      return undefined;
    }
    if (this.#waiting.size >= this.room.waitingCalls) throw new NoSlot();
    return this.#wait(signal);
  }

  /** Gives a slot back: to whoever has waited longest, if anybody waits. */
  leave(): void {
    const [next] = this.#waiting;
    if (next) next();
    else this.#used--;
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(onTurn);
      };
      const onTurn = () => {
        stop();
        resolve();
      };
      const onAbort = () => {
        stop();
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new NoSlot());
      }, this.room.waitMs);
      this.#waiting.add(onTurn);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    });
  }
}
