import { computed, inject, Service, signal } from '@angular/core';
import { SetRulesDocument } from '../../graphql/generated/graphql';
import type { RuleEffect } from '../../graphql/generated/schema';
import { effectFor, type ConnectorOffering } from '../offerings';
import { ConnectorView } from './connector-view';
import { cellOf, consequencesOf, pendingEdits, type RuleEdit } from './rule-edits';

/** Changes of rules that are collected until they are saved together; they outlive a refusal and a reload. */
@Service({ autoProvided: false })
export class RuleDraft {
  private readonly view = inject(ConnectorView);
  private readonly edits = signal<ReadonlyMap<string, RuleEdit>>(new Map());
  readonly saving = signal(false);
  readonly pending = computed(() => {
    const connector = this.view.connector();
    return connector ? pendingEdits(connector, this.edits().values()) : [];
  });
  readonly consequences = computed(() => {
    const connector = this.view.connector();
    return connector ? consequencesOf(connector, this.pending()) : [];
  });
  private readonly pendingCells = computed(
    () => new Map(this.pending().map((edit) => [cellOf(edit.offeringId, edit.group?.id ?? null), edit])),
  );

  /** The effect as it stands in the draft. */
  effect(offering: ConnectorOffering, groupId: string | null): RuleEffect | null {
    const edit = this.pendingCells().get(cellOf(offering.id, groupId));
    return edit ? edit.effect : effectFor(offering, groupId);
  }

  isEdited(offeringId: string, groupId: string | null): boolean {
    return this.pendingCells().has(cellOf(offeringId, groupId));
  }

  set(edits: readonly RuleEdit[]): void {
    this.edits.update((all) => {
      const next = new Map(all);
      for (const edit of edits) next.set(cellOf(edit.offeringId, edit.group?.id ?? null), edit);
      return next;
    });
  }

  discard(edit: RuleEdit): void {
    this.edits.update((all) => {
      const next = new Map(all);
      next.delete(cellOf(edit.offeringId, edit.group?.id ?? null));
      return next;
    });
  }

  discardAll(): void {
    this.edits.set(new Map());
    this.view.dismiss();
  }

  /** Saves all of them or none. A version that is not the newest any more reloads the connector and keeps the edits. */
  async save(): Promise<boolean> {
    const connector = this.view.connector();
    const changes = this.pending().map(({ offeringId, group, effect }) => ({
      offeringId,
      groupId: group?.id ?? null,
      effect,
    }));
    if (!connector || changes.length === 0) return false;
    this.saving.set(true);
    const input = { connectorId: connector.id, version: connector.version, changes };
    const saved = await this.view.change(SetRulesDocument, { input }, (data) => data.setRules);
    this.saving.set(false);
    if (saved) this.edits.set(new Map());
    return saved;
  }
}
