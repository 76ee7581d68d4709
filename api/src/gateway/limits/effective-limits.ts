import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../config/configuration.js';
import { withChoices, within, type LimitFrame, type Limits } from '../../kernel/limits.js';
import type { CompiledPolicy } from '../../policies/policy.js';

/** The limits that hold in one organization, worked out once for each version of its policy. */
class OfPolicy {
  readonly organization: Limits;
  readonly #connectors = new Map<string, Limits>();
  readonly #offerings = new Map<string, Limits>();

  constructor(
    private readonly policy: CompiledPolicy,
    private readonly frame: LimitFrame,
  ) {
    this.organization = within(
      withChoices(frame.defaults, policy.limits.organization.limits),
      frame.ceilings,
    );
  }

  ofConnector(id: string): Limits {
    return this.#found(this.#connectors, id, () => {
      const chosen = this.policy.limits.connectors.get(id);
      return chosen
        ? within(withChoices(this.organization, chosen.limits), this.frame.ceilings)
        : this.organization;
    });
  }

  ofOffering(id: string, connectorId: string): Limits {
    return this.#found(this.#offerings, id, () => {
      const chosen = this.policy.limits.offerings.get(id);
      const general = this.ofConnector(connectorId);
      return chosen ? within(withChoices(general, chosen.limits), this.frame.ceilings) : general;
    });
  }

  #found(known: Map<string, Limits>, id: string, make: () => Limits): Limits {
    const limits = known.get(id) ?? make();
    known.set(id, limits);
    return limits;
  }
}

/** What holds where: the narrowest choice, else the installation's, and never more than its ceiling. */
@Injectable()
export class EffectiveLimits {
  private readonly byPolicy = new WeakMap<CompiledPolicy, OfPolicy>();

  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  of(policy: CompiledPolicy): OfPolicy {
    const known = this.byPolicy.get(policy);
    if (known) return known;
    const made = new OfPolicy(policy, this.configuration.limits);
    this.byPolicy.set(policy, made);
    return made;
  }
}
