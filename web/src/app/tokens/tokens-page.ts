import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TokensDocument } from '../graphql/generated/graphql';
import { pagedQuery } from '../graphql/paged-query';
import { Session } from '../shell/session';
import { EmptyState } from '../ui/empty-state';
import { ErrorState } from '../ui/error-state';
import type { Filter } from '../ui/filter-chip';
import { FilterChips } from '../ui/filter-chips';
import { Icon } from '../ui/icon';
import { LoadMore } from '../ui/load-more';
import { PageHeader } from '../ui/page-header';
import { Skeleton } from '../ui/skeleton';
import { ToggleChip } from '../ui/toggle-chip';
import { UrlFilters } from '../ui/url-filters';
import { TokenTable } from './token-table';

/** A member's own tokens, or everybody's for those who may revoke any. */
@Component({
  selector: 'app-tokens-page',
  imports: [
    EmptyState,
    ErrorState,
    FilterChips,
    Icon,
    LoadMore,
    MatButton,
    PageHeader,
    RouterLink,
    Skeleton,
    ToggleChip,
    TokenTable,
  ],
  template: `
    <app-page-header i18n-heading heading="Access tokens">
      <a actions matButton="filled" routerLink="/tokens/new">
        <app-icon name="add" /> <ng-container i18n>Create a token</ng-container>
      </a>
      <span meta i18n
        >A token lets an AI client or a program act for its owner, never with more than the owner may
        do.</span
      >
    </app-page-header>
    <app-filter-chips [filters]="filters" [otherKeys]="['all']">
      @if (maySeeAll()) {
        <app-toggle-chip key="all" i18n-label label="Everybody's" />
      }
    </app-filter-chips>
    @if (tokens.error(); as error) {
      <app-error-state [error]="error" (retry)="tokens.reload()" />
    } @else if (tokens.starting()) {
      <div class="table-frame"><app-skeleton /></div>
    } @else if (tokens.rows().length === 0) {
      <div class="panel">
        @if (filtered()) {
          <app-empty-state
            icon="key"
            i18n-heading
            heading="No token matches"
            i18n-text
            text="No token is in this state."
          />
        } @else {
          <app-empty-state
            icon="key"
            i18n-heading
            heading="No tokens yet"
            i18n-text
            text="Create one for each AI client or program, with only what it needs, so that each can be revoked alone."
          >
            <a matButton="outlined" routerLink="/tokens/new" i18n>Create the first token</a>
          </app-empty-state>
        }
      </div>
    } @else {
      <div class="table-frame" [attr.aria-busy]="tokens.loading()">
        <app-token-table [tokens]="tokens.rows()" [showOwner]="!mine()" (revoked)="tokens.reload()" />
        <app-load-more
          [shown]="tokens.rows().length"
          [hasMore]="tokens.hasMore()"
          [loading]="tokens.loading()"
          (more)="tokens.loadMore()"
        />
      </div>
    }
  `,
})
export class TokensPage {
  private readonly session = inject(Session);
  private readonly url = inject(UrlFilters);
  protected readonly maySeeAll = computed(() => this.session.can('token.revoke_any'));
  protected readonly mine = computed(() => !(this.maySeeAll() && this.url.value('all')));
  protected readonly filtered = computed(() => this.url.value('state') !== undefined);
  protected readonly tokens = pagedQuery(
    TokensDocument,
    () => {
      const state = this.url.value('state');
      return { first: 50, filter: { mine: this.mine(), active: state ? state === 'active' : null } };
    },
    (data) => data.tokens,
  );
  protected readonly filters: readonly Filter[] = [
    {
      key: 'state',
      label: $localize`State`,
      options: [
        { value: 'active', label: $localize`active` },
        { value: 'ended', label: $localize`expired or revoked` },
      ],
    },
  ];
}
