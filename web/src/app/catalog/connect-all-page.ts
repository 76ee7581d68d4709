import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { CatalogDocument } from '../graphql/generated/graphql';
import { queryResource } from '../graphql/query-resource';
import { Session } from '../shell/session';
import { EmptyState } from '../ui/empty-state';
import { ErrorState } from '../ui/error-state';
import { Identifier } from '../ui/identifier';
import { PageHeader } from '../ui/page-header';
import { Skeleton } from '../ui/skeleton';
import { StatusBadge } from '../ui/status-badge';
import { readiness } from './catalog-words';
import type { ConnectTarget } from './client-guides';
import { ClientSteps } from './client-steps';
import { ConnectToken } from './connect-token';

/** Everything a member may use at one address: one configuration for all connectors, also for later ones. */
@Component({
  selector: 'app-connect-all-page',
  imports: [
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
  templateUrl: './connect-all-page.html',
  styleUrl: './connect-page.scss',
})
export class ConnectAllPage {
  private readonly session = inject(Session);
  protected readonly crumbs = [{ label: $localize`Catalog`, link: '/catalog' }];
  protected readonly answer = queryResource(CatalogDocument, () => ({}));
  protected readonly entries = computed(() =>
    this.answer.hasValue()
      ? this.answer.value().catalog.map((entry) => ({ entry, status: readiness(entry) }))
      : undefined,
  );
  protected readonly target = computed<ConnectTarget | undefined>(() => {
    const organization = this.session.viewer()?.organization;
    return organization && { slug: organization.slug, name: organization.name, mcpUrl: organization.mcpUrl };
  });
  protected readonly mayChange = computed(
    () =>
      this.entries()?.some(({ entry }) =>
        entry.offerings.some((offering) => offering.allowed && offering.classification !== 'READ'),
      ) ?? false,
  );
  /** The secret of the token just created: on this page only, gone with it. */
  protected readonly secret = signal<string | undefined>(undefined);
}
