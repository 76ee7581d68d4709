import { Routes } from '@angular/router';

/** The pages of the members' catalog, below `/catalog`. */
export const catalogRoutes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: $localize`Catalog`,
    loadComponent: () => import('./catalog-page').then((file) => file.CatalogPage),
  },
  {
    // No connector can be called so.
    path: 'all',
    title: $localize`Connect all connectors`,
    loadComponent: () => import('./connect-all-page').then((file) => file.ConnectAllPage),
  },
  {
    path: ':slug',
    title: $localize`Connect`,
    loadComponent: () => import('./connect-page').then((file) => file.ConnectPage),
  },
];
