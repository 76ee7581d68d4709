import { Component, computed, inject, input } from '@angular/core';
import { Icon } from './icon';
import { UrlFilters } from './url-filters';

/** A filter that is on or off; it stands in the address under its key. */
@Component({
  selector: 'app-toggle-chip',
  imports: [Icon],
  template: `
    <button type="button" [class.on]="on()" [attr.aria-pressed]="on()" (click)="toggle()">
      @if (on()) {
        <app-icon name="check" />
      }
      {{ label() }}
      @if (count() !== undefined) {
        <span class="count">{{ count() }}</span>
      }
    </button>
  `,
  styles: `
    :host {
      display: inline-flex;
    }
    button {
      --icon-size: 16px;
      display: inline-flex;
      align-items: center;
      gap: 6px;
      min-height: 32px;
      padding: 0 12px;
      border: 1px solid var(--line-strong);
      border-radius: 16px;
      background: var(--surface);
      color: var(--text);
      font: inherit;
      font-size: 13px;
      cursor: pointer;
    }
    button:hover {
      background: var(--hover);
    }
    .on {
      padding-inline-start: 8px;
      border-color: var(--accent);
      background: var(--accent-soft);
      color: var(--on-accent-soft);
      font-weight: 550;
    }
    .count {
      color: var(--text-muted);
    }
    .on .count {
      color: inherit;
    }
  `,
})
export class ToggleChip {
  private readonly url = inject(UrlFilters);
  readonly key = input.required<string>();
  readonly label = input.required<string>();
  /** How many rows it would leave, where that is known. */
  readonly count = input<number>();
  protected readonly on = computed(() => this.url.value(this.key()) === '1');

  protected toggle(): void {
    this.url.set({ [this.key()]: this.on() ? undefined : '1' });
  }
}
