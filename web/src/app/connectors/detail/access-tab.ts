import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { EmptyState } from '../../ui/empty-state';
import { RelativeTime } from '../../ui/relative-time';
import { audienceName, peopleWords } from '../audience-words';
import { kindCounts, takesRules, type ConnectorDetails } from '../offerings';
import { usableBy } from '../publish/publish-words';
import { ConnectorActs } from './connector-acts';
import { ConnectorView } from './connector-view';
import { RuleMatrix } from './rule-matrix';

type Publication = ConnectorDetails['publications'][number];

/** Who may use a connector: its audiences, and what the rules leave each of them. */
@Component({
  selector: 'app-access-tab',
  imports: [EmptyState, MatButton, RelativeTime, RuleMatrix],
  template: `
    @if (view.connector(); as connector) {
      <section class="stack">
        <div class="head">
          <h2 i18n>Audiences</h2>
          @if (connector.viewerCan.publish && connector.publications.length) {
            <button matButton="outlined" type="button" (click)="acts.publish(connector)" i18n>
              Change audience…
            </button>
          }
        </div>
        @if (connector.publications.length) {
          <div class="table-frame">
            <table class="data-table">
              <caption class="visually-hidden" i18n>
                Audiences of this connector
              </caption>
              <thead>
                <tr>
                  <th scope="col" i18n>Audience</th>
                  <th scope="col" i18n>People</th>
                  <th scope="col" i18n>Can use</th>
                  <th scope="col" i18n>Published</th>
                </tr>
              </thead>
              <tbody>
                @for (publication of connector.publications; track publication.id) {
                  <tr>
                    <th scope="row" class="primary">{{ audienceName(publication.group) }}</th>
                    <td>{{ people(publication) }}</td>
                    <td i18n-data-label data-label="can use">{{ usable(connector, publication) }}</td>
                    <td>
                      <span i18n
                        >by {{ publication.publishedBy.displayName }}
                        <app-relative-time [at]="publication.publishedAt"
                      /></span>
                    </td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
        } @else {
          <div class="panel">
            <app-empty-state
              icon="groups"
              i18n-heading
              heading="Published to nobody"
              i18n-text
              text="Choose groups, or everyone in your organization. They then find it in their catalog and can use what the rules allow."
            >
              @if (connector.viewerCan.publish) {
                <button matButton="filled" type="button" (click)="acts.publish(connector)" i18n>
                  Choose who may use it…
                </button>
              }
            </app-empty-state>
          </div>
        }
      </section>
      @if (decidable()) {
        <section class="stack matrix">
          <h2 i18n>Rules by audience</h2>
          <app-rule-matrix [connector]="connector" />
        </section>
      }
    }
  `,
  styles: `
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 8px;
      min-height: 36px;
    }
    .matrix {
      margin-top: 32px;
    }
  `,
})
export class AccessTab {
  protected readonly view = inject(ConnectorView);
  protected readonly acts = inject(ConnectorActs);
  protected readonly decidable = computed(() => this.view.connector()?.offerings.some(takesRules) ?? false);
  protected readonly audienceName = audienceName;

  protected people({ memberCount }: Publication): string {
    return peopleWords(memberCount);
  }

  protected usable(connector: ConnectorDetails, { group }: Publication): string {
    return kindCounts(usableBy(connector, group?.id ?? null).filter(takesRules)) || $localize`nothing yet`;
  }
}
