import { Component, computed, effect, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { EventTable } from '../audit/event-table';
import { AuditEventsDocument, HomeConnectorsDocument } from '../graphql/generated/graphql';
import { queryResource } from '../graphql/query-resource';
import { Session } from '../shell/session';
import { EmptyState } from '../ui/empty-state';
import { ErrorState } from '../ui/error-state';
import { Icon } from '../ui/icon';
import { PageHeader } from '../ui/page-header';
import { RelativeTime } from '../ui/relative-time';
import { Skeleton } from '../ui/skeleton';
import { StatusBadge } from '../ui/status-badge';
import { UpstreamText } from '../ui/upstream-text';
import { troubleItems, waitingItems } from './waiting-items';

/** What waits for the person signed in, then what happened last. Members without connectors to manage go to the catalog. */
@Component({
  selector: 'app-home-page',
  imports: [
    EmptyState,
    ErrorState,
    EventTable,
    Icon,
    MatButton,
    PageHeader,
    RelativeTime,
    RouterLink,
    Skeleton,
    StatusBadge,
    UpstreamText,
  ],
  templateUrl: './home-page.html',
  styleUrl: './home-page.scss',
})
export class HomePage {
  private readonly session = inject(Session);
  private readonly mayManage = computed(() => this.session.can('connector.read'));
  protected readonly mayRegister = computed(() => this.session.can('connector.manage'));
  protected readonly mayAudit = computed(() => this.session.can('audit.read'));

  protected readonly connectors = queryResource(HomeConnectorsDocument, () =>
    this.mayManage() ? {} : undefined,
  );
  private readonly found = computed(() => (this.connectors.hasValue() ? this.connectors.value() : undefined));
  protected readonly empty = computed(() => this.found()?.any.edges.length === 0);
  /** What people cannot use now comes before what can be decided at leisure. */
  protected readonly waiting = computed(() => [
    ...troubleItems(this.found()?.published.edges.map((edge) => edge.node) ?? []),
    ...waitingItems(this.found()?.waiting.edges.map((edge) => edge.node) ?? []),
  ]);
  protected readonly hasMore = computed(() => {
    const found = this.found();
    return found ? found.waiting.pageInfo.hasNextPage || found.published.pageInfo.hasNextPage : false;
  });

  protected readonly recent = queryResource(AuditEventsDocument, () =>
    this.mayAudit() ? { first: 8 } : undefined,
  );
  protected readonly events = computed(() =>
    this.recent.hasValue() ? this.recent.value().auditEvents.edges.map((edge) => edge.node) : [],
  );

  constructor() {
    const router = inject(Router);
    effect(() => {
      if (this.session.viewer() && !this.mayManage())
        void router.navigateByUrl('/catalog', { replaceUrl: true });
    });
  }
}
