const nothing = Buffer.alloc(0);

/**
 * Bytes that come in pieces and are wanted in one.
 *
 * Pieces are as small as whoever sends them likes, and each of them, kept as it is, takes some two hundred bytes beside
 * its own: what was allowed as four megabytes would take eight hundred. They are copied together as they come instead.
 */
export class GatheredBytes {
  #bytes: Buffer = nothing;
  #length = 0;

  add(piece: Buffer): void {
    const length = this.#length + piece.length;
    // Most come in one piece, which is not copied at all.
    if (this.#length === 0) this.#bytes = piece;
    else {
      if (length > this.#bytes.length) this.#grow(length);
      piece.copy(this.#bytes, this.#length);
    }
    this.#length = length;
  }

  /** All of them so far. */
  get whole(): Buffer {
    return this.#bytes.length === this.#length ? this.#bytes : this.#bytes.subarray(0, this.#length);
  }

  #grow(length: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
