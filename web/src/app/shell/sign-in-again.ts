import { inject, Service } from '@angular/core';
import { Router } from '@angular/router';

/** Leads to the sign-in page and remembers where the person was. */
@Service()
export class SignInAgain {
  private readonly router = inject(Router);

  go(): void {
    const here = this.router.currentNavigation()?.finalUrl?.toString() ?? this.router.url;
    if (here.startsWith('/sign-in') || here.startsWith('/signed-out')) return;
    void this.router.navigate(['/sign-in'], { queryParams: { return_to: here === '/' ? null : here } });
  }
}
