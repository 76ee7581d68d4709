import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../config/configuration.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isId } from '../kernel/ids.js';
import {
  isLimitable,
  withChoices,
  within,
  type LimitChoices,
  type LimitQuantity,
  type Limits,
  type LimitSubject,
} from '../kernel/limits.js';
import { notFound, staleVersion } from '../kernel/refusal.js';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type UnitOfWork, type Work } from '../kernel/unit-of-work.js';
import { notApplicable, outOfRange } from './limit.errors.js';
import { compileSettings, type LimitSource, type ResultChoices } from './limit-setting.js';
import {
  LimitSettingsRepository,
  type LimitedOffering,
  type LimitTarget,
  type StoredSetting,
} from './limit-settings.repository.js';
import { resultRulesOf, type ResultRules } from './result-rules.js';
import { checkResults } from './check-results.js';

/** One chosen limit; null takes the choice back. */
export interface ChosenLimit {
  readonly subject: LimitSubject;
  readonly quantity: LimitQuantity;
  readonly value: number | null;
}

export interface SetLimitsCommand extends LimitTarget {
  /** The version that was seen; 0 where nothing was chosen yet. */
  readonly version: number;
  /** Limits that are not named stay as they are. */
  readonly limits: readonly ChosenLimit[];
  /** Replaces what was chosen about results; without it that stays as it is. */
  readonly results?: ResultChoices;
}

/** What was chosen for something, and what holds for it. */
export interface LimitsView extends LimitTarget {
  readonly version: number;
  readonly chosen: LimitChoices;
  /** What would hold without the choice. */
  readonly inherited: Limits;
  /** What was chosen above, the nearest first. */
  readonly above: readonly { readonly source: LimitSource; readonly limits: LimitChoices }[];
  readonly ceilings: Limits;
  readonly chosenResults: ResultChoices;
  readonly inheritedResults: ResultRules;
  readonly changedBy: string | null;
  readonly changedAt: Date | null;
}

/** Limits and what is done with results: what an organization chooses within what its installation allows. */
@Injectable()
export class LimitsService {
  constructor(
    private readonly settings: LimitSettingsRepository,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What was chosen and what holds; undefined where there is no such connector or tool. */
  async view(context: RequestContext, target: LimitTarget): Promise<LimitsView | undefined> {
    if (!isTarget(target)) return undefined;
    return this.unitOfWork.read(context, async (work) =>
      (await this.settings.nameOf(work, target)) ? this.#viewed(work, target) : undefined,
    );
  }

  /** What a connector offers that has limits of its own, the first by name. */
  async limitedOfferings(context: RequestContext, connectorId: string): Promise<LimitedOffering[]> {
    return this.unitOfWork.read(context, (work) => this.settings.limitedOfferings(work, connectorId));
  }

  async set(context: RequestContext, command: SetLimitsCommand): Promise<LimitsView> {
    if (!isTarget(command)) throw notFound('connector or tool');
    const { connectorId, offeringId, version } = command;
    const target: LimitTarget = { connectorId, offeringId };
    for (const limit of command.limits) this.#check(target, limit);
    const results = command.results && checkResults(target, command.results);
    return this.unitOfWork.change(context, async (change) => {
      const named = await this.settings.nameOf(change, target);
      if (!named) throw notFound('connector or tool');
      const before = await this.#own(change, target);
      if ((before?.version ?? 0) !== version) throw staleVersion('limit');
      const after = {
        limits: changed(before?.limits ?? {}, command.limits),
        results: results ?? before?.results ?? {},
      };
      const isSaved = await this.settings.save(change, { ...target, ...after }, version, this.clock.now());
      if (!isSaved) throw staleVersion('limit');
      change.record({
        type: 'limits.changed',
        outcome: 'success',
        target: named,
        ...(connectorId === null ? {} : { connectorId }),
        change: {
          before: { limits: before?.limits ?? {}, results: before?.results ?? {} },
          after,
        },
      });
      change.touchPolicy();
      return this.#viewed(change, target);
    });
  }

  async #own(work: Work, target: LimitTarget): Promise<StoredSetting | undefined> {
    return (await this.settings.about(work, target)).find((setting) => isOf(setting, target));
  }

  async #viewed(work: Work, target: LimitTarget): Promise<LimitsView> {
    const stored = await this.settings.about(work, target);
    const own = stored.find((setting) => isOf(setting, target));
    const above = compileSettings(stored.filter((setting) => setting !== own));
    const { defaults, ceilings } = this.configuration.limits;
    const { connectorId } = target;
    const ofOrganization = above.organization.limits;
    const ofConnector = (connectorId === null ? undefined : above.connectors.get(connectorId)?.limits) ?? {};
    return {
      ...target,
      version: own?.version ?? 0,
      chosen: own?.limits ?? {},
      inherited: within(withChoices(withChoices(defaults, ofOrganization), ofConnector), ceilings),
      above: [
        { source: 'connector', limits: ofConnector },
        { source: 'organization', limits: ofOrganization },
      ],
      ceilings,
      chosenResults: own?.results ?? {},
      inheritedResults: resultRulesOf(above, connectorId),
      changedBy: own?.changedBy ?? null,
      changedAt: own?.changedAt ?? null,
    };
  }

  #check(target: LimitTarget, { subject, quantity, value }: ChosenLimit): void {
    const what = `${quantity} of a ${subject}`;
    if (!subjectsOf(target).includes(subject) || !isLimitable(subject, quantity)) throw notApplicable(what);
    const ceiling = this.configuration.limits.ceilings[subject][quantity] ?? Number.MAX_SAFE_INTEGER;
    if (value === null || (Number.isInteger(value) && value >= 1 && value <= ceiling)) return;
    throw outOfRange(what, ceiling);
  }
}

/** Where the limit was chosen that holds without a choice of one's own. */
export function sourceOf(
  { above }: Pick<LimitsView, 'above'>,
  subject: LimitSubject,
  quantity: LimitQuantity,
): LimitSource {
  return above.find(({ limits }) => limits[subject]?.[quantity] !== undefined)?.source ?? 'installation';
}

/** What can be limited for an organization, for a connector, and for a tool. */
export function subjectsOf({ connectorId, offeringId }: LimitTarget): readonly LimitSubject[] {
  if (offeringId !== null) return ['tool'];
  if (connectorId !== null) return ['connector', 'tool'];
  return ['token', 'member', 'tool', 'connector', 'organization'];
}

/** Whether there can be such a thing: a tool is always one of a connector. */
function isTarget({ connectorId, offeringId }: LimitTarget): boolean {
  const isThinkable = [connectorId, offeringId].every((id) => id === null || isId(id));
  return isThinkable && (offeringId === null || connectorId !== null);
}

function isOf(setting: LimitTarget, { connectorId, offeringId }: LimitTarget): boolean {
  return setting.connectorId === connectorId && setting.offeringId === offeringId;
}

function changed(before: LimitChoices, changes: readonly ChosenLimit[]): LimitChoices {
  const after: Partial<Record<LimitSubject, Partial<Record<LimitQuantity, number>>>> =
    structuredClone(before);
  for (const { subject, quantity, value } of changes) {
    const { [quantity]: _before, ...others } = after[subject] ?? {};
    after[subject] = value === null ? others : { ...others, [quantity]: value };
  }
  return after;
}
