import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isId } from '../kernel/ids.js';
import { notFound, staleVersion } from '../kernel/refusal.js';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type Change, type UnitOfWork } from '../kernel/unit-of-work.js';
import {
  duplicateChange,
  noRuleForInstructions,
  nothingApproved,
  nothingChanged,
  notPublishable,
  tooManyChanges,
  unknownGroup,
  unknownOffering,
} from './policies.errors.js';
import { OfferingCountsRepository } from './offering-counts.repository.js';
import { PolicySubjectsRepository, type SubjectConnector } from './policy-subjects.repository.js';
import {
  cellOf,
  effectiveChanges,
  stateFor,
  type Publication,
  type Rule,
  type RuleChange,
} from './publication.js';
import { PublicationsRepository } from './publications.repository.js';
import { RulesRepository } from './rules.repository.js';

/** Whom a connector is to be published to; nobody at all makes it a draft again. */
export interface PublishCommand {
  readonly connectorId: string;
  /** The version of the connector the admin saw. */
  readonly version: number;
  readonly everyone: boolean;
  readonly groupIds: readonly string[];
}

export interface SetRulesCommand {
  readonly connectorId: string;
  readonly version: number;
  readonly changes: readonly RuleChange[];
}

const maximumChanges = 2_000;

/** Who may use what: audiences of connectors, and rules for what they offer. */
@Injectable()
export class PoliciesService {
  constructor(
    private readonly subjects: PolicySubjectsRepository,
    private readonly publications: PublicationsRepository,
    private readonly rules: RulesRepository,
    private readonly counts: OfferingCountsRepository,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Replaces the audiences of a connector. */
  async publish(context: RequestContext, command: PublishCommand): Promise<void> {
    const wanted = new Set<string | null>([...(command.everyone ? [null] : []), ...command.groupIds]);
    const state = stateFor(wanted.size);
    await this.unitOfWork.change(context, async (change) => {
      const connector = await this.connectorToChange(change, command);
      if (connector.state === 'suspended') throw notPublishable(connector.name, connector.state);
      await this.checkGroups(change, command.groupIds, 'groupIds');
      if (state === 'published' && connector.approvedOfferings === 0) throw nothingApproved(connector.name);
      const before = await this.publications.ofConnectors(change, [connector.id]);
      const dropped = before.filter(({ groupId }) => !wanted.has(groupId));
      const added = [...wanted].filter(
        (groupId) => !before.some((publication) => publication.groupId === groupId),
      );
      if (dropped.length === 0 && added.length === 0 && connector.state === state) throw nothingChanged();

      await this.publications.remove(
        change,
        dropped.map(({ id }) => id),
      );
      await this.publications.add(change, connector.id, added, this.clock.now());
      await this.subjects.saveConnector(change, connector.id, state, this.clock.now());
      const after = await this.publications.ofConnectors(change, [connector.id]);
      const names = await this.groupNames(change, [...before, ...after]);
      change.record({
        type: 'connector.published',
        outcome: 'success',
        target: { kind: 'connector', id: connector.id, name: connector.name },
        connectorId: connector.id,
        change: {
          before: { state: connector.state, audiences: before.map((one) => audienceRecord(one, names)) },
          after: { state, audiences: after.map((one) => audienceRecord(one, names)) },
        },
      });
      change.touchPolicy();
    });
  }

  /** Changes cells of tools x audiences, all of them or none. */
  async setRules(context: RequestContext, command: SetRulesCommand): Promise<void> {
    const { changes } = command;
    if (changes.length > maximumChanges) throw tooManyChanges(maximumChanges);
    if (new Set(changes.map(cellOf)).size < changes.length) throw duplicateChange();
    await this.unitOfWork.change(context, async (change) => {
      const connector = await this.connectorToChange(change, command);
      const offeringIds = [...new Set(changes.map(({ offeringId }) => offeringId))];
      if (!offeringIds.every(isId)) throw unknownOffering();
      const offerings = await this.subjects.offerings(change, connector.id, offeringIds);
      if (offerings.length < offeringIds.length) throw unknownOffering();
      if (offerings.some(({ kind }) => kind === 'instructions')) throw noRuleForInstructions();
      await this.checkGroups(
        change,
        changes.flatMap(({ groupId }) => groupId ?? []),
        'changes',
      );

      const before = await this.rules.ofOfferings(change, offeringIds);
      const effective = effectiveChanges(before, changes);
      if (effective.length === 0) throw nothingChanged();
      await this.rules.apply(change, connector.id, effective, this.clock.now());
      await this.subjects.saveConnector(change, connector.id, connector.state, this.clock.now());
      const after = await this.rules.ofOfferings(change, offeringIds);
      const names = await this.groupNames(change, [...before, ...after]);
      const changed = new Set(effective.map(({ offeringId }) => offeringId));
      const rulesBefore = Map.groupBy(before, ({ offeringId }) => offeringId);
      const rulesAfter = Map.groupBy(after, ({ offeringId }) => offeringId);
      for (const offering of offerings.filter(({ id }) => changed.has(id))) {
        change.record({
          type: 'rule.changed',
          outcome: 'success',
          target: { kind: 'offering', id: offering.id, name: offering.name },
          connectorId: connector.id,
          offering: { kind: offering.kind, name: offering.name },
          change: {
            before: rulesBefore.get(offering.id)?.map((rule) => ruleRecord(rule, names)) ?? [],
            after: rulesAfter.get(offering.id)?.map((rule) => ruleRecord(rule, names)) ?? [],
          },
        });
      }
      change.touchPolicy();
    });
  }

  /** Batch of a loader: the audiences of each connector. */
  readonly publicationsBatch = async (
    context: RequestContext,
    connectorIds: readonly string[],
  ): Promise<Publication[][]> => {
    const found = await this.unitOfWork.read(context, (work) =>
      this.publications.ofConnectors(work, connectorIds),
    );
    const byConnector = Map.groupBy(found, ({ connectorId }) => connectorId);
    return connectorIds.map((id) => byConnector.get(id) ?? []);
  };

  /** Batch of a loader: the rules of each offering. */
  readonly rulesBatch = async (
    context: RequestContext,
    offeringIds: readonly string[],
  ): Promise<Rule[][]> => {
    const found = await this.unitOfWork.read(context, (work) => this.rules.ofOfferings(work, offeringIds));
    const byOffering = Map.groupBy(found, ({ offeringId }) => offeringId);
    return offeringIds.map((id) => byOffering.get(id) ?? []);
  };

  /** Batch of a loader: what each connector has, in numbers. */
  readonly offeringCountsBatch = async (context: RequestContext, connectorIds: readonly string[]) => {
    const found = await this.unitOfWork.read(context, (work) => this.counts.ofConnectors(work, connectorIds));
    return connectorIds.map((id) => found.get(id));
  };

  private async connectorToChange(
    change: Change,
    command: { readonly connectorId: string; readonly version: number },
  ): Promise<SubjectConnector> {
    if (!isId(command.connectorId)) throw notFound('connector');
    const connector = await this.subjects.lockConnector(change, command.connectorId);
    if (!connector) throw notFound('connector');
    if (connector.version !== command.version) throw staleVersion('connector');
    if (connector.state === 'retired') throw notPublishable(connector.name, connector.state);
    return connector;
  }

  private async checkGroups(change: Change, groupIds: readonly string[], field: string): Promise<void> {
    const ids = [...new Set(groupIds)];
    if (!ids.every(isId)) throw unknownGroup(field);
    const groups = await this.subjects.groups(change, ids);
    if (groups.length < ids.length) throw unknownGroup(field);
  }

  private async groupNames(
    change: Change,
    cells: readonly { readonly groupId: string | null }[],
  ): Promise<ReadonlyMap<string, string>> {
    const groups = await this.subjects.groups(change, [
      ...new Set(cells.flatMap(({ groupId }) => groupId ?? [])),
    ]);
    return new Map(groups.map(({ id, name }) => [id, name]));
  }
}

function audienceName(groupId: string | null, names: ReadonlyMap<string, string>): string {
  return groupId === null ? 'everyone' : (names.get(groupId) ?? groupId);
}

function audienceRecord(publication: Publication, names: ReadonlyMap<string, string>) {
  const { groupId, memberCount } = publication;
  return { audience: audienceName(groupId, names), groupId, members: memberCount };
}

function ruleRecord({ groupId, effect }: Rule, names: ReadonlyMap<string, string>) {
  return { audience: audienceName(groupId, names), groupId, effect };
}
