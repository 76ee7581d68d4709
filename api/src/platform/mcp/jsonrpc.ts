import { isJsonObject, type JsonObject } from './json/json-value.js';

/** The longest id that is a text: it is kept as long as its request lasts, and repeated in whatever is said of it. */
export const longestId = 1_024;

const notAnId = `Its id is neither a number nor a text of at most ${longestId.toLocaleString('en')} characters.`;

/** What names a request; the answer repeats it. */
export type JsonRpcId = string | number;

/** A message that wants an answer. */
export interface JsonRpcRequest {
  readonly jsonrpc: '2.0';
  readonly id: JsonRpcId;
  readonly method: string;
  readonly params?: JsonObject;
  readonly [extra: string]: unknown;
}

/** A message that wants no answer. */
export interface JsonRpcNotification {
  readonly jsonrpc: '2.0';
  readonly method: string;
  readonly params?: JsonObject;
  readonly [extra: string]: unknown;
}

/** What went wrong, as the other side says it. */
export interface JsonRpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
  readonly [extra: string]: unknown;
}

/** The answer to a request that worked. */
export interface JsonRpcSuccess {
  readonly jsonrpc: '2.0';
  readonly id: JsonRpcId;
  readonly result: JsonObject;
  readonly [extra: string]: unknown;
}

/** The answer to a request that did not work; without an id when the request could not be read. */
export interface JsonRpcFailure {
  readonly jsonrpc: '2.0';
  readonly id?: JsonRpcId | null;
  readonly error: JsonRpcError;
  readonly [extra: string]: unknown;
}

/** The answer to a request. */
export type JsonRpcResponse = JsonRpcSuccess | JsonRpcFailure;

/** One message, told apart by its shape. */
export type JsonRpcMessage =
  | { readonly kind: 'request'; readonly message: JsonRpcRequest }
  | { readonly kind: 'notification'; readonly message: JsonRpcNotification }
  | { readonly kind: 'response'; readonly message: JsonRpcResponse };

/** Why a JSON value is no message. */
export interface InvalidMessage {
  readonly kind: 'invalid';
  readonly code: 'batch_refused' | 'invalid_message';
  readonly explanation: string;
}

/** Error codes of both eras. */
export const errorCodes = {
  /** The body is not JSON. */
  parseError: -32700,
  /** The body is JSON and no JSON-RPC message. */
  invalidRequest: -32600,
  /** There is no such method; HTTP 404 in the modern era. */
  methodNotFound: -32601,
  /** The parameters are wrong; in the modern era also an unknown tool, prompt or resource. */
  invalidParams: -32602,
  /** The server failed. */
  internalError: -32603,
  /** Any refusal of a legacy server that has no code of its own. */
  serverError: -32000,
  /** A legacy session has ended; sent with HTTP 404. */
  sessionNotFound: -32001,
  /** Legacy only: there is no such resource. */
  resourceNotFound: -32002,
  /** Legacy only: the person must open an address first. */
  urlElicitationRequired: -32042,
  /** Modern: the headers say something else than the body; HTTP 400. */
  headerMismatch: -32020,
  /** Modern: the request needs a capability that the client did not declare; HTTP 400. */
  missingClientCapability: -32021,
  /** Modern: the revision is not supported; `data.supported` lists those that are; HTTP 400. */
  unsupportedProtocolVersion: -32022,
} as const;

/** Tells requests, notifications and responses apart, and refuses everything else. */
export function classifyMessage(value: unknown): JsonRpcMessage | InvalidMessage {
  if (Array.isArray(value)) {
    return {
      kind: 'invalid',
      code: 'batch_refused',
      explanation: 'Several messages in one body are not accepted. Send each message on its own.',
    };
  }
  if (!isJsonObject(value) || value['jsonrpc'] !== '2.0') return invalid('It is not a JSON-RPC 2.0 message.');
  if (Object.hasOwn(value, 'method')) return classifyCall(value);
  return classifyResponse(value);
}

/** Whether a response says that the request failed. */
export function isFailure(response: JsonRpcResponse): response is JsonRpcFailure {
  return Object.hasOwn(response, 'error');
}

/** An error answer of our own. */
export function failure(id: JsonRpcId | null, code: number, message: string, data?: unknown): JsonRpcFailure {
  return { jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } };
}

function classifyCall(value: JsonObject): JsonRpcMessage | InvalidMessage {
  if (typeof value['method'] !== 'string' || value['method'] === '')
    return invalid('Its method is not a name.');
  if (Object.hasOwn(value, 'params') && !isJsonObject(value['params'])) {
    return invalid('Its params are not an object.');
  }
  // Checked above, member by member.
  if (!Object.hasOwn(value, 'id')) {
    return { kind: 'notification', message: value as unknown as JsonRpcNotification };
  }
  if (!isId(value['id'])) return invalid(notAnId);
  return { kind: 'request', message: value as unknown as JsonRpcRequest };
}

function classifyResponse(value: JsonObject): JsonRpcMessage | InvalidMessage {
  const error = value['error'];
  if (Object.hasOwn(value, 'result') === Object.hasOwn(value, 'error')) {
    return invalid('It has neither a method nor exactly one of result and error.');
  }
  if (error !== undefined) {
    if (!isJsonObject(error) || typeof error['code'] !== 'number' || typeof error['message'] !== 'string') {
      return invalid('Its error has no code or no message.');
    }
    if (value['id'] !== undefined && value['id'] !== null && !isId(value['id'])) {
      return invalid(notAnId);
    }
  } else {
    if (!isId(value['id'])) return invalid(notAnId);
    if (!isJsonObject(value['result'])) return invalid('Its result is not an object.');
  }
  return { kind: 'response', message: value as unknown as JsonRpcResponse };
}

function isId(value: unknown): value is JsonRpcId {
  if (typeof value === 'string') return value.length <= longestId;
  return typeof value === 'number' && Number.isFinite(value);
}

function invalid(explanation: string): InvalidMessage {
  return { kind: 'invalid', code: 'invalid_message', explanation };
}
