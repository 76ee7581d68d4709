import { Component } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { PageHeader } from '../ui/page-header';
import { RouteTabs, type RouteTab } from '../ui/route-tabs';

/** The members and groups of the organization. */
@Component({
  selector: 'app-people-page',
  imports: [PageHeader, RouterOutlet, RouteTabs],
  template: `
    <app-page-header i18n-heading heading="People">
      <span meta i18n
        >Members join when they first sign in. Groups come with them from your organization's directory.</span
      >
    </app-page-header>
    <app-route-tabs [tabs]="tabs" i18n-label label="Sections of people" />
    <router-outlet />
  `,
})
export class PeoplePage {
  protected readonly tabs: readonly RouteTab[] = [
    { label: $localize`Members`, path: 'members' },
    { label: $localize`Groups`, path: 'groups' },
  ];
}
