import { Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';

/** One step of the way back, such as "Connectors". */
export interface Crumb {
  readonly label: string;
  readonly link: string;
}

/**
 * The top of a page, state before action: the way back, the heading, its state (`[state]`), a line of facts
 * (`[meta]`), what it waits for (`[waiting]`), and the actions (`[actions]`) that follow from it.
 */
@Component({
  selector: 'app-page-header',
  imports: [RouterLink],
  template: `
    @if (crumbs().length) {
      <nav i18n-aria-label aria-label="Breadcrumb">
        @for (crumb of crumbs(); track crumb.link) {
          <a [routerLink]="crumb.link">{{ crumb.label }}</a>
          <span aria-hidden="true">/</span>
        }
      </nav>
    }
    <div class="line">
      <div class="title">
        <h1 tabindex="-1">{{ heading() }}</h1>
        <ng-content select="[state]" />
      </div>
      <div class="actions"><ng-content select="[actions]" /></div>
    </div>
    <div class="meta"><ng-content select="[meta]" /></div>
    <ng-content select="[waiting]" />
    <ng-content />
  `,
  styles: `
    :host {
      display: grid;
      gap: 4px;
      margin-bottom: 20px;
    }
    nav {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
      color: var(--text-faint);
      font-size: 13px;
    }
    nav a {
      color: var(--text-muted);
      text-decoration: none;
    }
    nav a:hover {
      text-decoration: underline;
    }
    .line {
      display: flex;
      flex-wrap: wrap;
      align-items: flex-start;
      justify-content: space-between;
      gap: 8px 16px;
    }
    .title {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 4px 12px;
      min-width: 0;
    }
    h1 {
      overflow-wrap: anywhere;
    }
    h1:focus {
      outline: none;
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }
    .actions:empty,
    .meta:empty {
      display: none;
    }
    .meta {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 16px;
      color: var(--text-muted);
    }
  `,
})
export class PageHeader {
  readonly heading = input.required<string>();
  readonly crumbs = input<readonly Crumb[]>([]);
}
