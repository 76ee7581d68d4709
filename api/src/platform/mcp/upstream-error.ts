import type { Delivery } from '../http-out/departure.js';
import type { OutboundError, OutboundErrorCode } from '../http-out/outbound-error.js';
import type { StrictJsonErrorCode } from './json/strict-json.js';

/** What can go wrong when talking to an upstream server. */
export type McpUpstreamErrorCode =
  | Exclude<OutboundErrorCode, 'response_too_large' | 'aborted'>
  | Exclude<StrictJsonErrorCode, 'too_large'>
  /** The caller gave up. */
  | 'cancelled'
  | 'answer_too_large'
  | 'web_page'
  | 'not_mcp'
  | 'other_transport'
  | 'unauthorized'
  | 'forbidden'
  | 'rate_limited'
  | 'server_error'
  | 'unsupported_revision'
  | 'protocol_violation'
  | 'no_answer'
  | 'session_lost'
  | 'refused_by_server'
  | 'too_many_offerings'
  | 'endless_pagination';

/** An upstream server could not be used, in sentences for the person who runs or registers it. */
export class McpUpstreamError extends Error {
  override readonly name = 'McpUpstreamError';
  /** How far the request of the exchange came: only what provably had no effect may be sent again. */
  readonly delivery: Delivery;

  constructor(
    readonly code: McpUpstreamErrorCode,
    /** What happened and why. */
    readonly explanation: string,
    /** What the person can do next. */
    readonly nextStep: string,
    options: ErrorOptions & { readonly delivery?: Delivery } = {},
  ) {
    super(explanation, options);
    this.delivery = options.delivery ?? 'sent';
  }

  /** The same failure of a request that came this far. */
  after(delivery: Delivery): McpUpstreamError {
    const { code, explanation, nextStep, cause } = this;
    return new McpUpstreamError(code, explanation, nextStep, { cause, delivery });
  }
}

/** The same failure of the outbound client in the words of this folder. */
export function fromOutbound(error: OutboundError): McpUpstreamError {
  const [explanation, nextStep] = splitAdvice(error.explanation);
  return new McpUpstreamError(codeOf(error.code), explanation, nextStep, { cause: error });
}

/** The caller ended the exchange. */
export function cancelled(cause?: unknown): McpUpstreamError {
  return new McpUpstreamError(
    'cancelled',
    'The request was cancelled.',
    'Send it again if it is still wanted.',
    {
      cause,
    },
  );
}

function codeOf(code: OutboundErrorCode): McpUpstreamErrorCode {
  if (code === 'response_too_large') return 'answer_too_large';
  return code === 'aborted' ? 'cancelled' : code;
}

/** The outbound client's first sentence says what happened, the rest what to do. */
function splitAdvice(text: string): [string, string] {
  const end = text.search(/\. (?=[A-Z])/);
  return end === -1
    ? [text, 'Check the address and try again.']
    : [text.slice(0, end + 1), text.slice(end + 2)];
}
