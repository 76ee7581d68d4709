import { Component, ElementRef, inject, input, OnDestroy, viewChild } from '@angular/core';
import { Icon } from './icon';
import { Shortcuts } from './shortcuts';
import { UrlFilters } from './url-filters';

/** A search that stands in the address under its key; `/` leads to the one under `q`. */
@Component({
  selector: 'app-search-box',
  imports: [Icon],
  template: `
    <app-icon name="search" />
    <input
      class="input compact"
      type="search"
      [attr.aria-label]="label()"
      [placeholder]="label()"
      [value]="url.value(key()) ?? ''"
      (input)="later(box.value)"
      (change)="now(box.value)"
      #box
    />
  `,
  styles: `
    :host {
      --icon-size: 16px;
      position: relative;
      display: inline-flex;
      align-items: center;
      width: min(260px, 100%);
    }
    app-icon {
      position: absolute;
      left: 9px;
      color: var(--text-muted);
    }
    .input.compact {
      padding-left: 32px;
    }
    @media (max-width: 599.98px) {
      :host {
        width: 100%;
      }
    }
  `,
})
export class SearchBox implements OnDestroy {
  protected readonly url = inject(UrlFilters);
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  readonly label = input.required<string>();
  readonly key = input('q');
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(Shortcuts).add({
      key: '/',
      does: $localize`Search in this list`,
      when: () => this.key() === 'q',
      run: () => this.box().nativeElement.focus(),
    });
  }

  ngOnDestroy(): void {
    clearTimeout(this.timer);
  }

  /** Waits for a pause in typing, so that not every letter asks the server. */
  protected later(text: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(text), 250);
  }

  protected now(text: string): void {
    clearTimeout(this.timer);
    this.url.set({ [this.key()]: text.trim() || undefined });
  }
}
