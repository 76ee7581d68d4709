import { booleanAttribute, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AuditRowFragment } from '../graphql/generated/graphql';
import { DataTable } from '../ui/data-table';
import { RelativeTime } from '../ui/relative-time';
import { decisionStatus, outcomeStatus } from '../ui/status';
import { StatusBadge } from '../ui/status-badge';
import { UpstreamText } from '../ui/upstream-text';
import { eventTypeLabel } from './event-words';

/** Recorded events as a table: who did what, how it ended, and the rule that decided. */
@Component({
  selector: 'app-event-table',
  imports: [DataTable, RelativeTime, RouterLink, StatusBadge, UpstreamText],
  template: `
    <table appDataTable>
      <caption class="visually-hidden">
        {{
          caption()
        }}
      </caption>
      <thead>
        <tr>
          <th scope="col" i18n>What</th>
          @if (showActor()) {
            <th scope="col" i18n>Who</th>
          }
          @if (showConnector()) {
            <th scope="col" i18n>Connector</th>
          }
          <th scope="col" i18n>Outcome</th>
          <th scope="col" i18n>Rule</th>
          <th scope="col" i18n>When</th>
        </tr>
      </thead>
      <tbody>
        @for (event of events(); track event.id) {
          <tr [attr.aria-selected]="event.id === selected() || null">
            <th scope="row" class="primary">
              <a
                data-row
                [routerLink]="inSheet() ? [] : ['/audit', event.id]"
                [queryParams]="inSheet() ? { event: event.id } : null"
                [queryParamsHandling]="inSheet() ? 'merge' : null"
                [title]="eventTypeLabel(event.type)"
                ><app-upstream-text inline [text]="event.summary"
              /></a>
            </th>
            @if (showActor()) {
              <td class="who">{{ event.actorLabel }}</td>
            }
            @if (showConnector()) {
              <td class="connector">{{ event.connector?.name }}</td>
            }
            <td>
              @if (event.decisionEffect; as effect) {
                @if (event.outcome === 'FAILURE') {
                  <app-status-badge quiet [status]="outcomeStatus(event.outcome)" />
                } @else {
                  <app-status-badge quiet [status]="decisionStatus(effect)" />
                }
              } @else {
                <app-status-badge quiet [status]="outcomeStatus(event.outcome)" />
              }
            </td>
            <td class="rule wide-only">
              @if (event.decisionRule; as rule) {
                <app-upstream-text inline [text]="rule" />
              }
            </td>
            <td class="nowrap"><app-relative-time [at]="event.recordedAt" /></td>
          </tr>
        }
      </tbody>
    </table>
  `,
  styles: `
    :host {
      --upstream-font: var(--font-text);
      --upstream-size: 1em;
    }
    .rule {
      color: var(--text-muted);
      font-size: 13px;
    }
  `,
})
export class EventTable {
  readonly events = input.required<readonly AuditRowFragment[]>();
  readonly caption = input($localize`Recorded events`);
  readonly showActor = input(true);
  readonly showConnector = input(true);
  /** Whether a row opens beside the list instead of on a page of its own. */
  readonly inSheet = input(false, { transform: booleanAttribute });
  readonly selected = input<string>();
  protected readonly decisionStatus = decisionStatus;
  protected readonly outcomeStatus = outcomeStatus;
  protected readonly eventTypeLabel = eventTypeLabel;
}
