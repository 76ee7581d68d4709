import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { RuleEffect } from '../../graphql/generated/schema';
import { Icon, type IconName } from '../../ui/icon';
import { UpstreamText } from '../../ui/upstream-text';
import { audienceName } from '../audience-words';
import {
  effectFor,
  isInForce,
  takesRules,
  type ConnectorDetails,
  type ConnectorOffering,
} from '../offerings';
import { sectionsOf } from './offering-filter';

interface Column {
  readonly groupId: string | null;
  readonly name: string;
}

interface MatrixCell {
  readonly icon: IconName;
  readonly words: string;
  readonly tone: 'allowed' | 'blocked' | 'none';
  /** Whether it stands here only because of the rule for everyone. */
  readonly inherited: boolean;
}

/** Every offering against every audience with a rule: what holds there, and whether it is inherited. */
@Component({
  selector: 'app-rule-matrix',
  imports: [Icon, RouterLink, UpstreamText],
  template: `
    <div
      class="frame"
      tabindex="0"
      role="region"
      i18n-aria-label
      aria-label="Rules by audience, a wide table"
    >
      <table>
        <caption class="visually-hidden" i18n>
          What holds for each audience
        </caption>
        <thead>
          <tr>
            <th scope="col" class="name" i18n>Offering</th>
            @for (column of columns(); track column.groupId) {
              <th scope="col">{{ column.name }}</th>
            }
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.offering.id) {
            <tr>
              <th scope="row" class="name">
                <a routerLink="../tools" [queryParams]="{ offering: row.offering.id }"
                  ><app-upstream-text inline [text]="row.offering.name"
                /></a>
                @if (row.standstill; as words) {
                  <span class="small muted">{{ words }}</span>
                }
              </th>
              @for (cell of row.cells; track $index) {
                <td [class]="cell.tone" [class.inherited]="cell.inherited">
                  <span><app-icon [name]="cell.icon" />{{ cell.words }}</span>
                </td>
              }
            </tr>
          }
        </tbody>
      </table>
    </div>
    <p class="small muted" i18n>
      A block wins wherever it meets an allow. Quiet cells follow the rule for everyone. To change a rule,
      open the offering.
    </p>
  `,
  styles: `
    :host {
      display: grid;
      gap: 8px;
      min-width: 0;
    }
    .frame {
      max-height: 70dvh;
      border: 1px solid var(--line);
      border-radius: var(--radius-large);
      background: var(--surface);
      overflow: auto;
      scroll-padding: 40px 0 0 160px;
    }
    table {
      width: 100%;
      border-collapse: separate;
      border-spacing: 0;
    }
    th,
    td {
      height: 36px;
      padding: 4px 12px;
      border-bottom: 1px solid var(--line);
      text-align: start;
      white-space: nowrap;
    }
    thead th {
      position: sticky;
      z-index: 2;
      top: 0;
      background: var(--surface);
      color: var(--text-muted);
      font-size: 12px;
      font-weight: 550;
    }
    .name {
      position: sticky;
      z-index: 1;
      inset-inline-start: 0;
      min-width: min(45vw, 168px);
      max-width: 45vw;
      background: var(--surface);
      font-weight: 500;
      white-space: normal;
      overflow-wrap: anywhere;
    }
    thead .name {
      z-index: 3;
    }
    .name a {
      color: inherit;
    }
    .name .small {
      display: block;
      font-weight: 400;
    }
    tbody tr:last-child > * {
      border-bottom: 0;
    }
    td span {
      --icon-size: 15px;
      display: inline-flex;
      align-items: center;
      gap: 6px;
      font-size: 13px;
      font-weight: 550;
    }
    .allowed {
      color: var(--allowed);
    }
    .blocked {
      color: var(--blocked);
    }
    .none {
      color: var(--text-muted);
    }
    .inherited span,
    .none span {
      font-weight: 400;
    }
  `,
})
export class RuleMatrix {
  readonly connector = input.required<ConnectorDetails>();

  protected readonly columns = computed<readonly Column[]>(() => {
    const { publications, offerings } = this.connector();
    const groups = [
      ...publications.flatMap((publication) => publication.group ?? []),
      ...offerings.flatMap((offering) => offering.rules.flatMap((rule) => rule.group ?? [])),
    ];
    const byId = new Map(groups.map((group) => [group.id, group]));
    const sorted = [...byId.values()].sort((one, other) => one.name.localeCompare(other.name));
    return [
      { groupId: null, name: audienceName(null) },
      ...sorted.map((group) => ({ groupId: group.id, name: group.name })),
    ];
  });
  protected readonly rows = computed(() =>
    sectionsOf(this.connector().offerings.filter(takesRules))
      .flatMap((section) => section.offerings)
      .map((offering) => ({
        offering,
        standstill: isInForce(offering) ? '' : standstillOf(offering),
        cells: this.columns().map((column) => cellFor(offering, column.groupId)),
      })),
  );
}

function standstillOf({ contractState }: ConnectorOffering): string {
  switch (contractState) {
    case 'NEW':
      return $localize`not approved, so not served`;
    case 'CHANGED':
      return $localize`changed, so calls are held`;
    default:
      return $localize`not offered any more`;
  }
}

function cellFor(offering: ConnectorOffering, groupId: string | null): MatrixCell {
  const own = effectFor(offering, groupId);
  const everyone = effectFor(offering, null);
  const effect: RuleEffect | null = own === 'BLOCK' || everyone === 'BLOCK' ? 'BLOCK' : (own ?? everyone);
  const inherited = groupId !== null && effect !== null && own !== effect;
  switch (effect) {
    case 'ALLOW':
      return { icon: 'check', words: $localize`Allowed`, tone: 'allowed', inherited };
    case 'BLOCK':
      return own === 'ALLOW'
        ? { icon: 'block', words: $localize`Blocked for everyone, which wins`, tone: 'blocked', inherited }
        : { icon: 'block', words: $localize`Blocked`, tone: 'blocked', inherited };
    case null:
      return { icon: 'remove', words: $localize`Blocked by default`, tone: 'none', inherited: false };
  }
}
