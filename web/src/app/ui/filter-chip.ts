import { Component, computed, inject, input, output, signal } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import type { Filter } from './filter-chips';
import { Icon } from './icon';
import { UrlFilters } from './url-filters';

/** One filter: a button that says what is chosen and opens the choices. */
@Component({
  selector: 'app-filter-chip',
  imports: [Icon, MatMenuModule],
  template: `
    <button type="button" class="chip" [class.set]="chosen().length > 0" [matMenuTriggerFor]="menu">
      <span>{{ words() }}</span>
      <app-icon name="expand_more" />
    </button>
    @if (chosen().length) {
      <button type="button" class="remove" [attr.aria-label]="removeLabel()" (click)="clear()">
        <app-icon name="close" />
      </button>
    }
    <mat-menu #menu="matMenu" (closed)="search.set('')">
      @if (filter().options.length > 9 || search()) {
        <div class="find" (keydown)="keepTyping($event)" (click)="$event.stopPropagation()" role="none">
          <input
            class="input compact"
            type="search"
            [attr.aria-label]="findLabel()"
            i18n-placeholder
            placeholder="Find"
            [value]="search()"
            (input)="find(box.value)"
            #box
          />
        </div>
      }
      @for (option of shown(); track option.value) {
        <button
          mat-menu-item
          type="button"
          [role]="filter().multiple ? 'menuitemcheckbox' : 'menuitemradio'"
          [attr.aria-checked]="chosen().includes(option.value)"
          (click)="choose(option.value)"
        >
          <app-icon class="tick" name="check" [class.off]="!chosen().includes(option.value)" />
          {{ option.label }}
        </button>
      } @empty {
        <p class="none" i18n>Nothing found</p>
      }
    </mat-menu>
  `,
  styles: `
    :host {
      display: inline-flex;
      max-width: 100%;
    }
    .chip,
    .remove {
      display: inline-flex;
      align-items: center;
      min-height: 32px;
      border: 1px solid var(--line-strong);
      border-radius: 16px;
      background: var(--surface);
      color: var(--text);
      font: inherit;
      font-size: 13px;
      cursor: pointer;
    }
    .chip {
      --icon-size: 16px;
      gap: 4px;
      min-width: 0;
      padding: 0 8px 0 12px;
    }
    .chip span {
      min-width: 0;
      overflow-wrap: anywhere;
      text-align: start;
    }
    .chip:hover,
    .remove:hover {
      background: var(--hover);
    }
    .chip.set {
      border-color: var(--accent);
      background: var(--accent-soft);
      color: var(--on-accent-soft);
      font-weight: 550;
    }
    .chip:has(+ .remove) {
      border-start-end-radius: 0;
      border-end-end-radius: 0;
      border-inline-end: 0;
    }
    .remove {
      --icon-size: 16px;
      padding: 0 8px;
      border-color: var(--accent);
      border-start-start-radius: 0;
      border-end-start-radius: 0;
      background: var(--accent-soft);
      color: var(--on-accent-soft);
    }
    .find {
      padding: 4px 12px 8px;
    }
    .tick {
      margin-inline-end: 8px;
    }
    .off {
      visibility: hidden;
    }
    .none {
      padding: 8px 16px;
      color: var(--text-muted);
    }
  `,
})
export class FilterChip {
  private readonly url = inject(UrlFilters);
  readonly filter = input.required<Filter>();
  readonly searched = output<string>();
  protected readonly search = signal('');
  protected readonly chosen = computed(() => {
    const { key, multiple } = this.filter();
    const value = this.url.value(key);
    return multiple ? this.url.values(key) : value ? [value] : [];
  });
  protected readonly words = computed(() => {
    const { label, options } = this.filter();
    const names = this.chosen().map((value) => options.find((each) => each.value === value)?.label ?? value);
    if (names.length === 0) return label;
    return names.length > 2 ? `${label}: ${names[0]} +${names.length - 1}` : `${label}: ${names.join(', ')}`;
  });
  protected readonly removeLabel = computed(
    () => $localize`Remove the filter ${this.filter().label}:filter:`,
  );
  protected readonly findLabel = computed(() => $localize`Find in ${this.filter().label}:filter:`);
  protected readonly shown = computed(() => {
    const wanted = this.search().trim().toLowerCase();
    return this.filter().options.filter((option) => option.label.toLowerCase().includes(wanted));
  });

  protected choose(value: string): void {
    const { key, multiple } = this.filter();
    if (multiple) this.url.toggle(key, value);
    else this.url.set({ [key]: this.chosen().includes(value) ? undefined : value });
  }

  protected clear(): void {
    this.url.set({ [this.filter().key]: undefined });
  }

  protected find(text: string): void {
    this.search.set(text);
    this.searched.emit(text);
  }

  /** The menu would take letters as a jump to an item; in the search box they are letters. */
  protected keepTyping(event: KeyboardEvent): void {
    if (!['Escape', 'Tab', 'ArrowDown', 'ArrowUp'].includes(event.key)) event.stopPropagation();
  }
}
