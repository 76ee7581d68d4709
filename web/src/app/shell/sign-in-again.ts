import { inject, injectAsync, Service } from '@angular/core';
import { Router } from '@angular/router';

/** Leads to the sign-in page and remembers where the person was. */
@Service()
export class SignInAgain {
  private readonly router = inject(Router);
  /** The page that somebody was told about, whatever else on it asks in vain. */
  private kept: string | undefined;
  private readonly ended = injectAsync(() => import('./session-ended').then((file) => file.SessionEnded));

  go(): void {
    const here = this.here();
    if (here.startsWith('/sign-in') || here.startsWith('/signed-out')) return;
    if (here === this.kept) return void this.stay();
    void this.router.navigate(['/sign-in'], { queryParams: { return_to: here === '/' ? null : here } });
  }

  /** Where something was typed, its page stays: the person is told, and signs in beside it. */
  async stay(): Promise<void> {
    const here = (this.kept = this.router.url);
    (await this.ended()).say(here);
  }

  private here(): string {
    return this.router.currentNavigation()?.finalUrl?.toString() ?? this.router.url;
  }
}
