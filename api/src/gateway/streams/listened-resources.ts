import { offersSubscriptions } from '../offerings/lists.js';
import { offeringRefused } from '../pipeline/offering-refused.js';
import type { AddressedTurn } from '../pipeline/turn.js';
import type { OpenResources } from './open-resources.js';
import { isFound, type Whereabouts } from './whereabouts.js';

/** The resources of one `subscriptions/listen`. */
export class ListenedResources {
  constructor(
    private readonly turn: AddressedTurn,
    private readonly uris: readonly string[],
    /** Whether the answer has to say which are watched. */
    readonly isAsked: boolean,
    private readonly whereabouts: Whereabouts,
    private readonly leaves: readonly (() => void)[],
  ) {}

  /** Decides on each, records it, and watches those that the caller may read. */
  async begin(resources: OpenResources): Promise<void> {
    const watched = await Promise.all(this.uris.map((uri) => this.#mayWatch(uri)));
    await resources.set(watched.flat());
  }

  end(): void {
    for (const leave of this.leaves) leave();
  }

  async #mayWatch(uri: string): Promise<string[]> {
    const { trail, asked, caller, arrival } = this.turn;
    const { method } = asked.request;
    const found = await this.whereabouts.resource(arrival, caller, uri);
    if (!isFound(found)) {
      await trail.refused(found.code, method, asked);
      return [];
    }
    const { resolved, decided } = found;
    const about = trail.about(resolved);
    if (!decided.definition) {
      await about.refused(offeringRefused(decided, asked.era).code, method, asked, decided);
      return [];
    }
    // At the address of all connectors some may have this, and others not.
    if (!offersSubscriptions(resolved.served.verdict.capabilities)) return [];
    await about.subscription('gateway.subscribed', decided);
    return [uri];
  }
}
