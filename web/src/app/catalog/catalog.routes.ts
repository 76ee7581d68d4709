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
    path: ':slug',
    title: $localize`Connect`,
    loadComponent: () => import('./connect-page').then((file) => file.ConnectPage),
  },
];
