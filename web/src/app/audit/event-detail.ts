import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AuditEventDetailQuery } from '../graphql/generated/graphql';
import { FieldChanges } from '../ui/field-changes';
import { Identifier } from '../ui/identifier';
import { JsonView } from '../ui/json-view';
import { decisionStatus, outcomeStatus } from '../ui/status';
import { StatusBadge } from '../ui/status-badge';
import { exactTime } from '../ui/time-words';
import { UpstreamText } from '../ui/upstream-text';
import { changesOf } from './event-changes';
import { eventTypeLabel } from './event-words';
import { reachedLimitOf } from './reached-limit';

export type AuditEventView = NonNullable<AuditEventDetailQuery['auditEvent']>;

/** One recorded fact, whole: what happened, by which rule, before and after, and the record itself. */
@Component({
  selector: 'app-event-detail',
  imports: [FieldChanges, Identifier, JsonView, RouterLink, StatusBadge, UpstreamText],
  templateUrl: './event-detail.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 24px;
    }
    .decision {
      --upstream-font: var(--font-text);
      --upstream-size: 1em;
      display: grid;
      gap: 8px;
      justify-items: start;
      padding: 16px;
    }
    .summary {
      --upstream-font: var(--font-text);
      --upstream-size: 1em;
      font-size: 15px;
      line-height: 24px;
    }
    .trace {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 4px 12px;
    }
    h2 {
      margin-bottom: 8px;
    }
  `,
})
export class EventDetail {
  readonly event = input.required<AuditEventView>();
  protected readonly changes = computed(() => changesOf(this.event().change));
  protected readonly recorded = computed(() => exactTime(this.event().recordedAt));
  protected readonly hasDetails = computed(() => Object.keys(this.event().details ?? {}).length > 0);
  protected readonly limit = computed(() =>
    reachedLimitOf(this.event().details, this.event().connector?.slug),
  );
  protected readonly decisionStatus = decisionStatus;
  protected readonly outcomeStatus = outcomeStatus;
  protected readonly eventTypeLabel = eventTypeLabel;
  protected readonly contractWord = $localize`contract hash`;
}
