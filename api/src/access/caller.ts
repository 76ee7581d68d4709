import type { FastifyRequest } from 'fastify';
import type { RequestContext } from '../kernel/request-context.js';

/** Finds out who makes a request: by session cookie or by token, never by both. */
export interface Authenticator {
  /** The caller's context; undefined when the request carries no credential. Throws `Refusal` for a bad one. */
  authenticate(request: FastifyRequest): Promise<RequestContext | undefined>;
}

/** Injection token of the authenticator, provided by the composition root. */
export const AUTHENTICATOR = Symbol('Authenticator');

/** What is known of a request before and after authentication; hung on the HTTP request once. */
export interface Caller {
  readonly requestId: string;
  readonly context?: RequestContext;
}

const callers = new WeakMap<object, Promise<Caller>>();

/** Authenticates a request once, however many resolvers it runs. */
export function callerOf(request: FastifyRequest, authenticator: Authenticator): Promise<Caller> {
  const known = callers.get(request.raw);
  if (known) return known;
  const made = authenticator
    .authenticate(request)
    .then((context) => ({ requestId: request.id, ...(context ? { context } : {}) }));
  callers.set(request.raw, made);
  return made;
}
