import { objectOf, textOf, type JsonObject } from '../json/json-value.js';
import {
  isFailure,
  type JsonRpcNotification,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '../jsonrpc.js';
import { implementationOf } from '../revisions/envelope.js';
import { eraOf, legacyRevisions, newestRevision } from '../revisions/revisions.js';
import { McpUpstreamError } from '../upstream-error.js';
import { castellanClient } from './client-info.js';
import { hostOf, violation } from './refusals.js';
import type { EraVerdict, UpstreamTarget } from './target.js';

/** Whom a legacy session is opened for. */
export interface Introduction {
  readonly clientInfo?: JsonObject;
  readonly clientCapabilities?: JsonObject;
  /** Levels of nesting of what comes on a stream that all answers share. */
  readonly maxDepth?: number;
}

/** What a server says of itself when it is greeted. */
export type Greeting = Pick<EraVerdict, 'revision' | 'serverInfo' | 'capabilities' | 'instructions'>;

/** The message after which a legacy session may be used. */
export const initialized: JsonRpcNotification = { jsonrpc: '2.0', method: 'notifications/initialized' };

/** The first message of a legacy session. */
export function initializeRequest(introduction: Introduction): JsonRpcRequest {
  return {
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: {
      protocolVersion: newestRevision.legacy,
      capabilities: introduction.clientCapabilities ?? {},
      clientInfo: introduction.clientInfo ?? castellanClient,
    },
  };
}

/** Reads the answer to `initialize`. */
export function readGreeting(target: UpstreamTarget, response: JsonRpcResponse): Greeting {
  const host = hostOf(target);
  if (isFailure(response)) {
    throw new McpUpstreamError(
      'refused_by_server',
      `${host} refused to begin a session (error ${response.error.code}).`,
      "Look at the server's own log for the reason, and check that it speaks MCP 2024-11-05 or newer.",
    );
  }
  const { result } = response;
  const revision = textOf(result, 'protocolVersion');
  if (revision === undefined) throw violation(target, 'answered initialize without a protocol version');
  if (eraOf(revision) !== 'legacy') throw unsupportedRevisionOf(target, [revision]);
  return { revision, capabilities: objectOf(result, 'capabilities') ?? {}, ...aboutServer(result, result) };
}

/** Name and instructions, wherever the era puts the name. */
export function aboutServer(
  result: JsonObject,
  holder: JsonObject | undefined,
  key = 'serverInfo',
): Pick<EraVerdict, 'serverInfo' | 'instructions'> {
  const instructions = textOf(result, 'instructions');
  return {
    serverInfo: implementationOf(objectOf(holder, key)),
    ...(instructions === undefined ? {} : { instructions }),
  };
}

/** Whether a server that was greeted can be told which log messages are wanted. */
export function tellsLog({ capabilities }: Greeting): boolean {
  return objectOf(capabilities, 'logging') !== undefined;
}

/** The server speaks only revisions that Castellan does not. */
export function unsupportedRevisionOf(target: UpstreamTarget, offered: readonly string[]): McpUpstreamError {
  const shown = offered.slice(0, 5).map((revision) => revision.slice(0, 32));
  return new McpUpstreamError(
    'unsupported_revision',
    `${hostOf(target)} speaks MCP ${shown.join(', ') || 'in no revision it names'}, which Castellan does not.`,
    `Use a version of the server that speaks one of ${legacyRevisions.join(', ')} or ${newestRevision.modern}.`,
  );
}
