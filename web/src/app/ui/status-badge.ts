import { booleanAttribute, Component, input } from '@angular/core';
import { Icon } from './icon';
import type { Status } from './status';

/** A state as icon, word and colour. */
@Component({
  selector: 'app-status-badge',
  imports: [Icon],
  template: `<app-icon [name]="status().icon" />{{ status().label }}`,
  host: { '[class]': 'status().tone', '[class.quiet]': 'quiet()' },
  styles: `
    :host {
      --icon-size: 14px;
      display: inline-flex;
      align-items: center;
      gap: 4px;
      min-height: 22px;
      padding: 0 8px 0 6px;
      border: 1px solid var(--line);
      border-radius: 11px;
      background: var(--sunken);
      color: var(--text-muted);
      font-size: 12px;
      font-weight: 550;
      line-height: 16px;
      vertical-align: middle;
      white-space: nowrap;
    }
    :host(.allowed) {
      color: var(--allowed);
      background: var(--allowed-soft);
      border-color: var(--allowed-line);
    }
    :host(.blocked),
    :host(.danger) {
      color: var(--blocked);
      background: var(--blocked-soft);
      border-color: var(--blocked-line);
    }
    :host(.held) {
      color: var(--held);
      background: var(--held-soft);
      border-color: var(--held-line);
    }
    :host(.unknown) {
      color: var(--unknown);
      background: var(--unknown-soft);
      border-color: var(--unknown-line);
    }
    :host(.quiet) {
      padding: 0;
      border: 0;
      background: none;
    }
  `,
})
export class StatusBadge {
  readonly status = input.required<Status>();
  /** Whether it stands without its pill, for dense tables. */
  readonly quiet = input(false, { transform: booleanAttribute });
}
