import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { CatalogDocument } from '../graphql/generated/graphql';
import { queryResource } from '../graphql/query-resource';
import { EmptyState } from '../ui/empty-state';
import { ErrorState } from '../ui/error-state';
import { Icon } from '../ui/icon';
import { PageHeader } from '../ui/page-header';
import { SearchBox } from '../ui/search-box';
import { Skeleton } from '../ui/skeleton';
import { classificationStatus } from '../ui/status';
import { StatusBadge } from '../ui/status-badge';
import { UpstreamText } from '../ui/upstream-text';
import { UrlFilters } from '../ui/url-filters';
import { abilitiesOf, matches, plainNames, readiness } from './catalog-words';

const most = 4;

/** What a member may connect to their AI client, in plain words. */
@Component({
  selector: 'app-catalog-page',
  imports: [
    EmptyState,
    ErrorState,
    Icon,
    MatButton,
    PageHeader,
    RouterLink,
    SearchBox,
    Skeleton,
    StatusBadge,
    UpstreamText,
  ],
  templateUrl: './catalog-page.html',
  styleUrl: './catalog-page.scss',
})
export class CatalogPage {
  private readonly url = inject(UrlFilters);
  protected readonly answer = queryResource(CatalogDocument, () => ({}));
  protected readonly entries = computed(() =>
    this.answer.hasValue() ? this.answer.value().catalog : undefined,
  );
  protected readonly search = computed(() => this.url.value('q') ?? '');
  protected readonly cards = computed(() =>
    this.entries()
      ?.filter((entry) => matches(entry, this.search()))
      .map((entry) => ({
        entry,
        status: readiness(entry),
        abilities: abilitiesOf(entry.offerings).map((ability) => ({
          ...ability,
          icon: classificationStatus(ability.classification).icon,
          shown: plainNames(ability.offerings).slice(0, most),
          more: Math.max(0, plainNames(ability.offerings).length - most),
        })),
      })),
  );

  protected clearSearch(): void {
    this.url.set({ q: undefined });
  }
}
