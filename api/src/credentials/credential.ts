import { Refusal } from '../kernel/refusal.js';

/** What may be shown of a secret held for an upstream server: everything but the secret. */
export interface Credential {
  readonly id: string;
  readonly connectorId: string;
  readonly headerName: string;
  readonly lastFour: string;
  /** Scheme, host and port it was saved for; it is sent nowhere else. */
  readonly origin: string;
  readonly setBy: string;
  readonly setAt: Date;
}

/** A secret on its way in. */
export interface StaticHeader {
  readonly name: string;
  readonly value: string;
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;

/** Headers that belong to the protocol or the connection: a credential under such a name would break both. */
const reserved =
  /^(?:host|content-.*|transfer-encoding|connection|accept.*|cookie|set-cookie|mcp-.*|proxy-.*|te|upgrade|trailer|origin|keep-alive)$/i;

/** Checks a header that somebody typed. The value is sent literally: nothing in it is ever expanded. */
export function checkStaticHeader(header: StaticHeader): StaticHeader {
  const name = header.name.trim();
  if (!token.test(name) || reserved.test(name)) {
    throw new Refusal(
      'invalid_header_name',
      `"${name}" cannot be used as the name of a credential header.`,
      'Use the name that the server documents, such as Authorization or X-Api-Key.',
      'headerName',
    );
  }
  if (
    header.value.length < 1 ||
    header.value.length > 8_192 ||
    !/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(header.value)
  ) {
    throw new Refusal(
      'invalid_header_value',
      'The credential is empty, too long, or holds characters that a header cannot carry.',
      'Paste it again without line breaks or spaces around it.',
      'headerValue',
    );
  }
  return { name, value: header.value };
}
