import { Routes } from '@angular/router';

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
    path: '**',
    title: $localize`Not found`,
    loadComponent: () => import('./not-found-page').then((file) => file.NotFoundPage),
  },
];
