import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Trail } from '../../audit/trail';
import { ToolLimits } from '../../limits/tool-limits';
import { ErrorState } from '../../ui/error-state';
import { Identifier } from '../../ui/identifier';
import { JsonView } from '../../ui/json-view';
import { RefusalBanner } from '../../ui/refusal-banner';
import { RelativeTime } from '../../ui/relative-time';
import { SideSheet } from '../../ui/side-sheet';
import { Skeleton } from '../../ui/skeleton';
import { contractStatus, offeringKindLabel } from '../../ui/status';
import { StatusBadge } from '../../ui/status-badge';
import { UpstreamText } from '../../ui/upstream-text';
import { UrlFilters } from '../../ui/url-filters';
import { DefinitionPanel } from '../definition-panel';
import { FindingList } from '../finding-list';
import { takesRules, type ConnectorOffering } from '../offerings';
import { Approval } from './approval';
import { Approvals } from './approvals';
import { ClassChoice } from './class-choice';
import { ConnectorView } from './connector-view';
import { OfferingRules } from './offering-rules';
import { RuleTray } from './rule-tray';

/** One offering whole, beside the table: what it says, what changed, who approved it, and its rules. */
@Component({
  selector: 'app-offering-sheet',
  imports: [
    Approval,
    ClassChoice,
    DefinitionPanel,
    ErrorState,
    FindingList,
    Identifier,
    JsonView,
    OfferingRules,
    RefusalBanner,
    RelativeTime,
    RouterLink,
    RuleTray,
    SideSheet,
    Skeleton,
    StatusBadge,
    ToolLimits,
    Trail,
    UpstreamText,
  ],
  templateUrl: './offering-sheet.html',
  styleUrl: './offering-sheet.scss',
})
export class OfferingSheet {
  protected readonly view = inject(ConnectorView);
  private readonly approvals = inject(Approvals);
  private readonly url = inject(UrlFilters);
  readonly offering = input.required<ConnectorOffering>();
  readonly closed = output();

  protected readonly definition = computed(() =>
    this.view.definitions()?.offerings.find((each) => each.id === this.offering().id),
  );
  protected readonly shownView = computed(() => this.url.value('view') ?? 'definition');
  protected readonly views = computed(() => [
    { value: undefined, key: 'definition', label: $localize`Definition` },
    { value: 'json', key: 'json', label: $localize`JSON` },
    // Instructions come with the connector: nobody calls them.
    ...(takesRules(this.offering()) ? [{ value: 'limits', key: 'limits', label: $localize`Limits` }] : []),
    { value: 'history', key: 'history', label: $localize`History` },
  ]);
  protected readonly heading = computed(() => offeringKindLabel(this.offering().kind));
  protected readonly origin = computed(() => {
    const connector = this.view.connector();
    return connector ? `${connector.name} (${connector.serverName ?? connector.url})` : '';
  });
  protected readonly contractStatus = contractStatus;
  protected readonly takesRules = takesRules;
  protected readonly approvedLabel = $localize`Approved`;
  protected readonly liveLabel = $localize`Offered now`;

  constructor() {
    this.view.wantDefinitions();
  }

  protected classify(classification: ConnectorOffering['classification']): void {
    void this.approvals.classify(this.offering().id, classification);
  }
}
