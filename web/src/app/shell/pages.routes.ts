import { Routes } from '@angular/router';
import { keepTyped } from '../ui/unsaved';

/** The pages inside the shell: one entry per address, each loaded when it is first visited. */
export const pages: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: $localize`Home`,
    loadComponent: () => import('../home/home-page').then((file) => file.HomePage),
  },
  {
    path: 'connectors',
    loadChildren: () => import('../connectors/connectors.routes').then((file) => file.connectorRoutes),
  },
  {
    path: 'catalog',
    loadChildren: () => import('../catalog/catalog.routes').then((file) => file.catalogRoutes),
  },
  {
    path: 'audit',
    title: $localize`Audit`,
    loadComponent: () => import('../audit/audit-page').then((file) => file.AuditPage),
  },
  {
    path: 'audit/:id',
    title: $localize`Audit event`,
    loadComponent: () => import('../audit/audit-event-page').then((file) => file.AuditEventPage),
  },
  {
    path: 'settings',
    title: $localize`Settings`,
    canDeactivate: [keepTyped],
    loadComponent: () => import('../limits/settings-page').then((file) => file.SettingsPage),
  },
  {
    path: 'tokens',
    title: $localize`Access tokens`,
    loadComponent: () => import('../tokens/tokens-page').then((file) => file.TokensPage),
  },
  {
    path: 'tokens/new',
    title: $localize`New token`,
    loadComponent: () => import('../tokens/new-token-page').then((file) => file.NewTokenPage),
  },
  {
    path: 'people',
    title: $localize`People`,
    loadComponent: () => import('../people/people-page').then((file) => file.PeoplePage),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'members' },
      {
        path: 'members',
        title: $localize`Members`,
        loadComponent: () => import('../people/members-tab').then((file) => file.MembersTab),
      },
      {
        path: 'groups',
        title: $localize`Groups`,
        loadComponent: () => import('../people/groups-tab').then((file) => file.GroupsTab),
      },
    ],
  },
  {
    path: 'people/:id',
    title: $localize`Member`,
    loadComponent: () => import('../people/member-page').then((file) => file.MemberPage),
  },
  {
    path: '**',
    title: $localize`Not found`,
    loadComponent: () => import('./not-found-page').then((file) => file.NotFoundPage),
  },
];
