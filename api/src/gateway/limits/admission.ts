import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import type { CompiledConnector, CompiledOffering, CompiledPolicy } from '../../policies/policy.js';
import type { Caller } from '../pipeline/authenticate.js';
import { EffectiveLimits } from './effective-limits.js';
import { LimitExchange } from './exchange.js';
import { Stay } from './stay.js';
import type { Subject } from './usage.js';

/** Lets requests in as long as nobody's limit is reached. Nothing here asks the database. */
@Injectable()
export class Admission {
  constructor(
    private readonly limits: EffectiveLimits,
    private readonly exchange: LimitExchange,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The use of a request that just arrived: of its token, its member and their organization. */
  arrive(caller: Caller, policy: CompiledPolicy): Stay {
    const limits = this.limits.of(policy).organization;
    const { organizationId } = policy;
    const { tokenId, tokenName, principal } = caller;
    return new Stay(this.exchange.usage, this.clock, [
      { organizationId, kind: 'token', id: tokenId, name: tokenName, limits: limits.token },
      {
        organizationId,
        kind: 'member',
        id: principal.memberId,
        name: 'member',
        limits: limits.member,
      },
      {
        organizationId,
        kind: 'organization',
        id: organizationId,
        name: 'organization',
        limits: limits.organization,
      },
    ]);
  }

  /** Counts a call for the connector it reaches and for what it uses there. */
  call(
    stay: Stay,
    policy: CompiledPolicy,
    connector: CompiledConnector,
    offering: CompiledOffering | undefined,
  ): void {
    const limits = this.limits.of(policy);
    const { organizationId } = policy;
    const subjects: Subject[] = [this.#connector(policy, connector)];
    if (offering) {
      const { tool } = limits.ofOffering(offering.id, connector.id);
      subjects.unshift({
        organizationId,
        kind: 'tool',
        id: offering.id,
        name: offering.name.slice(0, 128),
        limits: tool,
      });
    }
    stay.call(subjects);
  }

  /** Counts a stream that announces what a connector offers, or all of them. */
  stream(stay: Stay, policy: CompiledPolicy, connector: CompiledConnector | undefined): void {
    stay.listen(connector ? [this.#connector(policy, connector)] : []);
  }

  #connector(policy: CompiledPolicy, { id, name }: CompiledConnector): Subject {
    const limits = this.limits.of(policy).ofConnector(id).connector;
    return { organizationId: policy.organizationId, kind: 'connector', id, name, limits };
  }
}
