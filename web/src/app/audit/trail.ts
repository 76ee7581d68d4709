import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { AuditEventsDocument } from '../graphql/generated/graphql';
import { pagedQuery } from '../graphql/paged-query';
import { Session } from '../shell/session';
import { EmptyState } from '../ui/empty-state';
import { ErrorState } from '../ui/error-state';
import { LoadMore } from '../ui/load-more';
import { Skeleton } from '../ui/skeleton';
import { EventTable } from './event-table';

/** The history of one object: the events about it, newest first. Give what it is: a target, a connector, or who acted. */
@Component({
  selector: 'app-trail',
  imports: [EmptyState, ErrorState, EventTable, LoadMore, MatButton, RouterLink, Skeleton],
  template: `
    @if (!session.can('audit.read')) {
      <div class="panel">
        <app-empty-state
          icon="lock"
          i18n-heading
          heading="The history is kept, and your role does not include reading it"
          i18n-text
          text="Ask an auditor or an admin of your organization what happened here."
        />
      </div>
    } @else if (events.error(); as error) {
      <app-error-state [error]="error" (retry)="events.reload()" />
    } @else if (events.starting()) {
      <div class="table-frame"><app-skeleton [rows]="5" /></div>
    } @else if (events.rows().length === 0) {
      <div class="panel">
        <app-empty-state
          icon="history"
          i18n-heading
          heading="Nothing recorded yet"
          i18n-text
          text="Every change here, and every call, will stand in this list with who did it and by which rule."
        />
      </div>
    } @else {
      <div class="table-frame" [attr.aria-busy]="events.loading()">
        <app-event-table [events]="events.rows()" [showActor]="!actorId()" [showConnector]="!connectorId()" />
        <app-load-more
          [shown]="events.rows().length"
          [hasMore]="events.hasMore()"
          [loading]="events.loading()"
          i18n-label
          label="Show older"
          (more)="events.loadMore()"
        />
      </div>
      @if (inAudit(); as query) {
        <a matButton routerLink="/audit" [queryParams]="query" i18n>Filter these in Audit</a>
      }
    }
  `,
  styles: `
    a {
      margin-top: 8px;
    }
  `,
})
export class Trail {
  protected readonly session = inject(Session);
  readonly targetId = input<string>();
  readonly connectorId = input<string>();
  readonly actorId = input<string>();
  protected readonly events = pagedQuery(
    AuditEventsDocument,
    () => {
      const filter = { targetId: this.targetId(), connectorId: this.connectorId(), actorId: this.actorId() };
      const given = Object.values(filter).some((value) => value !== undefined);
      return given && this.session.can('audit.read') ? { first: 25, filter } : undefined;
    },
    (data) => data.auditEvents,
  );
  /** The same list on the audit page, where it can be expressed there. */
  protected readonly inAudit = computed(() =>
    this.targetId() ? undefined : { connector: this.connectorId(), actor: this.actorId() },
  );
}
