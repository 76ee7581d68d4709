import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../kernel/unit-of-work.js';
import { Requires } from './allow.js';
import { AUTHENTICATOR, callerOf, type Authenticator } from './caller.js';
import { Forbidden, Unauthenticated } from './access.errors.js';
import type { Permission } from './permissions.js';

/** The request as guards and resolvers see it. */
export interface RequestWithContext extends FastifyRequest {
  castellan?: RequestContext;
}

/**
 * Deny by default: an operation that declares nothing is refused, for everybody.
 *
 * It decides whether the caller may try; what the caller may see is decided by each query, which carries the
 * organization and, where it matters, the member.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const requirement = this.reflector.getAllAndOverride(Requires, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    if (requirement === 'public') return true;
    const request = requestOf(execution);
    const { context } = await callerOf(request, this.authenticator);
    if (!context) throw new Unauthenticated();
    request.castellan = context;
    if (requirement === undefined) throw new Forbidden();
    if (requirement === 'signed_in') return true;
    const { permission } = requirement;
    if (context.permissions.has(permission)) return true;
    await this.recordRefusal(context, permission, execution.getHandler().name);
    throw new Forbidden(permission);
  }

  private recordRefusal(context: RequestContext, permission: Permission, operation: string): Promise<void> {
    return this.unitOfWork.change(context, async (change) =>
      change.record({ type: 'access.refused', outcome: 'denied', details: { permission, operation } }),
    );
  }
}

/** The HTTP request behind a controller or a GraphQL operation. */
export function requestOf(execution: ExecutionContext): RequestWithContext {
  if (execution.getType<GqlContextType>() === 'graphql') {
    return GqlExecutionContext.create(execution).getContext<{ request: RequestWithContext }>().request;
  }
  return execution.switchToHttp().getRequest<RequestWithContext>();
}
