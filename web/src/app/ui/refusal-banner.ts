import { Component, computed, input } from '@angular/core';
import type { RefusalAnswer } from '../graphql/graphql-client';
import { Icon } from './icon';

/** An expected failure of a change: what happened, that nothing was saved, and what to do next. */
@Component({
  selector: 'app-refusal-banner',
  imports: [Icon],
  template: `
    <app-icon name="block" />
    <div>
      <p>
        <strong>{{ refusal().message }}</strong>
        @if (refusal().field; as field) {
          &ngsp;<code>{{ field }}</code>
        }
      </p>
      <p>
        @if (!saysSo()) {
          <ng-container i18n>Nothing was saved.</ng-container>
        }
        {{ refusal().nextStep }}
      </p>
      <ng-content />
    </div>
  `,
  host: { role: 'alert' },
  styles: `
    :host {
      display: flex;
      gap: 8px;
      padding: 12px;
      border: 1px solid var(--blocked-line);
      border-radius: var(--radius);
      background: var(--blocked-soft);
    }
    app-icon {
      color: var(--blocked);
      margin-top: 1px;
    }
    div {
      min-width: 0;
      overflow-wrap: anywhere;
    }
  `,
})
export class RefusalBanner {
  readonly refusal = input.required<RefusalAnswer>();
  /** Some refusals say it themselves, for those who call the API. */
  protected readonly saysSo = computed(() => this.refusal().message.includes('Nothing was saved.'));
}
