import type { Delivery } from './departure.js';
import { OutboundError } from './outbound-error.js';

const unreachable = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EHOSTDOWN',
  'ENETDOWN',
]);
const timedOut = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/** Names what went wrong before a connection stood. */
export function connectFailure(error: Error, url: URL): OutboundError {
  if (error instanceof OutboundError) return error;
  const code = codeOf(error);
  if (timedOut.has(code)) return timeout(url, 'did not accept a connection', error);
  if (unreachable.has(code) || url.protocol !== 'https:') {
    return new OutboundError(
      'connection_refused',
      `${url.host} does not accept connections. Check the address and the port, and that the server is running.`,
      { cause: error, delivery: 'unsent' },
    );
  }
  return new OutboundError('tls_failure', `${tlsProblem(code, url)} Mend it on the server and try again.`, {
    cause: error,
  });
}

/** Names what went wrong once a request was under way. */
export function exchangeFailure(error: unknown, url: URL, delivery: Delivery): OutboundError {
  if (error instanceof OutboundError) return error;
  switch (codeOf(error)) {
    case 'UND_ERR_HEADERS_OVERFLOW':
      return new OutboundError(
        'headers_too_large',
        `${url.host} sent more than 16 KB of response headers. Ask whoever runs the server to send fewer.`,
        { cause: error },
      );
    case 'UND_ERR_CLOSED':
    case 'UND_ERR_DESTROYED':
      return aborted('Castellan is stopping and ended the request. Try again in a moment.', error);
    case 'UND_ERR_INVALID_ARG':
      return new OutboundError(
        'invalid_url',
        `The request to ${url.host} has a path or header with characters that cannot be sent. Remove them and try again.`,
        { cause: error },
      );
    default:
      return new OutboundError(
        'connection_lost',
        `The connection to ${url.host} broke before the answer was complete. Try again; if it happens again, look at the server's own log.`,
        { cause: error, delivery },
      );
  }
}

/** A time limit passed; `what` completes "the server …". */
export function timeout(url: URL, what: string, cause?: unknown): OutboundError {
  return new OutboundError(
    'timeout',
    `${url.host} ${what} in time. Check that the server is running and not overloaded, and try again.`,
    { cause },
  );
}

/** The caller gave up, or the body was abandoned. */
export function aborted(explanation: string, cause?: unknown): OutboundError {
  return new OutboundError('aborted', explanation, { cause });
}

function tlsProblem(code: string, url: URL): string {
  if (code === 'CERT_HAS_EXPIRED') return `The certificate of ${url.host} has expired.`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `The certificate of ${url.host} is for another host name.`;
  if (/SELF_SIGNED|UNABLE_TO/.test(code)) {
    return `The certificate of ${url.host} is not signed by an authority that Castellan trusts.`;
  }
  return `No secure connection to ${url.host} could be made.`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
