import type { RuleEffect } from '../../graphql/generated/schema';
import { effectFor, isInForce, type ConnectorDetails, type ConnectorOffering } from '../offerings';

/** One cell of offerings x audiences, and what it shall be; null takes the rule away. The group null is everyone. */
export interface RuleEdit {
  readonly offeringId: string;
  readonly group: { readonly id: string; readonly name: string } | null;
  readonly effect: RuleEffect | null;
}

/** The same cell, however it is meant to change. */
export function cellOf(offeringId: string, groupId: string | null): string {
  return `${offeringId} ${groupId ?? ''}`;
}

/** The edits that differ from the rules as they are, so that what was saved meanwhile drops out by itself. */
export function pendingEdits(connector: ConnectorDetails, edits: Iterable<RuleEdit>): RuleEdit[] {
  const offerings = new Map(connector.offerings.map((offering) => [offering.id, offering]));
  return [...edits].filter((edit) => {
    const offering = offerings.get(edit.offeringId);
    return offering !== undefined && effectFor(offering, edit.group?.id ?? null) !== edit.effect;
  });
}

/** Who gains and who loses what, for one audience of a connector. */
export interface Consequence {
  readonly audience: string;
  readonly people: number | null;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
}

interface Scope {
  readonly name: string;
  readonly groupId: string | null;
  readonly people: number | null;
}

/** What saving the edits does to the people the connector is published to, audience by audience. */
export function consequencesOf(connector: ConnectorDetails, edits: readonly RuleEdit[]): Consequence[] {
  return scopesOf(connector, edits)
    .map((scope) => {
      const gains: string[] = [];
      const loses: string[] = [];
      for (const offering of connector.offerings.filter(isInForce)) {
        const before = usable(offering, scope.groupId, []);
        const after = usable(offering, scope.groupId, edits);
        if (after && !before) gains.push(offering.name);
        if (before && !after) loses.push(offering.name);
      }
      return { audience: scope.name, people: scope.people, gains, loses };
    })
    .filter((consequence) => consequence.gains.length > 0 || consequence.loses.length > 0);
}

/** The audiences to tell apart: those it is published to, and groups with rules of their own where it is for everyone. */
function scopesOf(connector: ConnectorDetails, edits: readonly RuleEdit[]): Scope[] {
  const published = connector.publications.map((publication) => ({
    name: publication.group?.name ?? $localize`Everyone`,
    groupId: publication.group?.id ?? null,
    people: publication.memberCount,
  }));
  if (!published.some((scope) => scope.groupId === null)) return published;
  const known = new Set(published.map((scope) => scope.groupId));
  const groups = new Map<string, Scope>();
  for (const rule of connector.offerings.flatMap((offering) => offering.rules)) {
    if (rule.group)
      groups.set(rule.group.id, {
        name: rule.group.name,
        groupId: rule.group.id,
        people: rule.group.memberCount,
      });
  }
  for (const { group } of edits) {
    if (group && !groups.has(group.id))
      groups.set(group.id, { name: group.name, groupId: group.id, people: null });
  }
  return [...published, ...[...groups.values()].filter((scope) => !known.has(scope.groupId))];
}

/** Rules add up for a member of the group, any block wins, and no rule is a no: as the gateway decides. */
function usable(offering: ConnectorOffering, groupId: string | null, edits: readonly RuleEdit[]): boolean {
  const effects = (groupId === null ? [null] : [null, groupId]).map((audience) => {
    const edit = edits.find(
      (each) => each.offeringId === offering.id && (each.group?.id ?? null) === audience,
    );
    return edit ? edit.effect : effectFor(offering, audience);
  });
  return effects.includes('ALLOW') && !effects.includes('BLOCK');
}
