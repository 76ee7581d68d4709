import { isJsonObject, type JsonObject } from '../../platform/mcp/json/json-value.js';

/** What is done to each text of a message, and to each number. */
export interface TextChange {
  /** `address` texts name something that is asked for again: they have to stay what they are. */
  readonly text: (text: string, isAddress: boolean) => string;
  readonly number: (value: number) => number | string;
}

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

const addresses: ReadonlySet<string> = new Set(['uri', 'uriTemplate', 'url', 'mimeType', 'type']);

const base64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

/** The message with every text changed; itself, where nothing had to be. Levels: message, result or params, below. */
export function rewritten<Value>(value: Value, change: TextChange): Value {
  return walk(value, change, 0, '') as Value;
}

function walk(value: unknown, change: TextChange, depth: number, key: string): unknown {
  if (typeof value === 'string') return change.text(value, addresses.has(key));
  if (typeof value === 'number') return change.number(value);
  if (Array.isArray(value)) return walkList(value, change, depth, key);
  return isJsonObject(value) ? walkObject(value, change, depth, key) : value;
}

function walkList(list: readonly unknown[], change: TextChange, depth: number, key: string): unknown {
  let changed: unknown[] | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const after = walk(list[at], change, depth + 1, key);
    if (after !== list[at]) (changed ??= [...list])[at] = after;
  }
  return changed ?? list;
}

function walkObject(object: JsonObject, change: TextChange, depth: number, ofKey: string): unknown {
  let isChanged = false;
  // Names of questions are the upstream's own handles.
  const areKeysHandles = depth < 2 || ofKey === 'inputRequests';
  const entries = Object.entries(object).map(([key, value]): [string, unknown] => {
    if ((depth < 2 && handles.has(key)) || isBinary(object, key, value)) return [key, value];
    const name = areKeysHandles ? key : change.text(key, false);
    const after = walk(value, change, depth + 1, key);
    isChanged ||= name !== key || after !== value;
    return [name, after];
  });
  return isChanged ? Object.fromEntries(entries) : object;
}

/** Whether a text is an image, a sound or a file: changing a few of its letters would only spoil it. */
function isBinary({ type }: JsonObject, key: string, value: unknown): boolean {
  const isPlace = key === 'blob' || (key === 'data' && (type === 'image' || type === 'audio'));
  return isPlace && typeof value === 'string' && base64.test(value);
}
