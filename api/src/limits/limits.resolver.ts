import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import { Ctx } from '../access/context.js';
import { isLimitable, limitQuantities } from '../kernel/limits.js';
import type { RequestContext } from '../kernel/request-context.js';
import { PeopleService } from '../people/people.service.js';
import { MemberType, memberType } from '../people/person.type.js';
import type { GraphqlContext } from '../platform/graphql/graphql.module.js';
import { loaderOf } from '../platform/graphql/loaders.js';
import { orRefusal, type RefusalType } from '../platform/graphql/refusal.type.js';
import type { ResultChoices } from './limit-setting.js';
import {
  LimitedOfferingType,
  LimitSettingsType,
  SetLimitsInput,
  SetLimitsResult,
  type LimitType,
  type ResultSettingsInput,
  type ResultSettingsType,
} from './limit.type.js';
import { LimitsService, sourceOf, subjectsOf, type LimitsView } from './limits.service.js';

@Resolver(() => LimitSettingsType)
export class LimitsResolver {
  constructor(
    private readonly limits: LimitsService,
    private readonly people: PeopleService,
  ) {}

  @Query(() => LimitSettingsType, {
    nullable: true,
    description: 'Of the organization, unless a connector, or a tool of it, is named.',
  })
  @Allow('connector.read')
  async limitSettings(
    @Ctx() context: RequestContext,
    @Args('connectorId', { type: () => ID, nullable: true }) connectorId?: string | null,
    @Args('offeringId', { type: () => ID, nullable: true }) offeringId?: string | null,
  ): Promise<LimitSettingsType | null> {
    const target = { connectorId: connectorId ?? null, offeringId: offeringId ?? null };
    const view = await this.limits.view(context, target);
    return view ? settingsType(context, view) : null;
  }

  @Mutation(() => SetLimitsResult)
  @Allow('limit.manage')
  setLimits(
    @Ctx() context: RequestContext,
    @Args('input') input: SetLimitsInput,
  ): Promise<LimitSettingsType | RefusalType> {
    const { connectorId, offeringId, version, limits, results } = input;
    return orRefusal(async () =>
      settingsType(
        context,
        await this.limits.set(context, {
          connectorId: connectorId ?? null,
          offeringId: offeringId ?? null,
          version,
          limits: limits.map(({ subject, quantity, value }) => ({ subject, quantity, value: value ?? null })),
          ...(results ? { results: choicesOf(results) } : {}),
        }),
      ),
    );
  }

  @ResolveField(() => MemberType, { nullable: true, description: 'Who chose last.' })
  changedBy(
    @Ctx() context: RequestContext,
    @Parent() { changedById }: LimitSettingsType,
    @Context() graphql: GraphqlContext,
  ): Promise<MemberType | null> {
    return memberOf(this.people, context, changedById, graphql);
  }

  @ResolveField(() => [LimitedOfferingType], {
    description:
      'Of a connector: its tools, resources and prompts that have limits of their own. The first by name, at most 200.',
  })
  async limitedOfferings(
    @Ctx() context: RequestContext,
    @Parent() { connectorId, offeringId }: LimitSettingsType,
  ): Promise<LimitedOfferingType[]> {
    if (connectorId === null || offeringId !== null) return [];
    const offerings = await this.limits.limitedOfferings(context, connectorId);
    return offerings.map(({ id, kind, name, limits, changedAt, changedBy }) =>
      Object.assign(new LimitedOfferingType(), {
        id,
        kind,
        name,
        changedAt,
        changedById: changedBy,
        chosen: limitQuantities.flatMap((quantity) => {
          const value = limits.tool?.[quantity];
          return value === undefined ? [] : [{ quantity, value }];
        }),
      }),
    );
  }
}

@Resolver(() => LimitedOfferingType)
export class LimitedOfferingResolver {
  constructor(private readonly people: PeopleService) {}

  @ResolveField(() => MemberType, { nullable: true, description: 'Who chose last.' })
  changedBy(
    @Ctx() context: RequestContext,
    @Parent() { changedById }: LimitedOfferingType,
    @Context() graphql: GraphqlContext,
  ): Promise<MemberType | null> {
    return memberOf(this.people, context, changedById, graphql);
  }
}

async function memberOf(
  people: PeopleService,
  context: RequestContext,
  id: string | null,
  { loaders }: GraphqlContext,
): Promise<MemberType | null> {
  if (id === null) return null;
  const member = await loaderOf(loaders, context, people.memberBatch).load(id);
  return member ? memberType(member) : null;
}

function settingsType(context: RequestContext, view: LimitsView): LimitSettingsType {
  const { connectorId, offeringId, version, changedAt, changedBy, chosenResults, inheritedResults } = view;
  return Object.assign(new LimitSettingsType(), {
    connectorId,
    offeringId,
    version,
    changedAt,
    changedById: changedBy,
    limits: limitTypes(view),
    results: resultSettingsType(chosenResults),
    inheritedResults: resultSettingsType(inheritedResults),
    viewerCanChange: context.permissions.has('limit.manage'),
  });
}

function limitTypes(view: LimitsView): LimitType[] {
  return subjectsOf(view).flatMap((subject) =>
    limitQuantities
      .filter((quantity) => isLimitable(subject, quantity))
      .map((quantity) => ({
        subject,
        quantity,
        chosen: view.chosen[subject]?.[quantity] ?? null,
        inherited: view.inherited[subject][quantity] ?? 0,
        inheritedFrom: sourceOf(view, subject, quantity),
        ceiling: view.ceilings[subject][quantity] ?? 0,
      })),
  );
}

function resultSettingsType(choices: ResultChoices): ResultSettingsType {
  return {
    maximumBytes: choices.maximumBytes ?? null,
    redactSecrets: choices.redactSecrets ?? null,
    redactPersonalData: choices.redactPersonalData ?? null,
    reportMarkers: choices.reportMarkers ?? null,
    removeHidden: choices.removeHidden ?? null,
    listedHosts: choices.listedHosts ? [...choices.listedHosts] : null,
  };
}

function choicesOf(input: ResultSettingsInput): ResultChoices {
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== null && value !== undefined),
  );
}
