import { GraphQLISODateTime, ResolveField, Resolver } from '@nestjs/graphql';
import { Ctx } from '../access/context.js';
import type { RequestContext } from '../kernel/request-context.js';
import { ViewerType } from '../people/viewer.type.js';
import { SessionsService } from './sessions.service.js';

@Resolver(() => ViewerType)
export class SessionResolver {
  constructor(private readonly sessions: SessionsService) {}

  @ResolveField(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When the session ends unless it is used; null for tokens.',
  })
  async sessionExpiresAt(@Ctx() context: RequestContext): Promise<Date | null> {
    return (await this.sessions.endsAt(context)) ?? null;
  }
}
