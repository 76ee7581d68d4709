import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { StandingDecision } from '../connectors/standing-decision.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { RulesRepository } from './rules.repository.js';

/** Makes the rules for what a connector offers by a standing decision. */
@Injectable()
export class OfferedByDecision implements OnModuleInit {
  constructor(
    private readonly decision: StandingDecision,
    private readonly rules: RulesRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.decision.offerWith(async (change, connector, offerings, decidedBy) => {
      const ruled = new Set(
        (
          await this.rules.ofOfferings(
            change,
            offerings.map(({ id }) => id),
          )
        ).map(({ offeringId }) => offeringId),
      );
      // Somebody has decided about these already.
      const unruled = offerings.filter(({ id }) => !ruled.has(id));
      const changes = unruled.map(({ id }) => ({ offeringId: id, groupId: null, effect: 'allow' }) as const);
      await this.rules.apply(change, connector.id, changes, this.clock.now(), decidedBy);
      for (const { id, kind, name } of unruled) {
        change.record({
          type: 'rule.changed',
          outcome: 'success',
          target: { kind: 'offering', id, name },
          connectorId: connector.id,
          offering: { kind, name },
          change: { before: [], after: [{ audience: 'everyone', groupId: null, effect: 'allow' }] },
          details: { standingDecisionOf: decidedBy },
        });
      }
    });
  }
}
