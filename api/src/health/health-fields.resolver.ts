import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Ctx } from '../access/context.js';
import { ConnectorType } from '../connectors/connector.type.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { GraphqlContext } from '../platform/graphql/graphql.module.js';
import { loaderOf } from '../platform/graphql/loaders.js';
import { unknownHealth } from './health.js';
import { HealthService } from './health.service.js';
import {
  connectorHealthType,
  ConnectorHealthType,
  healthHistoryType,
  HealthHistoryType,
  HealthWindowType,
} from './health.type.js';
import type { HealthWindow } from './history.js';

/** What is known of how a connector fares. */
@Resolver(() => ConnectorType)
export class HealthFieldsResolver {
  constructor(private readonly health: HealthService) {}

  @ResolveField('health', () => ConnectorHealthType)
  async now(
    @Ctx() context: RequestContext,
    @Parent() connector: ConnectorType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<ConnectorHealthType> {
    const health = await loaderOf(loaders, context, this.health.batch).load(connector.id);
    return connectorHealthType(health ?? unknownHealth);
  }

  @ResolveField('healthHistory', () => HealthHistoryType)
  async history(
    @Ctx() context: RequestContext,
    @Parent() connector: ConnectorType,
    @Args('window', { type: () => HealthWindowType, defaultValue: 'day' }) window: HealthWindow,
  ): Promise<HealthHistoryType> {
    return healthHistoryType(await this.health.history(context, connector.id, window));
  }
}
