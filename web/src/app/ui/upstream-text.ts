import { booleanAttribute, Component, computed, input } from '@angular/core';
import { Icon } from './icon';
import { visibleParts } from './visible-text';

/**
 * Text that came from outside: bordered, monospaced, marked with where it is from, whole, never markup, and with
 * hidden characters shown as labelled chips. `inline` is for names inside tables and sentences.
 */
@Component({
  selector: 'app-upstream-text',
  imports: [Icon],
  template: `
    @if (!inline() && origin()) {
      <div class="origin">
        <span i18n>From {{ origin() }}</span>
        @if (marked()) {
          <span class="warning">
            <app-icon name="warning" />
            <ng-container i18n>{marked(), plural,
              =1 {1 hidden or look-alike character}
              other {{{ marked() }} hidden or look-alike characters}
            }</ng-container>
          </span>
        }
      </div>
    }
    <bdi class="text">
      @for (part of parts(); track $index) {
        @if (part.mark) {
          <span [class]="'chip ' + part.kind">{{ part.mark }}</span>
        } @else {
          <span>{{ part.text }}</span>
        }
      }
      @if (!text()) {
        <span class="nothing">{{ nothing }}</span>
      }
    </bdi>
  `,
  host: { '[class.inline]': 'inline()', '[class.marked]': 'marked() > 0' },
  preserveWhitespaces: false,
  styles: `
    :host {
      display: block;
      border: 1px solid var(--line-strong);
      border-radius: var(--radius);
      background: var(--sunken);
    }
    :host(.marked:not(.inline)) {
      border-color: var(--held);
    }
    :host(.inline) {
      display: inline;
      border: 0;
      background: none;
    }
    .origin {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 4px 16px;
      padding: 4px 12px;
      border-bottom: 1px solid var(--line);
      color: var(--text-muted);
      font-size: 12px;
      overflow-wrap: anywhere;
    }
    .warning {
      --icon-size: 14px;
      display: inline-flex;
      gap: 4px;
      color: var(--held);
      font-weight: 550;
    }
    .text {
      display: block;
      padding: 8px 12px;
      font-family: var(--upstream-font, var(--font-mono));
      font-size: var(--upstream-size, 13px);
      font-variant-ligatures: none;
      line-height: 20px;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    :host(.inline) .text {
      display: inline;
      padding: 0;
    }
    .chip {
      display: inline-block;
      margin: 0 2px;
      padding: 0 4px;
      border: 1px solid var(--held-line);
      border-radius: 4px;
      background: var(--held-soft);
      color: var(--held);
      font-size: 11px;
      line-height: 16px;
      white-space: nowrap;
    }
    .direction,
    .tag {
      border-color: var(--blocked-line);
      background: var(--blocked-soft);
      color: var(--blocked);
    }
    .nothing {
      color: var(--text-faint);
    }
  `,
})
export class UpstreamText {
  readonly text = input.required<string>();
  /** Where the text is from, such as the connector's name. */
  readonly origin = input('');
  readonly inline = input(false, { transform: booleanAttribute });
  protected readonly parts = computed(() => visibleParts(this.text()));
  protected readonly marked = computed(() => this.parts().filter((part) => part.mark).length);
  protected readonly nothing = $localize`(empty)`;
}
