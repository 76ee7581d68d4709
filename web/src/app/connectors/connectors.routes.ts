import { Routes } from '@angular/router';
import { keepEdits } from './detail/keep-edits';

/** The pages of connectors, below `/connectors`. */
export const connectorRoutes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: $localize`Connectors`,
    loadComponent: () => import('./connectors-page').then((file) => file.ConnectorsPage),
  },
  {
    path: 'new',
    title: $localize`Register a connector`,
    loadComponent: () => import('./register/register-page').then((file) => file.RegisterPage),
  },
  {
    path: ':slug',
    title: $localize`Connector`,
    canDeactivate: [keepEdits],
    // Tabs are addresses, and an open sheet a part of one: going on from either is asked about too.
    runGuardsAndResolvers: 'always',
    loadComponent: () => import('./detail/connector-page').then((file) => file.ConnectorPage),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'tools' },
      { path: 'tools', loadComponent: () => import('./detail/tools-tab').then((file) => file.ToolsTab) },
      { path: 'access', loadComponent: () => import('./detail/access-tab').then((file) => file.AccessTab) },
      {
        path: 'connection',
        loadComponent: () => import('./detail/connection-tab').then((file) => file.ConnectionTab),
      },
      {
        path: 'health',
        loadComponent: () => import('./health/health-tab').then((file) => file.HealthTab),
      },
      { path: 'limits', loadComponent: () => import('./detail/limits-tab').then((file) => file.LimitsTab) },
      {
        path: 'history',
        loadComponent: () => import('./detail/history-tab').then((file) => file.HistoryTab),
      },
    ],
  },
];
