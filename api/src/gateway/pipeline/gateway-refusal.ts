import { errorCodes, type JsonRpcError } from '../../platform/mcp/jsonrpc.js';
import type { ProtocolRefusal } from '../../platform/mcp/revisions/envelope.js';

/** Why the gateway did not serve a request, as metrics and the audit trail name it. */
export type GatewayRefusalCode =
  | 'host_refused'
  | 'origin_refused'
  | 'token_in_url'
  | 'credential_missing'
  | 'credential_malformed'
  | 'credential_refused'
  | 'credential_unchecked'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'media_type_refused'
  | 'body_too_large'
  | 'body_incomplete'
  | 'body_too_slow'
  | 'too_much_held'
  | 'invalid_json'
  | 'invalid_message'
  | 'batch_refused'
  | 'connector_unknown'
  | 'connector_unready'
  | 'connector_down'
  | 'connector_busy'
  | 'protocol_violation'
  | 'session_missing'
  | 'session_unknown'
  | 'id_in_use'
  | 'limit_reached'
  | 'too_many_requests'
  | 'too_many_sessions'
  | 'cursor_invalid'
  | 'offering_unknown'
  | 'offering_ambiguous'
  | 'policy_refused'
  | 'arguments_invalid'
  | 'state_invalid'
  | 'task_unknown'
  | 'policy_unavailable'
  | 'audit_unavailable'
  | 'database_unavailable'
  | 'stream_not_kept'
  | 'search_busy'
  | 'stopping'
  | 'internal';

/** A request that ends here: the HTTP status, the JSON-RPC error and what else the answer has to carry. */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal';

  constructor(
    readonly code: GatewayRefusalCode,
    readonly status: number,
    readonly error: JsonRpcError,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(error.message);
  }
}

const undecided: ReadonlySet<GatewayRefusalCode> = new Set([
  'credential_unchecked',
  'policy_unavailable',
  'database_unavailable',
]);

/** Whether this is a no to whoever asks; that it cannot be found out at the moment is none. */
export function isNo(error: unknown): error is GatewayRefusal {
  return error instanceof GatewayRefusal && !undecided.has(error.code);
}

/** A refusal that has no code of its own in the protocol. */
export function refuse(
  code: GatewayRefusalCode,
  status: number,
  message: string,
  headers?: Readonly<Record<string, string>>,
): GatewayRefusal {
  return new GatewayRefusal(code, status, { code: errorCodes.serverError, message }, headers);
}

/** A refusal as the spoken revision words it. */
export function fromProtocol(refusal: ProtocolRefusal): GatewayRefusal {
  return new GatewayRefusal('protocol_violation', refusal.status, refusal.error);
}

/** Too much at once, or not the moment: try again in a while. */
export function refuseForNow(code: GatewayRefusalCode, status: 429 | 503, message: string): GatewayRefusal {
  return refuse(code, status, message, { 'retry-after': '1' });
}
