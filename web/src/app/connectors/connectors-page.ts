import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { ConnectorsDocument, type ConnectorsQuery } from '../graphql/generated/graphql';
import type { ConnectorState } from '../graphql/generated/schema';
import { pagedQuery } from '../graphql/paged-query';
import { Session } from '../shell/session';
import { DataTable } from '../ui/data-table';
import { EmptyState } from '../ui/empty-state';
import { ErrorState } from '../ui/error-state';
import type { Filter } from '../ui/filter-chip';
import { FilterChips } from '../ui/filter-chips';
import { Icon } from '../ui/icon';
import { LoadMore } from '../ui/load-more';
import { PageHeader } from '../ui/page-header';
import { RelativeTime } from '../ui/relative-time';
import { SearchBox } from '../ui/search-box';
import { Skeleton } from '../ui/skeleton';
import { connectorStatus, healthStatus } from '../ui/status';
import { StatusBadge } from '../ui/status-badge';
import { ToggleChip } from '../ui/toggle-chip';
import { UrlFilters } from '../ui/url-filters';
import { audienceSummary, peopleWords, reachOf } from './audience-words';
import { countOfKind } from './offerings';

type ListedConnector = ConnectorsQuery['connectors']['edges'][number]['node'];

const states: readonly ConnectorState[] = ['DRAFT', 'PUBLISHED', 'SUSPENDED', 'RETIRED'];

/** Every connector of the organization, with its state first. */
@Component({
  selector: 'app-connectors-page',
  imports: [
    DataTable,
    EmptyState,
    ErrorState,
    FilterChips,
    Icon,
    LoadMore,
    MatButton,
    PageHeader,
    RelativeTime,
    RouterLink,
    SearchBox,
    Skeleton,
    StatusBadge,
    ToggleChip,
  ],
  templateUrl: './connectors-page.html',
  styles: `
    .held {
      --icon-size: 14px;
      display: inline-flex;
      margin-inline-start: 8px;
      align-items: center;
      gap: 4px;
      color: var(--held);
      font-weight: 550;
    }
    .failed {
      --icon-size: 14px;
      display: inline-flex;
      margin-inline-end: 8px;
      align-items: center;
      gap: 4px;
      color: var(--blocked);
    }
  `,
})
export class ConnectorsPage {
  private readonly session = inject(Session);
  protected readonly url = inject(UrlFilters);
  protected readonly mayRegister = computed(() => this.session.can('connector.manage'));
  protected readonly connectors = pagedQuery(
    ConnectorsDocument,
    () => ({
      first: 50,
      filter: {
        search: this.url.value('q') ?? null,
        states: this.chosenStates(),
        heldOnly: this.url.value('held') === '1' || null,
      },
    }),
    (data) => data.connectors,
  );
  protected readonly filters: readonly Filter[] = [
    {
      key: 'state',
      label: $localize`State`,
      multiple: true,
      options: states.map((state) => ({ value: state.toLowerCase(), label: connectorStatus(state).label })),
    },
  ];
  protected readonly filtered = computed(() =>
    ['q', 'state', 'held'].some((key) => this.url.value(key) !== undefined),
  );
  protected readonly connectorStatus = connectorStatus;
  protected readonly healthStatus = healthStatus;
  protected readonly audienceSummary = audienceSummary;

  protected clearFilters(): void {
    this.url.set({ q: undefined, state: undefined, held: undefined });
  }

  /** Tools by name, because people look for them, and the rest as a number: together what is counted as allowed. */
  protected offerWords(connector: ListedConnector): string {
    const { tools } = connector.offeringCounts;
    const more = this.total(connector) - tools;
    const words = countOfKind('TOOL', tools);
    return more === 0 ? words : $localize`${words}:tools: and ${more}:count: more`;
  }

  /** Everything that rules are made for, tools or not. */
  protected total({ offeringCounts }: ListedConnector): number {
    const { tools, resources, resourceTemplates, prompts } = offeringCounts;
    return tools + resources + resourceTemplates + prompts;
  }

  protected reachWords({ publications }: ListedConnector): string {
    const reach = reachOf(publications);
    return publications.length ? peopleWords(reach.people, reach.exact) : '';
  }

  private chosenStates(): ConnectorState[] | null {
    const chosen = states.filter((state) => this.url.values('state').includes(state.toLowerCase()));
    return chosen.length ? chosen : null;
  }
}
