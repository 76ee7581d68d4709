import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Ctx } from '../access/context.js';
import { ConnectorType, OfferingCountsType } from '../connectors/connector.type.js';
import { OfferingType } from '../contracts/contract.type.js';
import type { RequestContext } from '../kernel/request-context.js';
import { PeopleService } from '../people/people.service.js';
import { GroupType, groupType, MemberType, memberType } from '../people/person.type.js';
import type { GraphqlContext } from '../platform/graphql/graphql.module.js';
import { loaderOf } from '../platform/graphql/loaders.js';
import { PoliciesService } from './policies.service.js';
import { PublicationType, publicationType, RuleType, ruleType } from './policy.type.js';

/** What policies add to a connector. */
@Resolver(() => ConnectorType)
export class ConnectorPolicyResolver {
  constructor(private readonly policies: PoliciesService) {}

  @ResolveField(() => [PublicationType], { description: 'Everyone first, then groups by name.' })
  async publications(
    @Ctx() context: RequestContext,
    @Parent() connector: ConnectorType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<PublicationType[]> {
    const publications = await loaderOf(loaders, context, this.policies.publicationsBatch).load(connector.id);
    return (publications ?? []).map(publicationType);
  }

  @ResolveField(() => OfferingCountsType)
  async offeringCounts(
    @Ctx() context: RequestContext,
    @Parent() connector: ConnectorType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<OfferingCountsType> {
    const counts = await loaderOf(loaders, context, this.policies.offeringCountsBatch).load(connector.id);
    if (!counts) throw new Error('A connector has no counts.');
    return Object.assign(new OfferingCountsType(), counts);
  }
}

/** What policies add to an offering. */
@Resolver(() => OfferingType)
export class OfferingPolicyResolver {
  constructor(private readonly policies: PoliciesService) {}

  @ResolveField(() => [RuleType], { description: 'The rule for everyone first, then groups by name.' })
  async rules(
    @Ctx() context: RequestContext,
    @Parent() offering: OfferingType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<RuleType[]> {
    return ((await loaderOf(loaders, context, this.policies.rulesBatch).load(offering.id)) ?? []).map(
      ruleType,
    );
  }
}

@Resolver(() => PublicationType)
export class PublicationFieldsResolver {
  constructor(private readonly people: PeopleService) {}

  @ResolveField(() => GroupType, { nullable: true, description: 'Null is everyone.' })
  group(
    @Ctx() context: RequestContext,
    @Parent() { groupId }: PublicationType,
    @Context() graphql: GraphqlContext,
  ) {
    return groupOf(this.people, context, groupId, graphql);
  }

  @ResolveField(() => MemberType)
  publishedBy(
    @Ctx() context: RequestContext,
    @Parent() { publishedById }: PublicationType,
    @Context() graphql: GraphqlContext,
  ) {
    return memberOf(this.people, context, publishedById, graphql);
  }
}

@Resolver(() => RuleType)
export class RuleFieldsResolver {
  constructor(private readonly people: PeopleService) {}

  @ResolveField(() => GroupType, {
    nullable: true,
    description: 'Null is everyone the connector is published to.',
  })
  group(@Ctx() context: RequestContext, @Parent() { groupId }: RuleType, @Context() graphql: GraphqlContext) {
    return groupOf(this.people, context, groupId, graphql);
  }

  @ResolveField(() => MemberType)
  changedBy(
    @Ctx() context: RequestContext,
    @Parent() { changedById }: RuleType,
    @Context() graphql: GraphqlContext,
  ) {
    return memberOf(this.people, context, changedById, graphql);
  }
}

async function groupOf(
  people: PeopleService,
  context: RequestContext,
  id: string | null,
  { loaders }: GraphqlContext,
): Promise<GroupType | null> {
  if (id === null) return null;
  const group = await loaderOf(loaders, context, people.groupBatch).load(id);
  if (!group) throw new Error('An audience names a group that does not exist.');
  return groupType(group);
}

async function memberOf(
  people: PeopleService,
  context: RequestContext,
  id: string,
  { loaders }: GraphqlContext,
): Promise<MemberType> {
  const member = await loaderOf(loaders, context, people.memberBatch).load(id);
  if (!member) throw new Error('A policy was changed by somebody who is no member.');
  return memberType(member);
}
