import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { RequestContext } from '../kernel/request-context.js';
import { systemContext } from '../kernel/system-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../kernel/unit-of-work.js';
import { freshForMs, healthOf, type HealthMinute } from './health.js';
import { pointsOf, stepsOf, windows, type HealthHistory, type HealthWindow } from './history.js';
import { HealthRepository } from './health.repository.js';

/** How connectors fare: written by gateways, read by people. */
@Injectable()
export class HealthService {
  constructor(
    private readonly minutes: HealthRepository,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Keeps what a gateway process saw of an organization's connectors. */
  async keep(organizationId: string, minutes: readonly HealthMinute[]): Promise<void> {
    await this.unitOfWork.housekeep(systemContext(organizationId, 'gateway'), (work) =>
      this.minutes.keep(work, minutes),
    );
  }

  /** Batch of a loader: how connectors fare now. */
  readonly batch = async (context: RequestContext, ids: readonly string[]) => {
    const now = this.clock.now();
    const seen = await this.unitOfWork.read(context, (work) =>
      this.minutes.since(work, ids, new Date(now.getTime() - freshForMs)),
    );
    const byConnector = Map.groupBy(seen, ({ connectorId }) => connectorId);
    return ids.map((id) => healthOf(byConnector.get(id) ?? [], now));
  };

  /** How a connector fared over a while. */
  async history(context: RequestContext, connectorId: string, window: HealthWindow): Promise<HealthHistory> {
    const steps = stepsOf(window, this.clock.now());
    const { stepMs } = windows[window];
    const since = steps[0] ?? this.clock.now();
    return this.unitOfWork.read(context, async (work) => ({
      stepMs,
      points: pointsOf(steps, await this.minutes.steps(work, connectorId, since, stepMs)),
      events: await this.minutes.events(work, connectorId, since),
    }));
  }
}
