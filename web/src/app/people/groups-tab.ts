import { Component, inject } from '@angular/core';
import { GroupsDocument } from '../graphql/generated/graphql';
import { pagedQuery } from '../graphql/paged-query';
import { EmptyState } from '../ui/empty-state';
import { ErrorState } from '../ui/error-state';
import { FilterChips } from '../ui/filter-chips';
import { LoadMore } from '../ui/load-more';
import { SearchBox } from '../ui/search-box';
import { Skeleton } from '../ui/skeleton';
import { UrlFilters } from '../ui/url-filters';

/** Every group, where it comes from, and how many members it has. */
@Component({
  selector: 'app-groups-tab',
  imports: [EmptyState, ErrorState, FilterChips, LoadMore, SearchBox, Skeleton],
  template: `
    <app-filter-chips [filters]="[]" [otherKeys]="['q']">
      <app-search-box i18n-label label="Search groups by name" />
    </app-filter-chips>
    @if (groups.error(); as error) {
      <app-error-state [error]="error" (retry)="groups.reload()" />
    } @else if (groups.starting()) {
      <div class="table-frame"><app-skeleton [rows]="6" /></div>
    } @else if (groups.rows().length === 0) {
      <div class="panel">
        <app-empty-state
          icon="groups"
          i18n-heading
          heading="No group matches"
          i18n-text
          text="Groups appear with the members who belong to them, when these sign in."
        />
      </div>
    } @else {
      <div class="table-frame" [attr.aria-busy]="groups.loading()">
        <table class="data-table">
          <caption class="visually-hidden" i18n>
            Groups
          </caption>
          <thead>
            <tr>
              <th scope="col" i18n>Name</th>
              <th scope="col" i18n>Comes from</th>
              <th scope="col" class="number" i18n>Members</th>
            </tr>
          </thead>
          <tbody>
            @for (group of groups.rows(); track group.id) {
              <tr>
                <th scope="row" class="primary">{{ group.name }}</th>
                <td>{{ sourceWords(group.source) }}</td>
                <td class="number" i18n-data-label data-label="Members">{{ group.memberCount }}</td>
              </tr>
            }
          </tbody>
        </table>
        <app-load-more
          [shown]="groups.rows().length"
          [hasMore]="groups.hasMore()"
          [loading]="groups.loading()"
          (more)="groups.loadMore()"
        />
      </div>
    }
  `,
})
export class GroupsTab {
  private readonly url = inject(UrlFilters);
  protected readonly groups = pagedQuery(
    GroupsDocument,
    () => ({ first: 50, search: this.url.value('q') ?? null }),
    (data) => data.groups,
  );

  protected sourceWords(source: string): string {
    return source === 'directory'
      ? $localize`your directory`
      : source === 'castellan'
        ? $localize`made here`
        : source;
  }
}
