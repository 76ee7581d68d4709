import { Inject, Injectable } from '@nestjs/common';
import { memberOf, objectOf } from '../../platform/mcp/json/json-value.js';
import { errorCodes } from '../../platform/mcp/jsonrpc.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import { Occupancy } from '../limits/occupancy.js';
import { offersSubscriptions } from '../offerings/lists.js';
import { GatewayRefusal } from '../pipeline/gateway-refusal.js';
import { offeringRefused } from '../pipeline/offering-refused.js';
import type { AddressedTurn } from '../pipeline/turn.js';
import { longestUri } from './gateway-subscriptions.js';
import type { OpenResources } from './open-resources.js';

/** The resources that `subscriptions/listen` asks for; they live and end with their stream. */
@Injectable()
export class ModernSubscriptions {
  private readonly places: Occupancy;

  constructor(@Inject(GATEWAY_LIMITS) limits: GatewayLimits) {
    this.places = new Occupancy(limits.subscriptionsPerToken, 'resources it waits for');
  }

  /** What one request asks for. Refuses what cannot be understood, or is more than a token may ask for. */
  of(turn: AddressedTurn): ListenedResources {
    const { resolved, caller, asked } = turn;
    const wanted = urisOf(memberOf(objectOf(asked.request.params, 'notifications'), 'resourceSubscriptions'));
    const isOffered = resolved !== undefined && offersSubscriptions(resolved.served.verdict.capabilities);
    const uris = isOffered ? [...new Set(wanted)] : [];
    const leaves: (() => void)[] = [];
    try {
      for (const _uri of uris) leaves.push(this.places.enter(caller.tokenId));
    } catch (error) {
      for (const leave of leaves) leave();
      throw error;
    }
    return new ListenedResources(turn, uris, isOffered && wanted !== undefined, leaves);
  }
}

/** The resources of one `subscriptions/listen`. */
export class ListenedResources {
  constructor(
    private readonly turn: AddressedTurn,
    private readonly uris: readonly string[],
    /** Whether the answer has to say which are watched. */
    readonly isAsked: boolean,
    private readonly leaves: readonly (() => void)[],
  ) {}

  /** Decides on each, records it, and watches those that the caller may read. */
  async begin(resources: OpenResources | undefined): Promise<void> {
    if (!resources) return;
    const { trail, asked } = this.turn;
    const decided = this.uris.map((uri) => resources.decide(uri));
    await Promise.all(
      decided.map((one) =>
        one.definition
          ? trail.subscription('gateway.subscribed', one)
          : trail.refused(offeringRefused(one, asked.era).code, asked.request.method, asked, one),
      ),
    );
    resources.set(decided.filter(({ definition }) => definition).map(({ question }) => question.asked));
  }

  end(): void {
    for (const leave of this.leaves) leave();
  }
}

function urisOf(wanted: unknown): readonly string[] | undefined {
  if (wanted === undefined) return undefined;
  const isList =
    Array.isArray(wanted) && wanted.every((uri) => typeof uri === 'string' && uri.length <= longestUri);
  if (isList) return wanted as string[];
  throw new GatewayRefusal('arguments_invalid', 200, {
    code: errorCodes.invalidParams,
    message: `Invalid params: notifications.resourceSubscriptions has to be a list of addresses of at most ${longestUri} characters each.`,
  });
}
