import { errorCodes, isFailure, type JsonRpcResponse } from '../../platform/mcp/jsonrpc.js';
import { isModernError } from '../../platform/mcp/revisions/results.js';
import { McpUpstreamError, type McpUpstreamErrorCode } from '../../platform/mcp/upstream-error.js';
import type { EraVerdict } from '../../platform/mcp/upstream/target.js';

/** How an exchange ended, as far as it shows what the server speaks. */
export interface Ending {
  /** The HTTP status of the answer to the very request; undefined if there was none. */
  readonly status?: number | undefined;
  readonly response?: JsonRpcResponse | undefined;
  readonly error?: unknown;
}

/** Statuses by which a server refuses a message that it does not understand, before it does anything. */
const notUnderstood: ReadonlySet<number> = new Set([400, 404, 405, 406, 415]);

/** How a session cannot be begun with a server that does not know sessions. */
const noSession: ReadonlySet<McpUpstreamErrorCode> = new Set([
  'refused_by_server',
  'not_mcp',
  'web_page',
  'other_transport',
  'unsupported_revision',
]);

/**
 * Whether the server refused a request as if it spoke otherwise than the verdict says, having carried nothing out.
 *
 * What a server says of the caller or of its own health (401, 403, 429, 5xx) and what breaks on the way is no evidence.
 */
export function contradicts(verdict: EraVerdict, { status, response, error }: Ending): boolean {
  if (response) {
    if (!isFailure(response)) return false;
    const { code } = response.error;
    if (code === errorCodes.unsupportedProtocolVersion) return true;
    if (status === undefined || !notUnderstood.has(status)) return false;
    // What a modern server says with these is about this one request.
    const isOrdinary = isModernError(response.error) || code === errorCodes.methodNotFound;
    return verdict.era === 'legacy' || !isOrdinary;
  }
  if (!(error instanceof McpUpstreamError)) return false;
  if (status !== undefined) {
    return notUnderstood.has(status) && (error.code === 'not_mcp' || error.code === 'web_page');
  }
  return verdict.era === 'legacy' && error.delivery === 'unsent' && noSession.has(error.code);
}
