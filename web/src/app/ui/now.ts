import { DestroyRef, inject, Service, signal } from '@angular/core';

/** The current time for everything that is told relative to it; moves once a minute. */
@Service()
export class Now {
  private readonly current = signal(Date.now());
  readonly minute = this.current.asReadonly();

  constructor() {
    const timer = setInterval(() => this.current.set(Date.now()), 60_000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}
