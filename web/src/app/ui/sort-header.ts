import { Component, computed, input, model } from '@angular/core';
import { Icon } from './icon';

/** How a wholly loaded list is ordered. */
export interface Sort {
  readonly by: string;
  readonly descending: boolean;
}

/** A column heading that orders the list: `<th appSort="name" [(sort)]="sort">Name</th>`. Only for lists without paging. */
@Component({
  selector: 'th[appSort]',
  imports: [Icon],
  template: `
    <button type="button" (click)="turn()">
      <ng-content />
      <app-icon [name]="icon()" />
    </button>
  `,
  host: { '[attr.aria-sort]': 'ariaSort()', scope: 'col' },
  styles: `
    button {
      --icon-size: 14px;
      display: inline-flex;
      align-items: center;
      gap: 4px;
      min-height: 24px;
      padding: 0;
      border: 0;
      background: none;
      color: inherit;
      font: inherit;
      cursor: pointer;
    }
    button:hover {
      color: var(--text);
    }
  `,
})
export class SortHeader {
  readonly appSort = input.required<string>();
  readonly sort = model.required<Sort>();
  private readonly mine = computed(() => this.sort().by === this.appSort());
  protected readonly icon = computed(() =>
    !this.mine() ? 'unfold_more' : this.sort().descending ? 'arrow_downward' : 'arrow_upward',
  );
  protected readonly ariaSort = computed(() =>
    !this.mine() ? null : this.sort().descending ? 'descending' : 'ascending',
  );

  protected turn(): void {
    this.sort.set({ by: this.appSort(), descending: this.mine() && !this.sort().descending });
  }
}
