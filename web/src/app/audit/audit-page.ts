import { Component, computed, inject, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import {
  AuditActorsDocument,
  AuditConnectorsDocument,
  AuditEventDetailDocument,
  AuditEventsDocument,
  AuditEventTypesDocument,
} from '../graphql/generated/graphql';
import { pagedQuery } from '../graphql/paged-query';
import { queryResource } from '../graphql/query-resource';
import { Session } from '../shell/session';
import { EmptyState } from '../ui/empty-state';
import { ErrorState } from '../ui/error-state';
import type { Filter, FilterOption } from '../ui/filter-chip';
import { FilterChips } from '../ui/filter-chips';
import { Icon } from '../ui/icon';
import { LoadMore } from '../ui/load-more';
import { PageHeader } from '../ui/page-header';
import { SearchBox } from '../ui/search-box';
import { SideSheet } from '../ui/side-sheet';
import { Skeleton } from '../ui/skeleton';
import { outcomeStatus } from '../ui/status';
import { UrlFilters } from '../ui/url-filters';
import { auditFilterOf, auditKeys } from './audit-filter';
import { EventDetail } from './event-detail';
import { EventTable } from './event-table';
import { eventTypeLabel } from './event-words';

/** Everything that was recorded, by filters that stand in the address. */
@Component({
  selector: 'app-audit-page',
  imports: [
    EmptyState,
    ErrorState,
    EventDetail,
    EventTable,
    FilterChips,
    Icon,
    LoadMore,
    MatButton,
    MatIconButton,
    PageHeader,
    RouterLink,
    SearchBox,
    SideSheet,
    Skeleton,
  ],
  templateUrl: './audit-page.html',
  styles: `
    .days {
      display: inline-flex;
      gap: 8px;
      max-width: 100%;
    }
    .day {
      min-width: 0;
      display: inline-flex;
      align-items: center;
      gap: 6px;
      color: var(--text-muted);
      font-size: 13px;
    }
    .day input {
      width: 136px;
      min-width: 0;
    }
  `,
})
export class AuditPage {
  private readonly session = inject(Session);
  protected readonly url = inject(UrlFilters);
  protected readonly otherKeys = ['q', 'tool', 'trace', 'from', 'to'];
  /** Whoever may not read the trail has nothing to filter. */
  protected readonly mayRead = computed(() => this.session.can('audit.read'));

  protected readonly events = pagedQuery(
    AuditEventsDocument,
    () => ({ first: 50, filter: auditFilterOf((key) => this.url.value(key), this.opened()) }),
    (data) => data.auditEvents,
  );
  protected readonly filtered = computed(() => auditKeys.some((key) => this.url.value(key) !== undefined));

  protected readonly noMatch = computed(() =>
    this.url.value('trace') === undefined
      ? $localize`Nothing was recorded that fits all of these filters.`
      : $localize`Nothing was recorded of this trace that fits all of these filters. Only what comes through the gateway has a trace, and of refusals at one limit only the first of a minute.`,
  );

  protected readonly selected = computed(() => this.url.value('event'));
  protected readonly detail = queryResource(AuditEventDetailDocument, () => {
    const id = this.selected();
    return id ? { id } : undefined;
  });
  protected readonly event = computed(() =>
    this.detail.hasValue() ? this.detail.value().auditEvent : undefined,
  );
  protected readonly sheetHeading = computed(() => {
    const event = this.event();
    return event ? eventTypeLabel(event.type) : $localize`Audit event`;
  });

  /** When the list was last asked for; stretches of time are counted back from it. */
  private readonly opened = signal(Date.now());
  private readonly actorSearch = signal('');
  private readonly connectorSearch = signal('');
  private readonly types = queryResource(AuditEventTypesDocument, () => ({}));
  private readonly actors = queryResource(AuditActorsDocument, () =>
    this.session.can('people.read') ? { search: this.actorSearch() || null } : undefined,
  );
  private readonly connectors = queryResource(AuditConnectorsDocument, () =>
    this.session.can('connector.read') ? { search: this.connectorSearch() || null } : undefined,
  );

  protected readonly filters = computed<readonly Filter[]>(() => [
    { key: 'actor', label: $localize`Who`, options: this.actorOptions() },
    { key: 'connector', label: $localize`Connector`, options: this.connectorOptions() },
    { key: 'type', label: $localize`Kind`, options: this.typeOptions(), multiple: true },
    {
      key: 'outcome',
      label: $localize`Outcome`,
      options: (['SUCCESS', 'DENIED', 'FAILURE'] as const).map((value) => ({
        value,
        label: outcomeStatus(value).label,
      })),
    },
    {
      key: 'since',
      label: $localize`Time`,
      options: [
        { value: '1h', label: $localize`last hour` },
        { value: '24h', label: $localize`last 24 hours` },
        { value: '7d', label: $localize`last 7 days` },
        { value: '30d', label: $localize`last 30 days` },
      ],
    },
  ]);

  protected searchOptions(search: { key: string; text: string }): void {
    if (search.key === 'actor') this.actorSearch.set(search.text);
    if (search.key === 'connector') this.connectorSearch.set(search.text);
  }

  protected clearFilters(): void {
    this.url.set(Object.fromEntries(auditKeys.map((key) => [key, undefined])));
  }

  protected refresh(): void {
    this.opened.set(Date.now());
    this.events.reload();
  }

  protected closeSheet(): void {
    this.url.set({ event: undefined });
  }

  private actorOptions(): readonly FilterOption[] {
    if (!this.actors.hasValue()) return [];
    return this.actors.value().members.edges.map(({ node }) => ({ value: node.id, label: node.displayName }));
  }

  private connectorOptions(): readonly FilterOption[] {
    if (!this.connectors.hasValue()) return [];
    return this.connectors.value().connectors.edges.map(({ node }) => ({ value: node.id, label: node.name }));
  }

  private typeOptions(): readonly FilterOption[] {
    if (!this.types.hasValue()) return [];
    return this.types.value().auditEventTypes.map((type) => ({ value: type, label: eventTypeLabel(type) }));
  }
}
