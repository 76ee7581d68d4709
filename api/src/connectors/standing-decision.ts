import { Injectable } from '@nestjs/common';
import { permissionsOf } from '../access/roles.js';
import type { Offering } from '../contracts/offering.js';
import { OfferingsService } from '../contracts/offerings.service.js';
import type { Change } from '../kernel/unit-of-work.js';
import { PeopleService } from '../people/people.service.js';
import type { Connector } from './connector.js';

/** Offers what was just approved to everyone the connector is published to, in the same transaction. */
export type Offer = (
  change: Change,
  connector: Connector,
  offerings: readonly Offering[],
  decidedBy: string,
) => Promise<void>;

/**
 * A person's decision, made once, about what later scans find: for connectors whose server the organization runs.
 *
 * It reaches no further than the person: it rests when they are not active any more or may not approve any more. What
 * a look at the definition finds suspicious is held all the same, and what destroys is offered to nobody by itself.
 */
@Injectable()
export class StandingDecision {
  private offer: Offer | undefined;

  constructor(
    private readonly offerings: OfferingsService,
    private readonly people: PeopleService,
  ) {}

  /** Rules are another feature's, which says here how one is made. */
  offerWith(offer: Offer): void {
    this.offer = offer;
  }

  /** Applies what was decided about this connector to what its last scan found. */
  async apply(change: Change, connector: Connector): Promise<void> {
    const { changeHandling, changeHandlingSetBy: decidedBy } = connector;
    if (changeHandling === 'hold' || decidedBy === null) return;
    const standing = await this.people.standingWithin(change, decidedBy);
    const permissions = permissionsOf(standing?.active ? standing.roles : []);
    if (!permissions.has('contract.approve')) return;
    const approved = await this.offerings.approveUnsuspicious(change, connector.id, decidedBy);
    if (changeHandling !== 'offer' || !permissions.has('rule.manage')) return;
    const offered = approved.filter(
      ({ approvedHash, kind, classification }) =>
        approvedHash === null && kind !== 'instructions' && classification !== 'destructive',
    );
    if (offered.length > 0) await this.offer?.(change, connector, offered, decidedBy);
  }
}
