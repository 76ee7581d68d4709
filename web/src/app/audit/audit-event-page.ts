import { Component, computed, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { AuditEventDetailDocument } from '../graphql/generated/graphql';
import { queryResource } from '../graphql/query-resource';
import { EmptyState } from '../ui/empty-state';
import { ErrorState } from '../ui/error-state';
import { PageHeader } from '../ui/page-header';
import { Skeleton } from '../ui/skeleton';
import { EventDetail } from './event-detail';
import { eventTypeLabel } from './event-words';

/** One audit event at an address of its own. */
@Component({
  selector: 'app-audit-event-page',
  imports: [EmptyState, ErrorState, EventDetail, MatButton, PageHeader, RouterLink, Skeleton],
  template: `
    <app-page-header [heading]="heading()" [crumbs]="crumbs" />
    @if (answer.error(); as error) {
      <app-error-state [error]="error" (retry)="answer.reload()" />
    } @else if (!answer.hasValue()) {
      <app-skeleton [rows]="8" />
    } @else if (event(); as event) {
      <div class="panel content"><app-event-detail [event]="event" /></div>
    } @else {
      <div class="panel">
        <app-empty-state
          icon="history"
          i18n-heading
          heading="There is no such event"
          i18n-text
          text="No event with this number is visible to you."
        >
          <a matButton="outlined" routerLink="/audit" i18n>All events</a>
        </app-empty-state>
      </div>
    }
  `,
  styles: `
    .content {
      max-width: 880px;
      padding: 20px;
    }
  `,
})
export class AuditEventPage {
  /** The number in the address, bound by the router. */
  readonly id = input.required<string>();
  protected readonly crumbs = [{ label: $localize`Audit`, link: '/audit' }];
  protected readonly answer = queryResource(AuditEventDetailDocument, () => ({ id: this.id() }));
  protected readonly event = computed(() =>
    this.answer.hasValue() ? this.answer.value().auditEvent : undefined,
  );
  protected readonly heading = computed(() => {
    const event = this.event();
    return event ? eventTypeLabel(event.type) : $localize`Audit event`;
  });
}
