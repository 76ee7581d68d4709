import { booleanAttribute, Component, input } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';

/** One tab of an object's page; its path is relative to the page. */
export interface RouteTab {
  readonly label: string;
  readonly path: string;
  /** How many things wait behind it; nothing is shown for 0. */
  readonly count?: number;
}

/** Tabs that are addresses: links in a navigation, so that each can be opened, shared and gone back from. */
@Component({
  selector: 'app-route-tabs',
  imports: [RouterLink, RouterLinkActive],
  template: `
    <nav [attr.aria-label]="label()">
      @for (tab of tabs(); track tab.path) {
        <a
          [routerLink]="tab.path"
          routerLinkActive="active"
          ariaCurrentWhenActive="page"
          [routerLinkActiveOptions]="{ exact: exact() }"
          queryParamsHandling=""
        >
          {{ tab.label }}
          @if (tab.count) {
            <span class="count">{{ tab.count }}</span>
          }
        </a>
      }
    </nav>
  `,
  styles: `
    nav {
      display: flex;
      flex-wrap: wrap;
      gap: 0 4px;
      margin-bottom: 16px;
      border-bottom: 1px solid var(--line);
    }
    a {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      min-height: 40px;
      padding: 0 12px;
      border-bottom: 2px solid transparent;
      color: var(--text-muted);
      font-weight: 550;
      text-decoration: none;
    }
    a:hover {
      color: var(--text);
    }
    a.active {
      border-color: var(--accent);
      color: var(--text);
    }
    .count {
      padding: 0 6px;
      border-radius: 8px;
      background: var(--held-soft);
      color: var(--held);
      font-size: 12px;
      line-height: 16px;
    }
  `,
})
export class RouteTabs {
  readonly tabs = input.required<readonly RouteTab[]>();
  readonly label = input($localize`Sections`);
  /** Whether a tab is current only at exactly its address. */
  readonly exact = input(false, { transform: booleanAttribute });
}
