import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import type { Caller } from '../pipeline/authenticate.js';
import { decideOn, type Decided } from '../pipeline/decide.js';
import { GatewayRefusal } from '../pipeline/gateway-refusal.js';
import { Resolution } from '../pipeline/resolve.js';
import type { AskedTurn } from '../pipeline/turn.js';

/** Decides about a call again while it goes on: people take their time, and meanwhile things change. */
@Injectable()
export class Standing {
  constructor(
    private readonly resolution: Resolution,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Whether the token is still good, and the call still allowed on the very contract it was made on. */
  async holds(
    turn: AskedTurn,
    decided: Decided,
    revalidate: () => Promise<Caller | undefined>,
  ): Promise<boolean> {
    const { arrival, asked } = turn;
    const { id, slug } = turn.resolved.connector;
    try {
      const caller = await revalidate();
      const policy = caller && (await this.resolution.policyOf(arrival.organizationSlug));
      if (!caller || !policy) return false;
      const resolved = await this.resolution.resolve(policy, caller, slug);
      const { definition, decision } = decideOn(resolved, caller, asked, this.clock.now());
      if (resolved.connector.id !== id || definition === undefined) return false;
      return decision.contractHash === decided.decision.contractHash;
    } catch (error) {
      if (error instanceof GatewayRefusal) return false;
      throw error;
    }
  }
}
