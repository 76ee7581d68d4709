import { isJsonObject, memberOf, objectOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import type { JsonRpcRequest } from '../../platform/mcp/jsonrpc.js';
import { implementationOf, isProtocolRefusal } from '../../platform/mcp/revisions/envelope.js';
import { headerNames, type RequestHeaders } from '../../platform/mcp/revisions/mirrored-headers.js';
import { revisionOfRequest, unknownMethod } from '../../platform/mcp/revisions/inbound.js';
import type { Era } from '../../platform/mcp/revisions/revisions.js';
import type { Caller } from './authenticate.js';
import { fromProtocol, GatewayRefusal, refuse } from './gateway-refusal.js';
import { saysTooMuch, type GatewaySession } from '../sessions/gateway-session.js';
import type { OpenedTask } from '../tasks/task-handles.js';
import { tooMuchSaid, type LegacyClientSessions } from '../sessions/legacy-sessions.js';

/** One request of a client, in whatever revision it came. */
export interface Asked {
  readonly request: JsonRpcRequest;
  readonly era: Era;
  readonly revision: string;
  /** Self-reported: a label for people, never a reason for a decision. */
  readonly client: { readonly name?: string; readonly version?: string };
  readonly clientCapabilities: JsonObject;
  /** The least severe log messages the client wants; undefined if it wants none, or never said. */
  readonly logLevel?: string;
  /** The session of a legacy client; undefined for the request that opens one. */
  readonly session?: GatewaySession;
  /** The task that a request of the tasks extension is about. */
  readonly task?: OpenedTask;
}

/** Reads a request in the words of its revision, and finds the session of a legacy one. */
export async function classify(
  headers: RequestHeaders,
  request: JsonRpcRequest,
  caller: Caller,
  connectorId: string | null,
  sessions: LegacyClientSessions,
): Promise<Asked> {
  const spoken = revisionOfRequest(headers, request);
  if (isProtocolRefusal(spoken)) throw fromProtocol(spoken);
  const unknown = unknownMethod(spoken.era, request.method);
  if (spoken.era === 'modern') {
    if (unknown) throw fromProtocol(unknown);
    const { clientInfo, clientCapabilities, logLevel } = spoken.envelope;
    if (saysTooMuch(clientCapabilities)) throw tooMuchSaid();
    return {
      request,
      era: 'modern',
      revision: spoken.revision,
      client: implementationOf(clientInfo),
      clientCapabilities,
      ...(logLevel === undefined ? {} : { logLevel }),
    };
  }
  if (request.method === 'initialize') {
    const capabilities = memberOf(request.params, 'capabilities');
    return {
      request,
      era: 'legacy',
      revision: spoken.revision,
      client: implementationOf(objectOf(request.params, 'clientInfo')),
      clientCapabilities: isJsonObject(capabilities) ? capabilities : {},
    };
  }
  const session = await sessionOf(headers, caller, connectorId, sessions);
  if (unknown) throw fromProtocol(unknown);
  const { client } = session;
  return {
    request,
    era: 'legacy',
    revision: session.revision,
    client,
    clientCapabilities: client.capabilities,
    ...(client.logLevel === undefined ? {} : { logLevel: client.logLevel }),
    session,
  };
}

/** The session a legacy message belongs to: 400 without one, 404 for one that is not there for this caller. */
export async function sessionOf(
  headers: RequestHeaders,
  caller: Caller,
  connectorId: string | null,
  sessions: LegacyClientSessions,
): Promise<GatewaySession> {
  const handle = headers[headerNames.session];
  if (typeof handle !== 'string' || handle === '') {
    throw refuse(
      'session_missing',
      400,
      'Bad Request: the Mcp-Session-Id header is missing. Begin with initialize, or speak revision 2026-07-28.',
    );
  }
  const session = await sessions.find(caller, connectorId, handle);
  if (session) return session;
  throw new GatewayRefusal('session_unknown', 404, {
    code: -32001,
    message: 'Session not found: it has ended or never was. Begin again with initialize.',
  });
}
