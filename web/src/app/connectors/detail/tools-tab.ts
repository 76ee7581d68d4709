import { Component, computed, ElementRef, inject, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { RuleEffect } from '../../graphql/generated/schema';
import { DataTable } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import type { Filter } from '../../ui/filter-chip';
import { FilterChips } from '../../ui/filter-chips';
import { Icon } from '../../ui/icon';
import { LoadMore } from '../../ui/load-more';
import { SearchBox } from '../../ui/search-box';
import { Shortcuts } from '../../ui/shortcuts';
import { contractStatus, offeringKindLabel, severityStatus } from '../../ui/status';
import { StatusBadge } from '../../ui/status-badge';
import { ToggleChip } from '../../ui/toggle-chip';
import { UpstreamText } from '../../ui/upstream-text';
import { UrlFilters } from '../../ui/url-filters';
import { countOfKind, takesRules, waitsForApproval, type ConnectorOffering } from '../offerings';
import { Approvals } from './approvals';
import { ClassChoice } from './class-choice';
import { ConnectorView } from './connector-view';
import { EffectChoice } from './effect-choice';
import { firstOf, passes, sectionsOf, type OfferingFilter } from './offering-filter';
import { OfferingSheet } from './offering-sheet';
import { RuleDraft } from './rule-draft';

const pageSize = 200;

/** What a connector offers, row by row: class, rule for everyone, findings and contract. */
@Component({
  selector: 'app-tools-tab',
  imports: [
    ClassChoice,
    DataTable,
    EffectChoice,
    EmptyState,
    FilterChips,
    Icon,
    LoadMore,
    MatButton,
    OfferingSheet,
    RouterLink,
    SearchBox,
    StatusBadge,
    ToggleChip,
    UpstreamText,
  ],
  templateUrl: './tools-tab.html',
  styleUrl: './tools-tab.scss',
  providers: [Approvals],
})
export class ToolsTab {
  protected readonly view = inject(ConnectorView);
  protected readonly draft = inject(RuleDraft);
  protected readonly url = inject(UrlFilters);
  private readonly approvals = inject(Approvals);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  protected readonly offerings = computed(() => this.view.connector()?.offerings ?? []);
  private readonly filter = computed<OfferingFilter>(() => ({
    search: this.url.value('q'),
    kinds: this.url.values('kind'),
    writes: this.url.value('writes') === '1',
    held: this.url.value('held') === '1',
    findings: this.url.value('findings') === '1',
    unapproved: this.url.value('unapproved') === '1',
    gone: this.url.value('gone') === '1',
  }));
  protected readonly passing = computed(() =>
    this.offerings().filter((offering) => passes(offering, this.filter())),
  );
  private readonly most = linkedSignal({ source: this.filter, computation: () => pageSize });
  protected readonly sections = computed(() => firstOf(sectionsOf(this.passing()), this.most()));
  protected readonly shown = computed(() => this.sections().flatMap((section) => section.offerings));

  private readonly chosenIds = signal<ReadonlySet<string>>(new Set());
  /** What is selected and visible: an act never reaches a row that nobody sees. */
  protected readonly chosen = computed(() =>
    this.shown().filter((offering) => this.chosenIds().has(offering.id)),
  );
  protected readonly approvable = computed(() => this.chosen().filter(waitsForApproval));
  protected readonly allChosen = computed(
    () => this.shown().length > 0 && this.chosen().length === this.shown().length,
  );
  protected readonly mayChoose = computed(() => {
    const can = this.view.connector()?.viewerCan;
    return (can?.approve || can?.changeRules) ?? false;
  });

  protected readonly opened = computed(() => {
    const id = this.url.value('offering');
    return this.offerings().find((offering) => offering.id === id);
  });

  protected readonly kindFilter = computed<readonly Filter[]>(() => {
    const kinds = sectionsOf(this.offerings()).map((section) => section.kind);
    if (kinds.length < 2) return [];
    const options = kinds.map((kind) => ({ value: kind.toLowerCase(), label: offeringKindLabel(kind) }));
    return [{ key: 'kind', label: $localize`Kind`, multiple: true, options }];
  });
  protected readonly toggles = computed(() =>
    [
      { key: 'writes', label: $localize`Writes`, count: this.countOf({ writes: true }) },
      { key: 'held', label: $localize`Held`, count: this.countOf({ held: true }) },
      { key: 'findings', label: $localize`Findings`, count: this.countOf({ findings: true }) },
      { key: 'unapproved', label: $localize`Not approved`, count: this.countOf({ unapproved: true }) },
      { key: 'gone', label: $localize`Not offered any more`, count: this.countOf({ gone: true }) },
    ].filter(({ key, count }) => count > 0 || this.url.value(key) !== undefined),
  );
  protected readonly filterKeys = ['q', 'writes', 'held', 'findings', 'unapproved', 'gone'];

  protected readonly contractStatus = contractStatus;
  protected readonly countOfKind = countOfKind;
  protected readonly takesRules = takesRules;

  constructor() {
    inject(Shortcuts).add({ key: 'x', does: $localize`Select the row`, run: () => this.chooseFocused() });
  }

  protected isChosen(id: string): boolean {
    return this.chosenIds().has(id);
  }

  protected toggle(id: string): void {
    this.chosenIds.update((ids) => {
      const next = new Set(ids);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }

  protected toggleAll(): void {
    this.chosenIds.set(new Set(this.allChosen() ? [] : this.shown().map((offering) => offering.id)));
  }

  protected clearChoice(): void {
    this.chosenIds.set(new Set());
  }

  protected setRule(offering: ConnectorOffering, effect: RuleEffect | null): void {
    this.draft.set([{ offeringId: offering.id, group: null, effect }]);
  }

  protected setRules(effect: RuleEffect): void {
    this.draft.set(
      this.chosen()
        .filter(takesRules)
        .map((offering) => ({ offeringId: offering.id, group: null, effect })),
    );
    this.clearChoice();
  }

  protected async approve(): Promise<void> {
    if (await this.approvals.approveAll(this.approvable())) this.clearChoice();
  }

  protected classify = (id: string, classification: ConnectorOffering['classification']) =>
    this.approvals.classify(id, classification);

  protected worst(offering: ConnectorOffering) {
    const order = ['high', 'critical', 'warning', 'medium'];
    const severities = offering.findings.map((finding) => finding.severity.toLowerCase());
    return severityStatus(order.find((severity) => severities.includes(severity)) ?? severities[0] ?? '');
  }

  protected groupRules(offering: ConnectorOffering): number {
    return offering.rules.filter((rule) => rule.group !== null).length;
  }

  protected ruleLabel(offering: ConnectorOffering): string {
    return $localize`Rule for everyone: ${offering.name}:name:`;
  }

  protected chooseLabel(offering: ConnectorOffering): string {
    return $localize`Select ${offering.name}:name:`;
  }

  protected clearFilters(): void {
    this.url.set(Object.fromEntries([...this.filterKeys, 'kind'].map((key) => [key, undefined])));
  }

  protected showMore(): void {
    this.most.update((most) => most + pageSize);
  }

  protected close(): void {
    this.url.set({ offering: undefined, view: undefined });
  }

  private countOf(filter: OfferingFilter): number {
    return this.offerings().filter((offering) => passes(offering, filter)).length;
  }

  private chooseFocused(): void {
    const row = this.host.ownerDocument.activeElement?.closest<HTMLElement>('tr[data-id]');
    if (row?.dataset['id'] && this.host.contains(row)) this.toggle(row.dataset['id']);
  }
}
