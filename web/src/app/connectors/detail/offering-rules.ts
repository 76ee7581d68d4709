import { Component, computed, inject, input } from '@angular/core';
import { AudienceGroupsDocument } from '../../graphql/generated/graphql';
import type { RuleEffect } from '../../graphql/generated/schema';
import { queryResource } from '../../graphql/query-resource';
import { RelativeTime } from '../../ui/relative-time';
import type { ConnectorOffering } from '../offerings';
import { ConnectorView } from './connector-view';
import { EffectChoice } from './effect-choice';
import { RuleDraft } from './rule-draft';

interface RuleRow {
  readonly group: { readonly id: string; readonly name: string } | null;
  readonly rule: ConnectorOffering['rules'][number] | undefined;
}

/** The rules of one offering: for everyone, and where groups differ. Edits go to the tray and are saved there. */
@Component({
  selector: 'app-offering-rules',
  imports: [EffectChoice, RelativeTime],
  template: `
    <h3 i18n>Rules</h3>
    <p class="small muted" i18n>Rules add up, and a block always wins. What no rule allows is blocked.</p>
    <ul>
      @for (row of rows(); track row.group?.id ?? '') {
        <li>
          <span class="who">
            {{ nameOf(row.group) }}
            @if (row.rule; as rule) {
              <span class="small muted" i18n
                >set by {{ rule.changedBy.displayName }} <app-relative-time [at]="rule.changedAt"
              /></span>
            }
          </span>
          <app-effect-choice
            [label]="labelOf(row.group)"
            [effect]="draft.effect(offering(), row.group?.id ?? null)"
            [edited]="draft.isEdited(offering().id, row.group?.id ?? null)"
            [disabled]="!mayChange()"
            (chosen)="set(row.group, $event)"
          />
        </li>
      }
    </ul>
    @if (mayChange() && addable().length) {
      <label class="add">
        <span i18n>Another rule for</span>
        <select class="input compact" #choice (change)="add(choice)">
          <option value="" i18n>a group…</option>
          @for (group of addable(); track group.id) {
            <option [value]="group.id">{{ group.name }} ({{ group.memberCount }})</option>
          }
        </select>
      </label>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 8px;
    }
    ul {
      display: grid;
      gap: 4px;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 4px 12px;
      min-height: 36px;
    }
    .who {
      display: grid;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .add {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
    }
    .add select {
      width: auto;
      max-width: 100%;
    }
  `,
})
export class OfferingRules {
  protected readonly draft = inject(RuleDraft);
  private readonly view = inject(ConnectorView);
  readonly offering = input.required<ConnectorOffering>();

  protected readonly mayChange = computed(() => this.view.connector()?.viewerCan.changeRules ?? false);
  private readonly groups = queryResource(AudienceGroupsDocument, () =>
    this.mayChange() ? { search: null } : undefined,
  );
  protected readonly rows = computed<readonly RuleRow[]>(() => {
    const rules = this.offering().rules;
    const edited = this.draft
      .pending()
      .filter((edit) => edit.offeringId === this.offering().id)
      .flatMap((edit) => edit.group ?? []);
    const groups = new Map(
      [...rules.flatMap((rule) => rule.group ?? []), ...edited].map((group) => [group.id, group]),
    );
    const byName = [...groups.values()].sort((one, other) => one.name.localeCompare(other.name));
    return [null, ...byName].map((group) => ({
      group,
      rule: rules.find((rule) => (rule.group?.id ?? null) === (group?.id ?? null)),
    }));
  });
  protected readonly addable = computed(() => {
    const known = new Set(this.rows().map((row) => row.group?.id));
    const all = this.groups.hasValue() ? this.groups.value().groups.edges.map((edge) => edge.node) : [];
    return all.filter((group) => !known.has(group.id));
  });

  protected nameOf(group: RuleRow['group']): string {
    return group?.name ?? $localize`Everyone`;
  }

  protected labelOf(group: RuleRow['group']): string {
    return $localize`Rule for ${this.nameOf(group)}:audience:: ${this.offering().name}:name:`;
  }

  protected set(group: RuleRow['group'], effect: RuleEffect | null): void {
    this.draft.set([
      { offeringId: this.offering().id, group: group && { id: group.id, name: group.name }, effect },
    ]);
  }

  /** A new row starts as an allow: that is what a group is named for, and nothing is saved yet. */
  protected add(choice: HTMLSelectElement): void {
    const group = this.addable().find((each) => each.id === choice.value);
    choice.value = '';
    if (group) this.set(group, 'ALLOW');
  }
}
