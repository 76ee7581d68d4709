import { inject } from '@angular/core';
import type { CanDeactivateFn } from '@angular/router';
import { mayLeave, Unsaved } from '../../ui/unsaved';

/** A page that may hold changes of rules that are not saved yet. */
export interface HoldsEdits {
  readonly unsaved: () => number;
}

/**
 * Asks before changes that are not saved are left behind: rules with the connector, whatever was typed with the tab or
 * the sheet it stands in.
 */
export const keepEdits: CanDeactivateFn<HoldsEdits> = (page, current, _, next) => {
  const [, place, slug] = next.url.split(/[/?#]/);
  const stays = place === 'connectors' && slug === current.params['slug'];
  const count = stays ? 0 : page.unsaved();
  return mayLeave([...(count > 0 ? [rulesLost(count)] : []), ...inject(Unsaved).losses()], next);
};

function rulesLost(count: number): string {
  return count === 1
    ? $localize`1 change of a rule is not saved. It is lost when you leave.`
    : $localize`${count}:count: changes of rules are not saved. They are lost when you leave.`;
}
