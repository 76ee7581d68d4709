import { Routes } from '@angular/router';

export const routes: Routes = [
  {
    path: 'sign-in',
    title: $localize`Sign in`,
    loadComponent: () => import('./shell/sign-in-page').then((file) => file.SignInPage),
  },
  {
    path: 'signed-out',
    title: $localize`Signed out`,
    loadComponent: () => import('./shell/signed-out-page').then((file) => file.SignedOutPage),
  },
  {
    path: '',
    loadComponent: () => import('./shell/shell').then((file) => file.Shell),
    loadChildren: () => import('./shell/pages.routes').then((file) => file.pages),
  },
];
