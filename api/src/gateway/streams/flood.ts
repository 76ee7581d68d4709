import type { JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';

/** Notifications in a second beyond which a stream says nothing worth hearing. */
const noticesPerSecond = 500;

/** Characters in a second: room for a few of the largest states of tasks at once. */
const charactersPerSecond = 16 * 1024 * 1024;

/** Tells a server that has something to say from one that says it without end. */
export class Flood {
  #second = 0;
  #notices = 0;
  #characters = 0;

  /** Counts one more; whether it is one too many. */
  counts(notification: JsonRpcNotification): boolean {
    const second = Math.floor(performance.now() / 1_000);
    if (second !== this.#second) [this.#second, this.#notices, this.#characters] = [second, 0, 0];
    this.#notices += 1;
    this.#characters += JSON.stringify(notification).length;
    return this.#notices > noticesPerSecond || this.#characters > charactersPerSecond;
  }
}
