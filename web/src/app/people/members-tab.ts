import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { MembersDocument } from '../graphql/generated/graphql';
import { pagedQuery } from '../graphql/paged-query';
import { DataTable } from '../ui/data-table';
import { EmptyState } from '../ui/empty-state';
import { ErrorState } from '../ui/error-state';
import { FilterChips } from '../ui/filter-chips';
import { LoadMore } from '../ui/load-more';
import { RelativeTime } from '../ui/relative-time';
import { SearchBox } from '../ui/search-box';
import { Skeleton } from '../ui/skeleton';
import { memberStatus, roleLabel } from '../ui/status';
import { StatusBadge } from '../ui/status-badge';
import { UrlFilters } from '../ui/url-filters';

/** Every member, with roles and groups. */
@Component({
  selector: 'app-members-tab',
  imports: [
    DataTable,
    EmptyState,
    ErrorState,
    FilterChips,
    LoadMore,
    RelativeTime,
    RouterLink,
    SearchBox,
    Skeleton,
    StatusBadge,
  ],
  template: `
    <app-filter-chips [filters]="[]" [otherKeys]="['q']">
      <app-search-box i18n-label label="Search by name or e-mail" />
    </app-filter-chips>
    @if (members.error(); as error) {
      <app-error-state [error]="error" (retry)="members.reload()" />
    } @else if (members.starting()) {
      <div class="table-frame"><app-skeleton [rows]="8" /></div>
    } @else if (members.rows().length === 0) {
      <div class="panel">
        <app-empty-state
          icon="group"
          i18n-heading
          heading="Nobody matches"
          i18n-text
          text="No member has this name or e-mail address. People appear here once they have signed in."
        />
      </div>
    } @else {
      <div class="table-frame" [attr.aria-busy]="members.loading()">
        <table appDataTable>
          <caption class="visually-hidden" i18n>
            Members
          </caption>
          <thead>
            <tr>
              <th scope="col" i18n>Name</th>
              <th scope="col" i18n>E-mail</th>
              <th scope="col" i18n>Status</th>
              <th scope="col" i18n>Roles</th>
              <th scope="col" i18n>Groups</th>
              <th scope="col" i18n>Last sign-in</th>
            </tr>
          </thead>
          <tbody>
            @for (member of members.rows(); track member.id) {
              <tr>
                <th scope="row" class="primary">
                  <a data-row [routerLink]="['/people', member.id]">{{ member.displayName }}</a>
                </th>
                <td>{{ member.email }}</td>
                <td><app-status-badge quiet [status]="memberStatus(member.status)" /></td>
                <td>{{ rolesOf(member.roles) }}</td>
                <td class="wide-only">{{ namesOf(member.groups) }}</td>
                <td i18n-data-label data-label="Last sign-in">
                  @if (member.lastSignInAt; as at) {
                    <app-relative-time [at]="at" />
                  } @else {
                    <span class="muted" i18n>never</span>
                  }
                </td>
              </tr>
            }
          </tbody>
        </table>
        <app-load-more
          [shown]="members.rows().length"
          [hasMore]="members.hasMore()"
          [loading]="members.loading()"
          (more)="members.loadMore()"
        />
      </div>
    }
  `,
})
export class MembersTab {
  private readonly url = inject(UrlFilters);
  protected readonly members = pagedQuery(
    MembersDocument,
    () => ({ first: 50, search: this.url.value('q') ?? null }),
    (data) => data.members,
  );
  protected readonly memberStatus = memberStatus;

  protected rolesOf(roles: readonly Parameters<typeof roleLabel>[0][]): string {
    return roles.map(roleLabel).join(', ');
  }

  protected namesOf(groups: readonly { readonly name: string }[]): string {
    return groups.map((group) => group.name).join(', ');
  }
}
