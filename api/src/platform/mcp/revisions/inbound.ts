import type { JsonObject } from '../json/json-value.js';
import { errorCodes, type JsonRpcNotification, type JsonRpcRequest } from '../jsonrpc.js';
import {
  hasEnvelope,
  isProtocolRefusal,
  readEnvelope,
  type Envelope,
  type ProtocolRefusal,
} from './envelope.js';
import { checkMirroredHeaders, headerNames, type RequestHeaders } from './mirrored-headers.js';
import { eraOf, hasMethod, legacyRevisions, newestRevision, revisionWithoutHeader } from './revisions.js';

/** What an inbound message speaks, by its own words. */
export type InboundRevision =
  | { readonly era: 'modern'; readonly revision: string; readonly envelope: Envelope }
  | { readonly era: 'legacy'; readonly revision: string };

/** Whether a message claims a modern revision, in its body or in its headers. */
export function claimsModern(
  headers: RequestHeaders,
  message: { readonly params?: JsonObject } | undefined,
): boolean {
  if (hasEnvelope(message?.params)) return true;
  const version = headers[headerNames.protocolVersion];
  return typeof version === 'string' && eraOf(version) === 'modern';
}

/** The revision of a request and what it says of its sender, or how that revision refuses it. */
export function revisionOfRequest(
  headers: RequestHeaders,
  request: JsonRpcRequest,
): InboundRevision | ProtocolRefusal {
  if (!claimsModern(headers, request)) {
    // A handshake negotiates in its body; whatever its header says is not negotiated yet.
    if (request.method === 'initialize') return { era: 'legacy', revision: newestRevision.legacy };
    return legacyRevisionOf(headers);
  }
  const envelope = readEnvelope(request.params);
  if (isProtocolRefusal(envelope)) {
    // Two revisions in one request is the graver fault: which of them is not spoken depends on who reads it.
    const isContradicted = hasEnvelope(request.params) && headers[headerNames.protocolVersion] !== undefined;
    return (isContradicted && checkMirroredHeaders(headers, request)) || envelope;
  }
  const mismatch = checkMirroredHeaders(headers, request);
  if (mismatch) return mismatch;
  return { era: 'modern', revision: envelope.protocolVersion, envelope };
}

/** The revision that a legacy message names in its header. */
export function legacyRevisionOf(
  headers: RequestHeaders,
): { readonly era: 'legacy'; readonly revision: string } | ProtocolRefusal {
  const version = headers[headerNames.protocolVersion];
  if (version === undefined) return { era: 'legacy', revision: revisionWithoutHeader };
  if (typeof version === 'string' && eraOf(version) === 'legacy') return { era: 'legacy', revision: version };
  return {
    status: 400,
    error: {
      code: errorCodes.serverError,
      message: `Bad Request: Unsupported protocol version (supported versions: ${[...legacyRevisions].reverse().join(', ')})`,
    },
  };
}

/** The refusal of a method that the era does not have, or undefined. */
export function unknownMethod(era: InboundRevision['era'], method: string): ProtocolRefusal | undefined {
  if (hasMethod(era, method)) return undefined;
  return {
    status: era === 'modern' ? 404 : 200,
    error: { code: errorCodes.methodNotFound, message: `Method not found: ${method.slice(0, 128)}` },
  };
}

/** The revision to speak with a legacy client: the one it asks for if it is spoken here, else the newest. */
export function negotiateLegacy(requested: unknown): string {
  return legacyRevisions.find((known) => known === requested) ?? newestRevision.legacy;
}

/** Whether a notification is one that may be relayed on the stream of the request it belongs to. */
export function isAboutRequest(notification: JsonRpcNotification): boolean {
  return notification.method === 'notifications/progress' || notification.method === 'notifications/message';
}

const logLevels: readonly unknown[] = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
];

/** Whether a text is a level of log messages. */
export function isLogLevel(level: unknown): level is string {
  return logLevels.includes(level);
}

/** Whether a log message is at least as severe as the level that was asked for. */
export function isSevereEnough(level: unknown, wanted: string): boolean {
  return logLevels.indexOf(level) >= logLevels.indexOf(wanted);
}
