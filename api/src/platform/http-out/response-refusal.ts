import { OutboundError } from './outbound-error.js';

type Headers = Record<string, string | string[] | undefined>;

/** Why a response is refused on its status and headers alone, before any of its body is read. */
export function responseRefusal(
  url: URL,
  status: number,
  headers: Headers,
  maxBytes: number,
): OutboundError | undefined {
  if (status >= 300 && status < 400 && status !== 304) return redirectRefused(url, headers['location']);
  if (status > 599) {
    return new OutboundError(
      'connection_lost',
      `${url.host} answered with something that is not HTTP. Check that the address is that of a web server.`,
    );
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== '' && encoding !== 'identity') {
    return new OutboundError(
      'response_too_large',
      `${url.host} compressed its answer although it was asked not to, so its real size cannot be limited. ` +
        'Switch compression off for this address on the server.',
    );
  }
  if (Number(headers['content-length'] ?? 0) > maxBytes) return tooLarge(url, maxBytes);
  return undefined;
}

/** The body is longer than the request allows. */
export function tooLarge(url: URL, maxBytes: number): OutboundError {
  return new OutboundError(
    'response_too_large',
    `The answer of ${url.host} is larger than the limit of ${sizeOf(maxBytes)}. Check the address, or have the server answer in smaller parts.`,
  );
}

function redirectRefused(url: URL, location: string | string[] | undefined): OutboundError {
  const target = typeof location === 'string' ? URL.parse(location, url) : null;
  const where = target?.host ? ` to ${target.host.slice(0, 253)}` : '';
  return new OutboundError(
    'redirect_refused',
    `${url.host} redirects${where}, and Castellan never follows redirects. ` +
      'If you trust where it leads, enter the final address instead.',
  );
}

function sizeOf(bytes: number): string {
  return bytes >= 1_048_576 ? `${Math.round(bytes / 1_048_576)} MB` : `${Math.ceil(bytes / 1024)} KB`;
}
