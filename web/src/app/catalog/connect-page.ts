import { Component, computed, effect, inject, input, linkedSignal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { CatalogEntryPageDocument } from '../graphql/generated/graphql';
import { queryResource } from '../graphql/query-resource';
import { PageTitle } from '../shell/page-title';
import { EmptyState } from '../ui/empty-state';
import { ErrorState } from '../ui/error-state';
import { Identifier } from '../ui/identifier';
import { PageHeader } from '../ui/page-header';
import { Skeleton } from '../ui/skeleton';
import { dataClassLabel } from '../ui/status';
import { StatusBadge } from '../ui/status-badge';
import { AbilityList } from './ability-list';
import { abilitiesOf, readiness } from './catalog-words';
import { ClientSteps } from './client-steps';
import { ConnectToken } from './connect-token';

/** One connector for the member who wants to use it: what it can do, a token for it, and the steps of each client. */
@Component({
  selector: 'app-connect-page',
  imports: [
    AbilityList,
    ClientSteps,
    ConnectToken,
    EmptyState,
    ErrorState,
    Identifier,
    MatButton,
    PageHeader,
    RouterLink,
    Skeleton,
    StatusBadge,
  ],
  templateUrl: './connect-page.html',
  styleUrl: './connect-page.scss',
})
export class ConnectPage {
  readonly slug = input.required<string>();
  protected readonly crumbs = [{ label: $localize`Catalog`, link: '/catalog' }];
  protected readonly answer = queryResource(CatalogEntryPageDocument, () => ({ slug: this.slug() }));
  protected readonly entry = computed(() =>
    this.answer.hasValue() ? this.answer.value().catalogEntry : undefined,
  );
  protected readonly usable = computed(() => abilitiesOf(this.entry()?.offerings ?? []).length > 0);
  protected readonly mayChange = computed(
    () =>
      this.entry()?.offerings.some((offering) => offering.allowed && offering.classification !== 'READ') ??
      false,
  );
  /** The secret of the token just created: on this page only, gone with it or with another connector. */
  protected readonly secret = linkedSignal<string, string | undefined>({
    source: this.slug,
    computation: () => undefined,
  });
  protected readonly readiness = readiness;
  protected readonly dataClassLabel = dataClassLabel;

  constructor() {
    const title = inject(PageTitle);
    effect(() => title.name($localize`Connect ${this.entry()?.name ?? this.slug()}:name:`));
  }

  protected askWords(owner: string): string {
    return $localize`Nothing in it is allowed for you. Ask ${owner}:owner:, who answers for it, or an admin of your organization.`;
  }
}
