import { isId } from './ids.js';
import { Refusal } from './refusal.js';
import { isStorable } from './storable-text.js';

/** The sort key of the last row of a page. */
export type CursorKey = readonly (string | number)[];

/** Wraps a sort key so that callers do not take it apart. URL-safe. */
export function encodeCursor(key: CursorKey): string {
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
}

/** What a part of a sort key is. */
export type CursorPart = 'text' | 'number' | 'id' | 'time';

const fits: Readonly<Record<CursorPart, (part: unknown) => boolean>> = {
  text: (part) => typeof part === 'string' && isStorable(part),
  number: (part) => typeof part === 'number',
  id: (part) => typeof part === 'string' && isId(part),
  time: (part) =>
    typeof part === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(part) && !isNaN(Date.parse(part)),
};

/** Reads a cursor back; one that `encodeCursor` did not make of such parts is refused before it reaches a query. */
export function decodeCursor(cursor: string, parts: readonly CursorPart[]): CursorKey {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(key) &&
      key.length === parts.length &&
      parts.every((part, index) => fits[part](key[index]))
    ) {
      return key as CursorKey;
    }
  } catch {
    // Not base64url or not JSON: the same refusal as a cursor of another list.
  }
  throw new Refusal(
    'invalid_cursor',
    'This page marker is not valid.',
    'Start again from the first page.',
    'after',
  );
}

/** One page of a list, in order. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursors: readonly string[];
  readonly hasNextPage: boolean;
}

/** What a caller asks of a list. `first` is at most 100. */
export interface PageRequest {
  readonly first: number;
  readonly after?: string;
}

/** Cuts a page out of `first + 1` rows read from the database. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  first: number,
  keyOf: (row: Row) => CursorKey,
  itemOf: (row: Row) => Item,
): Page<Item> {
  const kept = rows.slice(0, first);
  return {
    items: kept.map(itemOf),
    cursors: kept.map((row) => encodeCursor(keyOf(row))),
    hasNextPage: rows.length > first,
  };
}
