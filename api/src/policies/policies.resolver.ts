import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import { Ctx } from '../access/context.js';
import { ConnectorType, connectorType } from '../connectors/connector.type.js';
import { ConnectorsService } from '../connectors/connectors.service.js';
import type { RequestContext } from '../kernel/request-context.js';
import { orRefusal, resultUnion, type RefusalType } from '../platform/graphql/refusal.type.js';
import { PoliciesService } from './policies.service.js';
import { PublishConnectorInput, SetRulesInput } from './policy.input.js';

const PublishConnectorResult = resultUnion('PublishConnectorResult', () => ConnectorType);
const SetRulesResult = resultUnion('SetRulesResult', () => ConnectorType);

@Resolver()
export class PoliciesResolver {
  constructor(
    private readonly policies: PoliciesService,
    private readonly connectors: ConnectorsService,
  ) {}

  @Mutation(() => PublishConnectorResult)
  @Allow('connector.publish')
  publishConnector(
    @Ctx() context: RequestContext,
    @Args('input') input: PublishConnectorInput,
  ): Promise<ConnectorType | RefusalType> {
    const { id, version, everyone, groupIds } = input;
    return orRefusal(async () => {
      await this.policies.publish(context, { connectorId: id, version, everyone, groupIds });
      return connectorType(await this.connectors.get(context, id));
    });
  }

  @Mutation(() => SetRulesResult)
  @Allow('rule.manage')
  setRules(
    @Ctx() context: RequestContext,
    @Args('input') input: SetRulesInput,
  ): Promise<ConnectorType | RefusalType> {
    const { connectorId, version } = input;
    const changes = input.changes.map(({ offeringId, groupId, effect }) => ({
      offeringId,
      groupId: groupId ?? null,
      effect: effect ?? null,
    }));
    return orRefusal(async () => {
      await this.policies.setRules(context, { connectorId, version, changes });
      return connectorType(await this.connectors.get(context, connectorId));
    });
  }
}
