import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const idBytes = 16;
/** Asking the system for random bytes costs more than making an identifier, so many are fetched at once. */
const stock = Buffer.alloc(idBytes * 256);
let used = stock.length;
let msecs = 0;
let seq = 0;

/** A new time-ordered identifier (UUID version 7): primary keys stay close together in their index. */
export function newId(): string {
  if (used === stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  const random = stock.subarray(used, (used += idBytes));
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    // Leaves room to count within a millisecond: identifiers of one process grow.
    seq = random.readUInt32BE() >>> 2;
  } else seq += 1;
  return v7({ random, msecs, seq });
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is an identifier at all; asked before a text from outside reaches a uuid column. */
export function isId(text: string): boolean {
  return uuid.test(text);
}
