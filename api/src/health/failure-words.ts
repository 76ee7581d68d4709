import type { McpUpstreamErrorCode } from '../platform/mcp/upstream-error.js';

/** What went wrong, for people who look after connectors. */
export function failureWords(code: string): string {
  return sentences[code as McpUpstreamErrorCode | 'silent'] ?? 'Its answer could not be used.';
}

const unreadable = 'Its answer was not valid JSON, or could be read in more than one way.';
const refusedAddress = 'Castellan does not connect to its address.';

const sentences: Partial<Record<McpUpstreamErrorCode | 'silent', string>> = {
  silent: 'Its caller gave up after a long wait in which nothing came.',
  timeout: 'It did not answer in time.',
  connection_refused: 'It did not accept a connection.',
  connection_lost: 'The connection broke before the answer was complete.',
  dns_failure: 'Its host name could not be found.',
  tls_failure: 'No secure connection could be made.',
  server_error: 'It failed with a server error (5xx).',
  no_answer: 'It closed the connection without answering.',
  unauthorized: 'It did not accept the credential that is held for it.',
  forbidden: 'It refused access (403).',
  session_lost: 'It ended each session as soon as it was opened.',
  refused_by_server: 'It refused to begin a session.',
  unsupported_revision: 'It speaks a protocol revision that Castellan does not.',
  other_transport: 'It is reached over another transport than is set.',
  web_page: 'It answered with a web page.',
  not_mcp: 'It answered, but not with MCP.',
  protocol_violation: 'It broke the protocol.',
  redirect_refused: 'It redirects, and Castellan does not follow.',
  address_refused: refusedAddress,
  port_refused: refusedAddress,
  scheme_refused: refusedAddress,
  invalid_url: refusedAddress,
  headers_too_large: 'It sent more headers than Castellan accepts.',
  invalid_json: unreadable,
  duplicate_key: unreadable,
};
