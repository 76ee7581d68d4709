import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import type { Caller } from '../pipeline/authenticate.js';
import type { Asked } from '../pipeline/classify.js';
import { decideOn, type Decided } from '../pipeline/decide.js';
import { isNo } from '../pipeline/gateway-refusal.js';
import type { Arrival } from '../pipeline/receive.js';
import { Resolution, type Resolved } from '../pipeline/resolve.js';

/** As much of a call as it takes to decide about it again. */
export interface StandingCall {
  readonly arrival: Pick<Arrival, 'organizationSlug'>;
  readonly asked: Pick<Asked, 'request' | 'task'>;
  readonly resolved: Pick<Resolved, 'connector'>;
}

/** Decides about a call again while it goes on: people take their time, and meanwhile things change. */
@Injectable()
export class Standing {
  constructor(
    private readonly resolution: Resolution,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Whether the token is still good, and the call still allowed on the very contract it was made on. Fails where that
   * cannot be found out.
   */
  async holds(
    { arrival, asked, resolved: { connector } }: StandingCall,
    decided: Decided,
    revalidate: () => Promise<Caller | undefined>,
  ): Promise<boolean> {
    const { id, slug } = connector;
    try {
      const caller = await revalidate();
      const policy = caller && (await this.resolution.policyOf(arrival.organizationSlug));
      if (!caller || !policy) return false;
      const resolved = await this.resolution.resolve(policy, caller, slug);
      const { definition, decision } = decideOn(resolved, caller, asked, this.clock.now());
      if (resolved.connector.id !== id || definition === undefined) return false;
      return decision.contractHash === decided.decision.contractHash;
    } catch (error) {
      if (isNo(error)) return false;
      throw error;
    }
  }
}
