import { isJsonObject, type JsonObject } from '../../platform/mcp/json/json-value.js';
import type { Share, Sliced } from './slices.js';

/** What is done to each text of a message, and to each number. */
export interface TextChange {
  /** `address` texts name something that is asked for again: they have to stay what they are. */
  readonly text: (text: string, isAddress: boolean) => string | Sliced<string>;
  readonly number: (value: number) => number | string;
  readonly share: Share;
}

/** What a member of a message costs besides its characters. */
const member = 16;

/** Says which request, page, task or conversation is meant; the protocol breaks when these are changed. */
const handles: ReadonlySet<string> = new Set([
  'jsonrpc',
  'id',
  'method',
  'nextCursor',
  'progressToken',
  'requestId',
  'requestState',
  'resultType',
  'taskId',
]);

const addresses: ReadonlySet<string> = new Set(['uri', 'uriTemplate', 'url']);

// No two parts that follow each other take the same characters: blanks at the end would be divided in every way.
const base64 = /^[A-Za-z0-9+/\s]+(?:=\s*){0,2}$/;

/** The message with every text changed; itself, where nothing had to be. Levels: message, result or params, below. */
export function rewritten<Value>(value: Value, change: TextChange): Sliced<Value> {
  return walk(value, change, 0, '', true) as Sliced<Value>;
}

function* walk(
  value: unknown,
  change: TextChange,
  depth: number,
  key: string,
  hasFiles: boolean,
): Sliced<unknown> {
  if (Array.isArray(value)) return yield* walkList(value, change, depth, key, hasFiles);
  if (isJsonObject(value)) return yield* walkObject(value, change, depth, key, hasFiles);
  if (typeof value === 'number') return change.number(value);
  if (typeof value !== 'string') return value;
  const after = change.text(value, addresses.has(key));
  return typeof after === 'string' ? after : yield* after;
}

function* walkList(
  list: readonly unknown[],
  change: TextChange,
  depth: number,
  key: string,
  hasFiles: boolean,
): Sliced<unknown> {
  let changed: unknown[] | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const after = yield* walk(list[at], change, depth + 1, key, hasFiles);
    if (after !== list[at]) (changed ??= [...list])[at] = after;
    if (change.share.isOver(member)) yield;
  }
  return changed ?? list;
}

function* walkObject(
  object: JsonObject,
  change: TextChange,
  depth: number,
  ofKey: string,
  hasFiles: boolean,
): Sliced<unknown> {
  let changed: [string, unknown][] | undefined;
  // Names of questions are the upstream's own handles.
  const areKeysHandles = depth < 2 || ofKey === 'inputRequests';
  const keys = Object.keys(object);
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? '';
    const value = object[key];
    let [name, after] = [key, value];
    if (!(depth < 2 && handles.has(key)) && !(hasFiles && isBinary(object, key, value))) {
      const renamed = areKeysHandles ? key : change.text(key, false);
      name = typeof renamed === 'string' ? renamed : yield* renamed;
      after = yield* walk(value, change, depth + 1, key, hasFiles && mayHoldFiles(key));
    }
    if (name !== key || after !== value) {
      changed ??= keys.slice(0, at).map((before) => [before, object[before]]);
    }
    changed?.push([name, after]);
    if (change.share.isOver(member + key.length)) yield;
  }
  return changed ? Object.fromEntries(named(changed, keys)) : object;
}

/** Members whose names became the same are numbered, for none may vanish; names that stayed are not touched. */
function named(changed: readonly [string, unknown][], keys: readonly string[]): [string, unknown][] {
  const taken = new Set(keys.filter((key, at) => changed[at]?.[0] === key));
  const numbers = new Map<string, number>();
  return changed.map(([name, value], at) => {
    if (name === keys[at]) return [name, value];
    let number = numbers.get(name) ?? 1;
    let own = number === 1 ? name : `${name} ${number}`;
    while (taken.has(own)) own = `${name} ${(number += 1)}`;
    numbers.set(name, number);
    taken.add(own);
    return [own, value];
  });
}

/** Structured content is read as it stands, whatever its members are called; nobody shows a file that is in it. */
export function mayHoldFiles(key: string): boolean {
  return key !== 'structuredContent';
}

/** Whether a text is an image, a sound or a file: changing a few of its letters would only spoil it. */
export function isBinary({ type }: JsonObject, key: string, value: unknown): boolean {
  const isPlace = key === 'blob' || (key === 'data' && (type === 'image' || type === 'audio'));
  return isPlace && typeof value === 'string' && base64.test(value);
}
