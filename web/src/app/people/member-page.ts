import { Component, computed, effect, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { Trail } from '../audit/trail';
import { MemberDetailDocument, TokensDocument } from '../graphql/generated/graphql';
import { pagedQuery } from '../graphql/paged-query';
import { queryResource } from '../graphql/query-resource';
import { PageTitle } from '../shell/page-title';
import { Session } from '../shell/session';
import { TokenTable } from '../tokens/token-table';
import { EmptyState } from '../ui/empty-state';
import { ErrorState } from '../ui/error-state';
import { Identifier } from '../ui/identifier';
import { LoadMore } from '../ui/load-more';
import { PageHeader } from '../ui/page-header';
import { RelativeTime } from '../ui/relative-time';
import { Skeleton } from '../ui/skeleton';
import { memberStatus, roleLabel } from '../ui/status';
import { StatusBadge } from '../ui/status-badge';

/** One member: roles, groups, tokens, and what they did. */
@Component({
  selector: 'app-member-page',
  imports: [
    EmptyState,
    ErrorState,
    Identifier,
    LoadMore,
    MatButton,
    PageHeader,
    RelativeTime,
    RouterLink,
    Skeleton,
    StatusBadge,
    TokenTable,
    Trail,
  ],
  templateUrl: './member-page.html',
  styles: `
    section {
      margin-bottom: 24px;
    }
    h2 {
      margin-bottom: 8px;
    }
    .facts {
      padding: 16px;
    }
  `,
})
export class MemberPage {
  private readonly session = inject(Session);
  /** The member in the address, bound by the router. */
  readonly id = input.required<string>();
  protected readonly crumbs = [{ label: $localize`People`, link: '/people' }];
  protected readonly answer = queryResource(MemberDetailDocument, () => ({ id: this.id() }));
  protected readonly member = computed(() =>
    this.answer.hasValue() ? this.answer.value().member : undefined,
  );
  protected readonly maySeeTokens = computed(
    () => this.session.can('token.revoke_any') || this.session.viewer()?.member.id === this.id(),
  );
  protected readonly tokens = pagedQuery(
    TokensDocument,
    () => (this.maySeeTokens() ? { first: 20, filter: { ownerId: this.id() } } : undefined),
    (data) => data.tokens,
  );
  protected readonly roles = computed(() => this.member()?.roles.map(roleLabel).join(', ') ?? '');
  protected readonly memberStatus = memberStatus;

  constructor() {
    const title = inject(PageTitle);
    effect(() => {
      const member = this.member();
      if (member) title.name(member.displayName);
    });
  }
}
