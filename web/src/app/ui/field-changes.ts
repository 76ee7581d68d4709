import { Component, input } from '@angular/core';
import type { FieldChange } from '../graphql/generated/schema';
import { UpstreamText } from './upstream-text';

/** One changed field, as the API gives it. */
export type ShownChange = Pick<FieldChange, 'path' | 'kind' | 'before' | 'after'>;

/** Changed fields with what stood there before and what stands there now, in words as well as in colour. */
@Component({
  selector: 'app-field-changes',
  imports: [UpstreamText],
  template: `
    <ul>
      @for (change of changes(); track change.path) {
        <li>
          <div class="head">
            <code><app-upstream-text inline [text]="change.path" /></code>
            <span>{{ kindWord(change.kind) }}</span>
          </div>
          <div class="sides">
            @if (has(change.before)) {
              <div class="before">
                <span class="label">{{ beforeLabel() }}</span>
                <app-upstream-text [text]="asText(change.before)" />
              </div>
            }
            @if (has(change.after)) {
              <div class="after">
                <span class="label">{{ afterLabel() }}</span>
                <app-upstream-text [text]="asText(change.after)" />
              </div>
            }
          </div>
        </li>
      } @empty {
        <li class="muted" i18n>Nothing differs.</li>
      }
    </ul>
  `,
  styles: `
    ul {
      display: grid;
      gap: 16px;
      padding: 0;
      list-style: none;
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
      margin-bottom: 4px;
      overflow-wrap: anywhere;
    }
    .head span {
      color: var(--text-muted);
    }
    .sides {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr));
      gap: 8px;
    }
    .label {
      display: block;
      color: var(--text-muted);
      font-size: 12px;
    }
    .before app-upstream-text {
      border-left: 4px solid var(--blocked);
    }
    .after app-upstream-text {
      border-left: 4px solid var(--allowed);
    }
  `,
})
export class FieldChanges {
  readonly changes = input.required<readonly ShownChange[]>();
  readonly beforeLabel = input($localize`Before`);
  readonly afterLabel = input($localize`Now`);

  protected has(value: unknown): boolean {
    return value !== null && value !== undefined;
  }

  protected asText(value: unknown): string {
    return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  }

  protected kindWord(kind: string): string {
    switch (kind) {
      case 'added':
        return $localize`added`;
      case 'removed':
        return $localize`removed`;
      default:
        return $localize`changed`;
    }
  }
}
