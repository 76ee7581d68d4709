import { DestroyRef, inject, Service } from '@angular/core';
import type { CanDeactivateFn } from '@angular/router';
import { Confirm } from './confirm';

/** What was typed and not saved yet, wherever on the page it stands. */
@Service()
export class Unsaved {
  private readonly holders = new Set<() => string>();

  /** As long as the asking component lives, `loss` says what is lost when the person goes on; nothing is no text. */
  watch(loss: () => string): void {
    this.holders.add(loss);
    inject(DestroyRef).onDestroy(() => this.holders.delete(loss));
  }

  /** What is lost when the person goes on, in sentences. */
  losses(): readonly string[] {
    return [...this.holders].map((loss) => loss()).filter(Boolean);
  }
}

/** Asks before something that is not saved is left behind, in one question however much it is. */
export function mayLeave(losses: readonly string[]): boolean | Promise<boolean> {
  if (losses.length === 0) return true;
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
export const keepTyped: CanDeactivateFn<unknown> = () => mayLeave(inject(Unsaved).losses());
