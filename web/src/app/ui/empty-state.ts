import { Component, input } from '@angular/core';
import { Icon, IconName } from './icon';

/** An empty place that says what belongs there; the action that starts it is its content. */
@Component({
  selector: 'app-empty-state',
  imports: [Icon],
  template: `
    <app-icon [name]="icon()" />
    <h2>{{ heading() }}</h2>
    <p>{{ text() }}</p>
    <div class="actions"><ng-content /></div>
  `,
  styles: `
    :host {
      --icon-size: 28px;
      display: grid;
      justify-items: center;
      gap: 4px;
      padding: 40px 24px;
      text-align: center;
      color: var(--text-muted);
    }
    h2 {
      margin-top: 8px;
      color: var(--text);
    }
    p {
      max-width: 56ch;
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      justify-content: center;
      gap: 8px;
      margin-top: 12px;
    }
    .actions:empty {
      display: none;
    }
  `,
})
export class EmptyState {
  readonly heading = input.required<string>();
  readonly text = input('');
  readonly icon = input<IconName>('inventory_2');
}
