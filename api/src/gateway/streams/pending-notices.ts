import type { JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';

/** Milliseconds in which several notices about one thing are one. */
const mergeMs = 100;

/** What a client is to hear, until it reads it: of each thing only the newest. */
export class PendingNotices {
  readonly #waiting = new Map<string, JsonRpcNotification>();
  #isTelling = false;
  #hasEnded = false;

  /** @param tell sends what the caller may still know of, and waits while the client does not read. */
  constructor(
    private readonly tell: (notices: ReadonlyMap<string, JsonRpcNotification>) => Promise<void>,
    /** Called when something could not be told; nothing is from then on. */
    private readonly onFailure: () => void,
  ) {}

  get size(): number {
    return this.#waiting.size;
  }

  has(about: string): boolean {
    return this.#waiting.has(about);
  }

  put(about: string, notice: JsonRpcNotification): void {
    if (this.#hasEnded) return;
    this.#waiting.set(about, notice);
    if (!this.#isTelling) void this.#tellAll();
  }

  end(): void {
    this.#hasEnded = true;
    this.#waiting.clear();
  }

  async #tellAll(): Promise<void> {
    this.#isTelling = true;
    while (this.#waiting.size > 0 && !this.#hasEnded) {
      const notices = new Map(this.#waiting);
      this.#waiting.clear();
      await this.tell(notices).catch(() => {
        this.end();
        this.onFailure();
      });
      await new Promise((resolve) => setTimeout(resolve, mergeMs).unref());
    }
    this.#isTelling = false;
  }
}
