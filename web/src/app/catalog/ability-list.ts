import { Component, computed, input } from '@angular/core';
import { Icon } from '../ui/icon';
import { classificationStatus } from '../ui/status';
import { UpstreamText } from '../ui/upstream-text';
import { abilitiesOf, keptFrom, nameAmong, type CatalogConnector } from './catalog-words';

/** What a member can do with a connector, and what is kept from them, why, and whom to ask. */
@Component({
  selector: 'app-ability-list',
  imports: [Icon, UpstreamText],
  template: `
    @for (ability of abilities(); track ability.classification) {
      <h3><app-icon [name]="words(ability.classification).icon" />{{ ability.verb }}</h3>
      <ul>
        @for (offering of ability.offerings; track offering.kind + offering.name) {
          <li>
            <span class="name"
              ><app-upstream-text inline [text]="nameAmong(offering, ability.offerings)"
            /></span>
            @if (offering.description; as description) {
              <p class="description"><app-upstream-text inline [text]="description" /></p>
            }
          </li>
        }
      </ul>
    } @empty {
      <p class="muted" i18n>Nothing in it is allowed for you.</p>
    }
    @if (blocked().length) {
      <details [open]="!abilities().length">
        <summary i18n>
          {blocked().length, plural,
            =1 {1 thing is not for you}
            other {{{ blocked().length }} things are not for you}
          }
        </summary>
        <ul>
          @for (offering of blocked(); track offering.kind + offering.name) {
            <li>
              <span class="name">
                <app-icon name="block" />
                <app-upstream-text inline [text]="nameAmong(offering, blocked())" />
              </span>
              <p class="muted">{{ offering.reason }}</p>
            </li>
          }
        </ul>
        <p class="small muted" i18n>
          {{ entry().ownerName }} answers for this connector; an admin of your organization can change the
          rules.
        </p>
      </details>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 8px;
      min-width: 0;
    }
    h3 {
      --icon-size: 16px;
      display: flex;
      align-items: center;
      gap: 6px;
      color: var(--text-muted);
      font-size: 13px;
    }
    ul {
      display: grid;
      gap: 8px;
      margin-bottom: 8px;
      padding: 0;
      list-style: none;
    }
    li {
      padding-inline-start: 22px;
      overflow-wrap: anywhere;
    }
    .name {
      --icon-size: 14px;
      display: inline-flex;
      align-items: center;
      gap: 6px;
      font-weight: 550;
    }
    .description {
      color: var(--text-muted);
    }
    summary {
      min-height: 28px;
      margin-bottom: 8px;
      font-weight: 550;
      cursor: pointer;
    }
  `,
})
export class AbilityList {
  readonly entry = input.required<CatalogConnector>();
  protected readonly abilities = computed(() => abilitiesOf(this.entry().offerings));
  protected readonly blocked = computed(() => keptFrom(this.entry().offerings));
  protected readonly words = classificationStatus;
  protected readonly nameAmong = nameAmong;
}
