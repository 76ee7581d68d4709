import { computed, inject, Service } from '@angular/core';
import { HeldOfferingsDocument } from '../graphql/generated/graphql';
import { queryResource } from '../graphql/query-resource';
import { Session } from './session';

/** How much waits for the decision of the person signed in. */
@Service()
export class Waiting {
  private readonly session = inject(Session);
  private readonly answer = queryResource(HeldOfferingsDocument, () =>
    this.session.can('contract.approve') ? {} : undefined,
  );

  /** Offerings that are held until someone decides. */
  readonly held = computed(() =>
    this.answer.hasValue()
      ? this.answer.value().connectors.edges.reduce((sum, { node }) => sum + node.offeringCounts.held, 0)
      : 0,
  );
  readonly words = computed(() =>
    this.held() === 1
      ? $localize`1 held for a decision`
      : $localize`${this.held()}:count: held for a decision`,
  );

  /** Counts again, after a decision. */
  reload(): void {
    this.answer.reload();
  }
}
