import {
  Args,
  Context,
  Field,
  ID,
  InputType,
  Mutation,
  Parent,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import { Ctx } from '../access/context.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { GraphqlContext } from '../platform/graphql/graphql.module.js';
import { loaderOf } from '../platform/graphql/loaders.js';
import { orRefusal, resultUnion, type RefusalType } from '../platform/graphql/refusal.type.js';
import { PeopleService } from '../people/people.service.js';
import { MemberType, memberType } from '../people/person.type.js';
import type { Classification } from './classification.js';
import { offeringType } from './contract-mapping.js';
import { ClassificationType, OfferingType } from './contract.type.js';
import { OfferingsService } from './offerings.service.js';

@InputType()
export class ClassifyOfferingInput {
  @Field(() => ID)
  readonly offeringId!: string;

  @Field(() => ClassificationType)
  readonly classification!: Classification;
}

const ClassifyOfferingResult = resultUnion('ClassifyOfferingResult', () => OfferingType);

@Resolver(() => OfferingType)
export class OfferingsResolver {
  constructor(
    private readonly offerings: OfferingsService,
    private readonly people: PeopleService,
  ) {}

  @Mutation(() => ClassifyOfferingResult)
  @Allow('contract.approve')
  classifyOffering(
    @Ctx() context: RequestContext,
    @Args('input') input: ClassifyOfferingInput,
  ): Promise<OfferingType | RefusalType> {
    return orRefusal(async () =>
      offeringType(await this.offerings.classify(context, input.offeringId, input.classification)),
    );
  }

  @ResolveField(() => MemberType, { nullable: true })
  approvedBy(
    @Ctx() context: RequestContext,
    @Parent() offering: OfferingType,
    @Context() graphql: GraphqlContext,
  ) {
    return this.member(context, offering.approverId, graphql);
  }

  @ResolveField(() => MemberType, { nullable: true })
  classifiedBy(
    @Ctx() context: RequestContext,
    @Parent() offering: OfferingType,
    @Context() graphql: GraphqlContext,
  ) {
    return this.member(context, offering.classifierId, graphql);
  }

  private async member(
    context: RequestContext,
    id: string | null,
    { loaders }: GraphqlContext,
  ): Promise<MemberType | null> {
    if (!id) return null;
    const member = await loaderOf(loaders, context, this.people.memberBatch).load(id);
    return member ? memberType(member) : null;
  }
}
