import { inject } from '@angular/core';
import type { CanDeactivateFn } from '@angular/router';
import { Confirm } from '../../ui/confirm';

/** A page that may hold changes that are not saved yet. */
export interface HoldsEdits {
  readonly unsaved: () => number;
}

/** Asks before changes that are not saved are left behind. */
export const keepRuleEdits: CanDeactivateFn<HoldsEdits> = async (page) => {
  const count = page.unsaved();
  if (count === 0) return true;
  const yes = await inject(Confirm).ask({
    heading: $localize`Leave without saving?`,
    consequence:
      count === 1
        ? $localize`1 change of a rule is not saved. It is lost when you leave.`
        : $localize`${count}:count: changes of rules are not saved. They are lost when you leave.`,
    action: $localize`Leave`,
    danger: true,
  });
  return yes !== undefined;
};
