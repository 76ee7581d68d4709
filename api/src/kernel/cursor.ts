import { Refusal } from './refusal.js';

/** The sort key of the last row of a page. */
export type CursorKey = readonly (string | number)[];

/** Wraps a sort key so that callers do not take it apart. URL-safe. */
export function encodeCursor(key: CursorKey): string {
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
}

/** Reads a cursor back; one that was not made by `encodeCursor` with this many parts is refused. */
export function decodeCursor(cursor: string, parts: number): CursorKey {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(key) &&
      key.length === parts &&
      key.every((part) => typeof part === 'string' || typeof part === 'number')
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
