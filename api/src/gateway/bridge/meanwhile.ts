import type { JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';

/** Log messages, and characters of all, that are told at once; what is more is left out. */
const mostMessages = 32;
const mostCharacters = 64 * 1024;

/**
 * What an upstream says while the client of its call waits in another process, told now and then.
 *
 * Of progress the newest is enough: an upstream that reports a thousand steps a second makes as many letters as one that
 * reports two.
 */
export class Meanwhile {
  #progress: JsonRpcNotification | undefined;
  #logged: JsonRpcNotification[] = [];
  #characters = 0;
  #timer: NodeJS.Timeout | undefined;
  #telling: Promise<void> | undefined;

  constructor(
    private readonly tell: (messages: readonly JsonRpcNotification[]) => Promise<void>,
    private readonly everyMs: number,
  ) {}

  add(message: JsonRpcNotification): void {
    const { length } = JSON.stringify(message);
    if (length > mostCharacters) return;
    if (message.method === 'notifications/progress') this.#progress = message;
    else {
      this.#characters += length;
      if (this.#characters > mostCharacters || this.#logged.length >= mostMessages) return;
      this.#logged.push(message);
    }
    if (this.#timer === undefined && this.#telling === undefined) this.#tellNow();
  }

  /** What was not told yet, when everything else was. */
  async end(): Promise<readonly JsonRpcNotification[]> {
    clearTimeout(this.#timer);
    await this.#telling;
    clearTimeout(this.#timer);
    return this.#taken();
  }

  /** Tells what there is, and what has come together by then after a while. */
  #tellNow(): void {
    this.#timer = undefined;
    const messages = this.#taken();
    if (messages.length === 0) return;
    this.#telling = this.tell(messages)
      // What does not arrive is missed by nobody: the outcome is what counts.
      .catch(() => undefined)
      .finally(() => {
        this.#telling = undefined;
        this.#timer = setTimeout(() => this.#tellNow(), this.everyMs).unref();
      });
  }

  #taken(): readonly JsonRpcNotification[] {
    const messages = [...this.#logged, ...(this.#progress ? [this.#progress] : [])];
    this.#logged = [];
    this.#progress = undefined;
    this.#characters = 0;
    return messages;
  }
}
