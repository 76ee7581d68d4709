import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ApplyingLimitsDocument, type LimitStateFragment } from '../graphql/generated/graphql';
import type { LimitQuantity, LimitSubject } from '../graphql/generated/schema';
import { queryResource } from '../graphql/query-resource';
import { DataTable } from '../ui/data-table';
import { ErrorState } from '../ui/error-state';
import { Skeleton } from '../ui/skeleton';
import { holdingOf } from './limit-draft';
import { amountWords, quantityWords, sourceWords, subjectWords } from './limit-words';

/** The connector whose limits are looked at. */
export interface LimitedConnector {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/** A call of a tool opens no stream. */
const quantities: readonly LimitQuantity[] = [
  'REQUESTS_PER_MINUTE',
  'CONCURRENT_REQUESTS',
  'BYTES_PER_MINUTE',
];

/** Every limit that a call of one tool counts for, the narrowest first, and where each was chosen. */
@Component({
  selector: 'app-applying-limits',
  imports: [DataTable, ErrorState, RouterLink, Skeleton],
  template: `
    <h3 i18n>What applies to it</h3>
    <p class="muted" i18n>A call counts for all of these, and the first that is reached decides.</p>
    @if (answer.error(); as error) {
      <app-error-state [error]="error" (retry)="answer.reload()" />
    } @else if (!answer.hasValue()) {
      <div class="table-frame"><app-skeleton [rows]="5" /></div>
    } @else {
      <div class="table-frame">
        <table appDataTable>
          <caption class="visually-hidden" i18n>
            Limits that apply
          </caption>
          <thead>
            <tr>
              <th scope="col" i18n>Of</th>
              @for (quantity of quantities; track quantity) {
                <th scope="col" class="number">{{ quantityWords[quantity] }}</th>
              }
            </tr>
          </thead>
          <tbody>
            @for (row of rows(); track row.subject) {
              <tr>
                <th scope="row" class="primary">
                  @if (row.link; as link) {
                    <a [routerLink]="link">{{ row.name }}</a>
                  } @else {
                    {{ row.name }}
                  }
                </th>
                @for (cell of row.cells; track cell.quantity) {
                  <td class="number" [attr.data-label]="quantityWords[cell.quantity]">
                    {{ cell.amount }}
                    @if (cell.source; as source) {
                      <span class="source">{{ source }}</span>
                    }
                  </td>
                }
              </tr>
            }
          </tbody>
        </table>
      </div>
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 8px;
    }
    .source {
      display: block;
      color: var(--text-muted);
      font-size: 12px;
    }
  `,
})
export class ApplyingLimits {
  readonly connector = input.required<LimitedConnector>();
  readonly offeringId = input.required<string>();
  protected readonly answer = queryResource(ApplyingLimitsDocument, () => ({
    connectorId: this.connector().id,
    offeringId: this.offeringId(),
  }));
  protected readonly rows = computed(() => {
    if (!this.answer.hasValue()) return [];
    const { tool, connector, organization } = this.answer.value();
    const { name, slug } = this.connector();
    const settings = ['/settings'];
    const above = organization?.limits ?? [];
    return [
      rowOf('TOOL', $localize`This one`, tool?.limits ?? [], undefined),
      rowOf('CONNECTOR', $localize`All of ${name}:connector:`, connector?.limits ?? [], [
        '/connectors',
        slug,
        'limits',
      ]),
      rowOf('TOKEN', subjectWords.TOKEN.name, above, settings),
      rowOf('MEMBER', subjectWords.MEMBER.name, above, settings),
      rowOf('ORGANIZATION', subjectWords.ORGANIZATION.name, above, settings),
    ];
  });
  protected readonly quantities = quantities;
  protected readonly quantityWords = quantityWords;

  /** After something else was chosen. */
  reload(): void {
    this.answer.reload();
  }
}

function rowOf(
  subject: LimitSubject,
  name: string,
  limits: readonly LimitStateFragment[],
  link: readonly string[] | undefined,
) {
  const cells = quantities.flatMap((quantity) => {
    const limit = limits.find((each) => each.subject === subject && each.quantity === quantity);
    if (!limit) return [];
    return [{ quantity, amount: amountWords(quantity, holdingOf(limit)), source: sourceOf(limit) }];
  });
  return { subject, name, link, cells };
}

function sourceOf({ subject, chosen, inheritedFrom }: LimitStateFragment): string {
  if (chosen === null) return sourceWords[inheritedFrom];
  if (subject === 'TOOL') return $localize`chosen here`;
  return sourceWords[subject === 'CONNECTOR' ? 'CONNECTOR' : 'ORGANIZATION'];
}
