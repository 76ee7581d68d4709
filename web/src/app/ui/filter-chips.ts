import { Component, inject, input, output } from '@angular/core';
import { FilterChip, type Filter } from './filter-chip';
import { UrlFilters } from './url-filters';

/** The filters of a list as chips bound to the address; what else filters the list is their content. */
@Component({
  selector: 'app-filter-chips',
  imports: [FilterChip],
  template: `
    <ng-content />
    @for (filter of filters(); track filter.key) {
      <app-filter-chip [filter]="filter" (searched)="searched.emit({ key: filter.key, text: $event })" />
    }
    @if (someSet()) {
      <button type="button" class="clear" (click)="clearAll()" i18n>Clear filters</button>
    }
  `,
  host: { role: 'group', '[attr.aria-label]': 'label' },
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
      margin-bottom: 12px;
    }
    .clear {
      min-height: 32px;
      padding: 0 8px;
      border: 0;
      background: none;
      color: var(--accent);
      font: inherit;
      font-weight: 550;
      cursor: pointer;
    }
  `,
})
export class FilterChips {
  private readonly url = inject(UrlFilters);
  readonly filters = input.required<readonly Filter[]>();
  /** Keys that are filters too but not chips, such as a search box; cleared with the rest. */
  readonly otherKeys = input<readonly string[]>([]);
  /** What was typed to find an option, for filters whose options come from the server. */
  readonly searched = output<{ key: string; text: string }>();
  protected readonly label = $localize`Filters`;

  protected someSet(): boolean {
    return this.keys().some((key) => this.url.value(key) !== undefined);
  }

  protected clearAll(): void {
    this.url.set(Object.fromEntries(this.keys().map((key) => [key, undefined])));
  }

  private keys(): readonly string[] {
    return [...this.filters().map((filter) => filter.key), ...this.otherKeys()];
  }
}
