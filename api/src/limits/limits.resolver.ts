import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import { Ctx } from '../access/context.js';
import { isLimitable, limitQuantities } from '../kernel/limits.js';
import type { RequestContext } from '../kernel/request-context.js';
import { orRefusal, type RefusalType } from '../platform/graphql/refusal.type.js';
import type { ResultChoices } from './limit-setting.js';
import {
  LimitSettingsType,
  SetLimitsInput,
  SetLimitsResult,
  type LimitType,
  type ResultSettingsInput,
  type ResultSettingsType,
} from './limit.type.js';
import { LimitsService, subjectsOf, type LimitsView } from './limits.service.js';

@Resolver()
export class LimitsResolver {
  constructor(private readonly limits: LimitsService) {}

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
}

function settingsType(context: RequestContext, view: LimitsView): LimitSettingsType {
  const { connectorId, offeringId, version, changedAt, chosenResults, inheritedResults } = view;
  return Object.assign(new LimitSettingsType(), {
    connectorId,
    offeringId,
    version,
    changedAt,
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
