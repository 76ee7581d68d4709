import type { McpUpstreamError, McpUpstreamErrorCode } from '../../platform/mcp/upstream-error.js';

/**
 * Why a connector could not be used, for the member who called it. Addresses and the server's own words stay with the
 * admins, who find the code in the audit trail.
 */
export function describeUpstreamFailure(error: McpUpstreamError, connectorName: string): string {
  return `${connectorName} ${sentences[error.code] ?? unusable}`;
}

const unusable = 'could not be used. Try again; if it stays, tell an admin of your organization.';
const refused = 'does not accept the credential that is held for it. Tell an admin of your organization.';
const unreachable =
  'cannot be reached at the moment. Try again later; if it stays, tell an admin of your organization.';

const sentences: Partial<Record<McpUpstreamErrorCode, string>> = {
  timeout:
    'did not answer in time. It may still be at work: check before you repeat a call that changes something.',
  cancelled: 'was not waited for: the call was cancelled.',
  answer_too_large: 'answered with more than Castellan passes on. Ask for less at once.',
  unauthorized: refused,
  forbidden: refused,
  rate_limited: 'gets too many requests at the moment. Wait a minute and try again.',
  server_error: 'failed. Try again; if it stays, tell an admin of your organization.',
  session_lost: 'ended the conversation. Repeat the call.',
  dns_failure: unreachable,
  connection_refused: unreachable,
  connection_lost:
    'broke off before its answer was complete. Check before you repeat a call that changes something.',
  tls_failure: unreachable,
  unsupported_revision:
    'speaks another protocol revision than when it was scanned. Ask an admin of your organization to scan it again.',
  other_transport:
    'is reached in another way than when it was scanned. Ask an admin of your organization to scan it again.',
};
