/** Notifications in a second beyond which a stream says nothing worth hearing. */
const floodPerSecond = 500;

/** Tells a server that has something to say from one that says it without end. */
export class Flood {
  #second = 0;
  #count = 0;

  /** Counts one more; whether it is one too many. */
  counts(): boolean {
    const second = Math.floor(performance.now() / 1_000);
    if (second !== this.#second) [this.#second, this.#count] = [second, 0];
    return ++this.#count > floodPerSecond;
  }
}
