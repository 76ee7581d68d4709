import { Component, computed, effect, inject, input } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { RouterLink, RouterOutlet } from '@angular/router';
import { PageTitle } from '../../shell/page-title';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { RefusalBanner } from '../../ui/refusal-banner';
import { RelativeTime } from '../../ui/relative-time';
import { RouteTabs, type RouteTab } from '../../ui/route-tabs';
import { Skeleton } from '../../ui/skeleton';
import { connectorStatus, dataClassLabel, healthStatus } from '../../ui/status';
import { StatusBadge } from '../../ui/status-badge';
import { Unsaved } from '../../ui/unsaved';
import { UrlFilters } from '../../ui/url-filters';
import { audienceSummary, peopleWords, reachOf } from '../audience-words';
import { draftSteps } from '../draft-steps';
import { kindCounts, waitsForApproval, type ConnectorDetails } from '../offerings';
import { ScanProgress } from '../scan-progress';
import { ScanWatch } from '../scan-watch';
import { waitingFor, type WaitingFor } from '../waiting-words';
import { ConnectorActs } from './connector-acts';
import { ConnectorView } from './connector-view';
import type { HoldsEdits } from './keep-edits';
import { NextSteps } from './next-steps';
import { RuleDraft } from './rule-draft';
import { RuleTray } from './rule-tray';

/** One connector: its state and what it waits for first, then its tabs. */
@Component({
  selector: 'app-connector-page',
  imports: [
    EmptyState,
    ErrorState,
    Icon,
    MatButton,
    MatIconButton,
    MatMenuModule,
    NextSteps,
    PageHeader,
    RefusalBanner,
    RelativeTime,
    RouteTabs,
    RouterLink,
    RouterOutlet,
    RuleTray,
    ScanProgress,
    Skeleton,
    StatusBadge,
  ],
  templateUrl: './connector-page.html',
  styleUrl: './connector-page.scss',
  providers: [ConnectorActs, ConnectorView, RuleDraft, ScanWatch],
  host: { '(window:beforeunload)': 'warnOfEdits($event)' },
})
export class ConnectorPage implements HoldsEdits {
  protected readonly view = inject(ConnectorView);
  protected readonly acts = inject(ConnectorActs);
  protected readonly watch = inject(ScanWatch);
  private readonly draft = inject(RuleDraft);
  private readonly typing = inject(Unsaved);
  private readonly url = inject(UrlFilters);
  readonly slug = input.required<string>();

  protected readonly crumbs = [{ label: $localize`Connectors`, link: '/connectors' }];
  protected readonly waiting = computed(() => {
    const connector = this.view.connector();
    return connector ? waitingFor(connector) : [];
  });
  /** Whether publishing is what the draft waits for, so that its button leads. */
  protected readonly publishIsNext = computed(() => {
    const connector = this.view.connector();
    return (
      connector?.state === 'DRAFT' && draftSteps(connector).find((step) => !step.done)?.key === 'publish'
    );
  });
  protected readonly tabs = computed<readonly RouteTab[]>(() => [
    {
      label: $localize`Tools`,
      path: 'tools',
      count: this.view.connector()?.offerings.filter(waitsForApproval).length,
    },
    { label: $localize`Access`, path: 'access' },
    { label: $localize`Connection`, path: 'connection' },
    { label: $localize`Health`, path: 'health' },
    { label: $localize`Limits`, path: 'limits' },
    { label: $localize`History`, path: 'history' },
  ]);
  protected readonly connectorStatus = connectorStatus;
  protected readonly healthStatus = healthStatus;
  protected readonly dataClassLabel = dataClassLabel;
  protected readonly kindCounts = kindCounts;
  /** An open sheet shows the tray itself, since it covers the page. */
  protected readonly sheetOpen = computed(() => this.url.value('offering') !== undefined);
  readonly unsaved = computed(() => this.draft.pending().length);
  /** Whether the open tab holds something that was typed, in a bar of its own. */
  protected readonly typed = computed(() => this.typing.losses().length > 0);

  constructor() {
    const title = inject(PageTitle);
    effect(() => this.view.open(this.slug()));
    effect(() => title.name(this.view.connector()?.name ?? this.slug()));
  }

  protected audienceWords({ publications }: ConnectorDetails): string {
    if (publications.length === 0) return $localize`Published to nobody`;
    const reach = reachOf(publications);
    return `${audienceSummary(publications)} · ${peopleWords(reach.people, reach.exact)}`;
  }

  protected filterOf({ filter }: WaitingFor): Record<string, string> {
    return filter ? { [filter]: '1' } : {};
  }

  protected async scanNow(connector: ConnectorDetails): Promise<void> {
    const scan = await this.watch.start({ connectorId: connector.id });
    if (scan) this.view.reload();
  }

  protected async followAgain(connector: ConnectorDetails): Promise<void> {
    if (this.watch.scan()?.status !== 'RUNNING') return this.scanNow(connector);
    if (await this.watch.lookAgain()) this.view.reload();
  }

  protected warnOfEdits(event: BeforeUnloadEvent): void {
    if (this.unsaved() > 0) event.preventDefault();
  }
}
