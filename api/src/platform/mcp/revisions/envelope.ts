import { isJsonObject, memberOf, objectOf, textOf, type JsonObject } from '../json/json-value.js';
import { errorCodes, type JsonRpcError } from '../jsonrpc.js';
import { eraOf, modernRevisions } from './revisions.js';

/** Keys of `_meta` that describe a modern request or result. */
export const metaKeys = {
  protocolVersion: 'io.modelcontextprotocol/protocolVersion',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  logLevel: 'io.modelcontextprotocol/logLevel',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
  subscriptionId: 'io.modelcontextprotocol/subscriptionId',
} as const;

/** What a modern request says about its sender. */
export interface Envelope {
  readonly protocolVersion: string;
  readonly clientCapabilities: JsonObject;
  readonly clientInfo?: JsonObject;
  readonly logLevel?: string;
}

/** A refusal as the revision names it: the JSON-RPC error and the HTTP status it travels with. */
export interface ProtocolRefusal {
  readonly status: number;
  readonly error: JsonRpcError;
}

const envelopeKeys: ReadonlySet<string> = new Set([
  metaKeys.protocolVersion,
  metaKeys.clientInfo,
  metaKeys.clientCapabilities,
  metaKeys.logLevel,
]);

/** Whether the params claim to be a modern request. */
export function hasEnvelope(params: JsonObject | undefined): boolean {
  return memberOf(objectOf(params, '_meta'), metaKeys.protocolVersion) !== undefined;
}

/** Reads the envelope of a request that came in a modern revision, or says how to refuse it. */
export function readEnvelope(params: JsonObject | undefined): Envelope | ProtocolRefusal {
  const meta = objectOf(params, '_meta');
  const protocolVersion = memberOf(meta, metaKeys.protocolVersion);
  if (typeof protocolVersion !== 'string') return malformed(metaKeys.protocolVersion, 'a revision');
  if (eraOf(protocolVersion) !== 'modern') return unsupportedRevision(protocolVersion);
  const clientCapabilities = memberOf(meta, metaKeys.clientCapabilities);
  if (!isJsonObject(clientCapabilities)) return malformed(metaKeys.clientCapabilities, 'an object');
  const clientInfo = memberOf(meta, metaKeys.clientInfo);
  if (clientInfo !== undefined && !isJsonObject(clientInfo))
    return malformed(metaKeys.clientInfo, 'an object');
  const logLevel = memberOf(meta, metaKeys.logLevel);
  if (logLevel !== undefined && typeof logLevel !== 'string') return malformed(metaKeys.logLevel, 'a level');
  return {
    protocolVersion,
    clientCapabilities,
    ...(clientInfo ? { clientInfo } : {}),
    ...(logLevel === undefined ? {} : { logLevel }),
  };
}

/** Whether `readEnvelope` refused. */
export function isProtocolRefusal(value: object): value is ProtocolRefusal {
  return Object.hasOwn(value, 'error') && Object.hasOwn(value, 'status');
}

/** The answer to a revision that is not spoken here; lists those that are. */
export function unsupportedRevision(
  requested: string,
  supported: readonly string[] = modernRevisions,
): ProtocolRefusal {
  return {
    status: 400,
    error: {
      code: errorCodes.unsupportedProtocolVersion,
      message: 'Unsupported protocol version',
      data: { supported: [...supported], requested },
    },
  };
}

/** Params of a request towards a modern server: what the caller sent, and the envelope over it. */
export function withEnvelope(params: JsonObject | undefined, envelope: Envelope): JsonObject {
  return {
    ...params,
    _meta: {
      ...objectOf(params, '_meta'),
      [metaKeys.protocolVersion]: envelope.protocolVersion,
      [metaKeys.clientCapabilities]: envelope.clientCapabilities,
      ...(envelope.clientInfo ? { [metaKeys.clientInfo]: envelope.clientInfo } : {}),
      ...(envelope.logLevel === undefined ? {} : { [metaKeys.logLevel]: envelope.logLevel }),
    },
  };
}

/** Params of a request towards a legacy server, where a session says what the envelope said. */
export function withoutEnvelope(params: JsonObject | undefined): JsonObject | undefined {
  const meta = objectOf(params, '_meta');
  if (!params || !meta) return params;
  const kept = Object.entries(meta).filter(([key]) => !envelopeKeys.has(key));
  const { _meta, ...rest } = params;
  return kept.length === 0 ? rest : { ...rest, _meta: Object.fromEntries(kept) };
}

/** Name and version out of an `Implementation`; self-reported, for display only. */
export function implementationOf(value: unknown): { name?: string; version?: string; title?: string } {
  const name = textOf(value, 'name');
  const version = textOf(value, 'version');
  const title = textOf(value, 'title');
  return {
    ...(name === undefined ? {} : { name: short(name) }),
    ...(version === undefined ? {} : { version: short(version) }),
    ...(title === undefined ? {} : { title: short(title) }),
  };
}

function short(text: string): string {
  return text.slice(0, 256);
}

function malformed(key: string, expected: string): ProtocolRefusal {
  return {
    status: 400,
    error: {
      code: errorCodes.invalidParams,
      message: `Invalid params: _meta["${key}"] is required to be ${expected}.`,
    },
  };
}
