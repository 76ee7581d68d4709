import { Component, computed, input, signal } from '@angular/core';
import { CopyButton } from './copy-button';
import { UpstreamText } from './upstream-text';

/** JSON as indented, wrapped text with a search that keeps the lines it finds; never markup. */
@Component({
  selector: 'app-json-view',
  imports: [CopyButton, UpstreamText],
  template: `
    <div class="bar">
      <span>{{ caption() }}</span>
      @if (lines().length > 12) {
        <input
          class="input compact"
          type="search"
          i18n-aria-label
          aria-label="Search in this JSON"
          i18n-placeholder
          placeholder="Search"
          [value]="search()"
          (input)="search.set(searchBox.value)"
          #searchBox
        />
        @if (search()) {
          <span role="status" i18n>{found().length, plural,
            =1 {1 line}
            other {{{ found().length }} lines}
          }</span>
        }
      }
      <app-copy-button [value]="text()" what="JSON" />
    </div>
    <div class="text" tabindex="0" role="group" [attr.aria-label]="caption()">
      @for (line of found(); track line.number) {
        <div class="line"><app-upstream-text inline [text]="line.text" /></div>
      }
    </div>
  `,
  styles: `
    :host {
      display: block;
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--sunken);
    }
    .bar {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
      padding: 4px 8px 4px 12px;
      border-bottom: 1px solid var(--line);
      color: var(--text-muted);
      font-size: 12px;
    }
    .bar > :first-child {
      flex: 1;
    }
    .bar > input {
      width: 160px;
    }
    .text {
      max-height: 480px;
      padding: 8px 12px;
      overflow-y: auto;
    }
    .line {
      min-height: 20px;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
  `,
})
export class JsonView {
  readonly value = input.required<unknown>();
  readonly caption = input('JSON');
  protected readonly search = signal('');
  protected readonly text = computed(() => JSON.stringify(this.value(), null, 2) ?? 'null');
  protected readonly lines = computed(() =>
    this.text()
      .split('\n')
      .map((text, number) => ({ text, number })),
  );
  protected readonly found = computed(() => {
    const wanted = this.search().trim().toLowerCase();
    return wanted ? this.lines().filter((line) => line.text.toLowerCase().includes(wanted)) : this.lines();
  });
}
