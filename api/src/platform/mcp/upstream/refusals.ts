import { OutboundError } from '../../http-out/outbound-error.js';
import type { OutboundResponse } from '../../http-out/outbound-request.js';
import type { StrictJson } from '../json/strict-json.js';
import { SseError } from '../sse.js';
import { cancelled, fromOutbound, McpUpstreamError } from '../upstream-error.js';
import type { UpstreamTarget } from './target.js';

/** What a body that is no MCP message looks like. */
export type ForeignBody = 'web_page' | 'json' | 'nothing' | 'something';

/** The host of a target, as people know the server. */
export function hostOf(target: UpstreamTarget): string {
  return URL.parse(target.url)?.host ?? 'the server';
}

/** Statuses that say something about the caller or the server's health, and nothing about what it speaks. */
export function isNoEvidence(status: number): boolean {
  return status === 401 || status === 403 || status === 407 || status === 429 || status >= 500;
}

/** An answer that cannot be used, as far as it was read. */
export interface UnusableAnswer {
  readonly status: number;
  readonly headers: OutboundResponse['headers'];
  readonly looksLike?: ForeignBody;
}

/** Puts an answer that carries no MCP message into words. */
export function foreignAnswer(target: UpstreamTarget, answer: UnusableAnswer): McpUpstreamError {
  const { status, looksLike } = answer;
  const host = hostOf(target);
  if (status === 401 || status === 407) return unauthorized(target, answer);
  if (status === 403) {
    return new McpUpstreamError(
      'forbidden',
      `${host} refuses access (403).`,
      'Check what the credential is allowed to do, or ask whoever runs the server to let Castellan in.',
    );
  }
  if (status === 429) {
    return new McpUpstreamError(
      'rate_limited',
      `${host} says it gets too many requests (429).`,
      'Wait a minute and try again.',
    );
  }
  if (status >= 500) {
    return new McpUpstreamError(
      'server_error',
      `${host} failed with status ${status}.`,
      "Look at the server's own log, and try again when it is well.",
    );
  }
  if (looksLike === 'web_page') {
    return new McpUpstreamError(
      'web_page',
      `${host} answers with a web page at this address, not with MCP.`,
      'Enter the address of the MCP endpoint itself; it often ends with /mcp.',
    );
  }
  return new McpUpstreamError(
    'not_mcp',
    `${host} answers at this address (status ${status}), but not with MCP.`,
    'Check the path of the address, and that the server is an MCP server reached over HTTP.',
  );
}

function unauthorized(target: UpstreamTarget, { headers }: UnusableAnswer): McpUpstreamError {
  const host = hostOf(target);
  if (Object.keys(target.headers).length > 0) {
    return new McpUpstreamError(
      'unauthorized',
      `${host} does not accept the credential.`,
      'Enter a valid key for this server and try again.',
    );
  }
  // Only servers that want OAuth say where their protected resource is described.
  if (String(headers['www-authenticate']).includes('resource_metadata')) {
    return new McpUpstreamError(
      'unauthorized',
      `${host} asks for a sign-in by OAuth.`,
      'Ask whoever runs the server for a key or token that can be sent in a header, and enter it as the credential.',
    );
  }
  return new McpUpstreamError(
    'unauthorized',
    `${host} asks for a credential.`,
    'Add the header and the key that this server expects, then try again.',
  );
}

/** The server broke the protocol in a way that leaves no answer to use. */
export function violation(target: UpstreamTarget, what: string): McpUpstreamError {
  return new McpUpstreamError(
    'protocol_violation',
    `${hostOf(target)} ${what}.`,
    'Report this to whoever runs the server: it does not follow the MCP specification.',
  );
}

/** The stream ended too early. */
export function noAnswer(target: UpstreamTarget): McpUpstreamError {
  return new McpUpstreamError(
    'no_answer',
    `${hostOf(target)} closed the connection without answering the request.`,
    "Try again; if it happens again, look at the server's own log.",
  );
}

/** A body that strict parsing refused. */
export function badJson(target: UpstreamTarget, refusal: StrictJson & { ok: false }): McpUpstreamError {
  const host = hostOf(target);
  if (refusal.code === 'too_large') return tooLarge(target);
  return new McpUpstreamError(
    refusal.code,
    `The answer of ${host} cannot be used: ${refusal.explanation}`,
    'Report this to whoever runs the server: its answer could be read in more than one way, or not at all.',
  );
}

/** Whatever went wrong on the way, in the words of this folder. */
export function upstreamError(error: unknown, target: UpstreamTarget, signal?: AbortSignal): Error {
  if (error instanceof McpUpstreamError) return error;
  if (signal?.aborted) return isTimeout(signal.reason) ? timedOut(target) : cancelled(signal.reason);
  if (error instanceof OutboundError) return fromOutbound(error);
  if (error instanceof SseError) {
    return error.code === 'event_too_large'
      ? tooLarge(target)
      : violation(target, 'sent a broken event stream');
  }
  return error instanceof Error ? error : new Error('The exchange failed.', { cause: error });
}

function timedOut(target: UpstreamTarget): McpUpstreamError {
  return new McpUpstreamError(
    'timeout',
    `${hostOf(target)} did not answer in time.`,
    'Check that the server is running and not overloaded, and try again.',
  );
}

function tooLarge(target: UpstreamTarget): McpUpstreamError {
  return new McpUpstreamError(
    'answer_too_large',
    `The answer of ${hostOf(target)} is larger than Castellan accepts.`,
    'Ask for less at once, or have the server answer in smaller parts.',
  );
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}
