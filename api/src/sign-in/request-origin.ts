import type { FastifyRequest } from 'fastify';
import { Refusal } from '../kernel/refusal.js';
import type { RequestContext } from '../kernel/request-context.js';

/** What is known of a request whoever makes it. */
export type RequestOrigin = Pick<RequestContext, 'requestId' | 'sourceAddress' | 'userAgent'>;

export function originOf(request: FastifyRequest): RequestOrigin {
  const userAgent = request.headers['user-agent'];
  return {
    requestId: request.id,
    sourceAddress: request.ip,
    ...(userAgent === undefined ? {} : { userAgent }),
  };
}

/**
 * Refuses a request that another site could have made a browser send with its cookies.
 *
 * Forms can send neither JSON nor our origin; a browser always names its origin with a POST.
 */
export function assertSameSite(request: FastifyRequest, publicUrl: URL): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return;
  if (request.headers.origin !== publicUrl.origin) {
    throw crossSite('This request did not come from the console, so it was not carried out.');
  }
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw crossSite('This request was not sent as application/json, so it was not carried out.');
  }
}

function crossSite(message: string): Refusal<'forbidden'> {
  return new Refusal(
    'forbidden',
    message,
    'Use the console at its own address, or a token with API scopes from a program.',
  );
}
