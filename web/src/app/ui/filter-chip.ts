import { A11yModule } from '@angular/cdk/a11y';
import { OverlayModule } from '@angular/cdk/overlay';
import { Component, computed, inject, input, output, signal } from '@angular/core';
import { Icon } from './icon';
import { UrlFilters } from './url-filters';

/** One thing a list can be filtered by; it stands in the address under its key. */
export interface Filter {
  readonly key: string;
  readonly label: string;
  readonly options: readonly FilterOption[];
  /** Whether several values can be chosen; they stand in the address with commas. */
  readonly multiple?: boolean;
}

export interface FilterOption {
  readonly value: string;
  readonly label: string;
}

/** One filter: a button that says what is chosen and opens the choices. */
@Component({
  selector: 'app-filter-chip',
  imports: [A11yModule, Icon, OverlayModule],
  template: `
    <button
      type="button"
      class="chip"
      cdkOverlayOrigin
      #origin="cdkOverlayOrigin"
      aria-haspopup="dialog"
      [class.set]="chosen().length > 0"
      [attr.aria-expanded]="open()"
      (click)="open.set(true)"
    >
      <span>{{ words() }}</span>
      <app-icon name="expand_more" />
    </button>
    @if (chosen().length) {
      <button type="button" class="remove" [attr.aria-label]="removeLabel()" (click)="clear()">
        <app-icon name="close" />
      </button>
    }
    <ng-template
      cdkConnectedOverlay
      cdkConnectedOverlayHasBackdrop
      cdkConnectedOverlayBackdropClass="cdk-overlay-transparent-backdrop"
      [cdkConnectedOverlayOrigin]="origin"
      [cdkConnectedOverlayOpen]="open()"
      [cdkConnectedOverlayViewportMargin]="8"
      [cdkConnectedOverlayPush]="true"
      (backdropClick)="close()"
      (detach)="close()"
    >
      <div
        class="choices"
        role="dialog"
        [attr.aria-label]="filter().label"
        cdkTrapFocus
        cdkTrapFocusAutoCapture
      >
        @if (filter().options.length > 9 || search()) {
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
        }
        <ul>
          @for (option of shown(); track option.value) {
            <li>
              <button
                type="button"
                class="choice"
                [attr.aria-pressed]="chosen().includes(option.value)"
                (click)="choose(option.value)"
              >
                <app-icon name="check" [class.off]="!chosen().includes(option.value)" />
                {{ option.label }}
              </button>
            </li>
          } @empty {
            <li class="none" i18n>Nothing found</li>
          }
        </ul>
      </div>
    </ng-template>
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
    .choices {
      display: grid;
      gap: 4px;
      width: min(300px, calc(100vw - 16px));
      margin-top: 4px;
      padding: 8px;
      border: 1px solid var(--line);
      border-radius: var(--radius-large);
      background: var(--raised);
      box-shadow: var(--shadow);
    }
    ul {
      max-height: min(360px, 50dvh);
      padding: 0;
      overflow-y: auto;
      list-style: none;
    }
    .choice {
      display: flex;
      align-items: center;
      gap: 8px;
      width: 100%;
      min-height: 36px;
      padding: 4px 8px;
      border: 0;
      border-radius: var(--radius);
      background: none;
      color: var(--text);
      font: inherit;
      text-align: start;
      overflow-wrap: anywhere;
      cursor: pointer;
    }
    .choice:hover {
      background: var(--hover);
    }
    .choice:focus-visible {
      outline-offset: -2px;
    }
    .off {
      visibility: hidden;
    }
    .none {
      padding: 8px;
      color: var(--text-muted);
    }
  `,
})
export class FilterChip {
  private readonly url = inject(UrlFilters);
  readonly filter = input.required<Filter>();
  readonly searched = output<string>();
  protected readonly open = signal(false);
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
    else {
      this.url.set({ [key]: this.chosen().includes(value) ? undefined : value });
      this.close();
    }
  }

  protected close(): void {
    this.open.set(false);
    this.search.set('');
  }

  protected clear(): void {
    this.url.set({ [this.filter().key]: undefined });
  }

  protected find(text: string): void {
    this.search.set(text);
    this.searched.emit(text);
  }
}
