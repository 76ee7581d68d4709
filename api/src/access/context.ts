import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { RequestContext } from '../kernel/request-context.js';
import { requestOf } from './access.guard.js';
import { Unauthenticated } from './access.errors.js';

/** Hands the request's context to a resolver or controller that the guard has let through. */
export const Ctx = createParamDecorator((_: unknown, execution: ExecutionContext): RequestContext => {
  const context = requestOf(execution).castellan;
  if (!context) throw new Unauthenticated();
  return context;
});
