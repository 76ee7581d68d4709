import type { ConnectorState, RuleEffect } from './policy.js';

/** A connector made available to an audience. A null group is everyone. */
export interface Publication {
  readonly id: string;
  readonly connectorId: string;
  readonly groupId: string | null;
  /** Active members in the audience now. */
  readonly memberCount: number;
  readonly publishedBy: string;
  readonly publishedAt: Date;
}

/** One cell of tools x audiences. A null group is everyone the connector is published to. */
export interface Rule {
  readonly id: string;
  readonly connectorId: string;
  readonly offeringId: string;
  readonly groupId: string | null;
  readonly effect: RuleEffect;
  readonly changedBy: string;
  readonly changedAt: Date;
}

/** A cell as an admin wants it; a null effect removes the rule. */
export interface RuleChange {
  readonly offeringId: string;
  readonly groupId: string | null;
  readonly effect: RuleEffect | null;
}

/** The state a connector is in once it is published to this many audiences. */
export function stateFor(audiences: number): Extract<ConnectorState, 'draft' | 'published'> {
  return audiences > 0 ? 'published' : 'draft';
}

/** The cell a rule or a change is about; the same for both when they are about the same one. */
export function cellOf(cell: { readonly offeringId: string; readonly groupId: string | null }): string {
  return `${cell.offeringId} ${cell.groupId ?? 'everyone'}`;
}

/** The changes that change something, given the rules as they are. */
export function effectiveChanges(rules: readonly Rule[], changes: readonly RuleChange[]): RuleChange[] {
  const now = new Map(rules.map((rule) => [cellOf(rule), rule.effect]));
  return changes.filter((change) => (now.get(cellOf(change)) ?? null) !== change.effect);
}
