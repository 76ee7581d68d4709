import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { LimitedOfferingsDocument, type LimitedOfferingsQuery } from '../graphql/generated/graphql';
import { queryResource } from '../graphql/query-resource';
import { ErrorState } from '../ui/error-state';
import { RelativeTime } from '../ui/relative-time';
import { offeringKindLabel } from '../ui/status';
import { UpstreamText } from '../ui/upstream-text';
import { limitWords } from './limit-words';

type Limited = NonNullable<LimitedOfferingsQuery['limitSettings']>['limitedOfferings'][number];

/** As many as the API lists at most. */
const mostShown = 200;

/** What a connector offers that has limits of its own, each with who chose them, and the way to choose some. */
@Component({
  selector: 'app-limited-offerings',
  imports: [ErrorState, RelativeTime, RouterLink, UpstreamText],
  template: `
    <h3 id="own-limits" i18n>Tools, resources and prompts with limits of their own</h3>
    @if (answer.error(); as error) {
      <app-error-state [error]="error" (retry)="answer.reload()" />
    } @else {
      @if (offerings(); as offerings) {
        @if (offerings.length) {
          <ul>
            @for (offering of offerings; track offering.id) {
              <li>
                <span class="small muted">{{ kindOf(offering.kind) }}</span>
                <a
                  [routerLink]="['/connectors', connector().slug, 'tools']"
                  [queryParams]="{ offering: offering.id, view: 'limits' }"
                  ><app-upstream-text inline [text]="offering.name"
                /></a>
                <span>{{ wordsOf(offering) }}</span>
                @if (offering.changedBy; as member) {
                  <span class="small muted" i18n
                    >set by {{ member.displayName }} <app-relative-time [at]="offering.changedAt"
                  /></span>
                }
              </li>
            }
          </ul>
          @if (offerings.length === mostShown) {
            <p class="small muted" i18n>No more than {{ mostShown }} are listed here, by name.</p>
          }
        } @else {
          <p class="muted" i18n>None.</p>
        }
      }
      <p class="small muted" i18n>
        To choose some for one, open it under
        <a [routerLink]="['/connectors', connector().slug, 'tools']">Tools</a> and choose Limits.
      </p>
    }
  `,
  host: { role: 'region', 'aria-labelledby': 'own-limits' },
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 8px;
    }
    ul {
      display: grid;
      gap: 4px;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 0 12px;
      min-height: 24px;
    }
  `,
})
export class LimitedOfferings {
  readonly connector = input.required<{ readonly id: string; readonly slug: string }>();
  protected readonly answer = queryResource(LimitedOfferingsDocument, () => ({
    connectorId: this.connector().id,
  }));
  protected readonly mostShown = mostShown;
  protected readonly offerings = computed(() =>
    this.answer.hasValue() ? (this.answer.value().limitSettings?.limitedOfferings ?? []) : undefined,
  );

  protected readonly kindOf = offeringKindLabel;

  protected wordsOf({ chosen }: Limited): string {
    return chosen.map(({ quantity, value }) => limitWords(quantity, value)).join(', ');
  }
}
