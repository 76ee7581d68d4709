import { DestroyRef, inject, Service, signal } from '@angular/core';
import type { CanDeactivateFn, RouterStateSnapshot } from '@angular/router';
import { SignInAgain } from '../shell/sign-in-again';
import { Confirm } from './confirm';

/** What was typed and not saved yet, wherever on the page it stands. */
@Service()
export class Unsaved {
  private readonly holders = signal<readonly (() => string)[]>([]);

  /** As long as the asking component lives, `loss` says what is lost when the person goes on; nothing is no text. */
  watch(loss: () => string): void {
    this.holders.update((holders) => [...holders, loss]);
    inject(DestroyRef).onDestroy(() =>
      this.holders.update((holders) => holders.filter((each) => each !== loss)),
    );
  }

  /** What is lost when the person goes on, in sentences. */
  losses(): readonly string[] {
    return this.holders()
      .map((loss) => loss())
      .filter(Boolean);
  }
}

/**
 * Asks before something that is not saved is left behind, in one question however much it is. Whoever is led to sign-in
 * did not choose to leave, so there is nothing to ask: the page stays, and they are told.
 */
export function mayLeave(
  losses: readonly string[],
  { url }: Pick<RouterStateSnapshot, 'url'>,
): boolean | Promise<boolean> {
  if (losses.length === 0) return true;
  if (/^\/sign-in(?:[?#]|$)/.test(url)) {
    void inject(SignInAgain).stay();
    return false;
  }
  return inject(Confirm)
    .ask({
      heading: $localize`Leave without saving?`,
      consequence: losses.join(' '),
      action: $localize`Leave`,
      danger: true,
    })
    .then((yes) => yes !== undefined);
}

/** Asks before what was typed on a page is left behind. */
export const keepTyped: CanDeactivateFn<unknown> = (_page, _current, _here, next) =>
  mayLeave(inject(Unsaved).losses(), next);
