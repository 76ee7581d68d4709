import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { HealthMinute } from '../../health/health.js';
import { HealthService } from '../../health/health.service.js';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { OneAtATime } from '../../kernel/one-at-a-time.js';
import { Log } from '../../platform/telemetry/log.js';
import { Metrics } from '../../platform/telemetry/metrics.js';
import { Upstream } from './upstream.js';
import { UPSTREAM_LIMITS, type UpstreamLimits } from './upstream-limits.js';

/** How many are remembered; of those that nothing hangs on, the one known longest goes first. */
const capacity = 5_000;

/** A change of a breaker is told soon, and several together. */
const soonMs = 250;

/** The upstreams this process has called, and the telling of how they fare. */
@Injectable()
export class WatchedUpstreams implements OnModuleInit, OnApplicationShutdown {
  /** This process, as long as it runs. */
  readonly gatewayId = newId();
  readonly #upstreams = new Map<string, Upstream>();
  readonly #telling = new OneAtATime(() => this.#write());
  #soon: NodeJS.Timeout | undefined;

  constructor(
    private readonly health: HealthService,
    private readonly log: Log,
    private readonly metrics: Metrics,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(UPSTREAM_LIMITS) private readonly limits: UpstreamLimits,
  ) {}

  onModuleInit(): void {
    this.#telling.every(this.limits.healthEveryMs);
  }

  onApplicationShutdown(): Promise<void> {
    clearTimeout(this.#soon);
    return this.#telling.finish();
  }

  /** The upstream of a connector, if it was called before. */
  existing(connectorId: string): Upstream | undefined {
    return this.#upstreams.get(connectorId);
  }

  /** The upstream of a connector. */
  of(organizationId: string, connectorId: string, now: number): Upstream {
    const known = this.#upstreams.get(connectorId);
    if (known) return known;
    this.#makeRoom(now);
    const upstream = new Upstream(organizationId, connectorId, this.limits, now, () => this.#changed());
    this.#upstreams.set(connectorId, upstream);
    return upstream;
  }

  /** Those that this process does not call at the moment because their last calls failed. */
  cut(): Upstream[] {
    return [...this.#upstreams.values()].filter(({ isCut }) => isCut);
  }

  /** Writes what changed since the last time; what cannot be written now is written later. */
  tell(): Promise<void> {
    return this.#telling.run();
  }

  #changed(): void {
    this.metrics.upstreamBreakersOpen.set(this.cut().length);
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      void this.tell();
    }, soonMs).unref();
  }

  async #write(): Promise<void> {
    const now = this.clock.now().getTime();
    const taken = new Map<Upstream, HealthMinute[]>();
    for (const upstream of this.#upstreams.values()) {
      const minutes = upstream.takeHealth(this.gatewayId, now);
      if (minutes.length > 0) taken.set(upstream, minutes);
    }
    const byOrganization = Map.groupBy(taken, ([{ organizationId }]) => organizationId);
    // One organization after the other: nobody waits for this, and calls need the connections.
    for (const [organizationId, entries] of byOrganization) {
      try {
        await this.health.keep(
          organizationId,
          entries.flatMap(([, minutes]) => minutes),
        );
      } catch (error) {
        for (const [upstream, minutes] of entries) upstream.putBackHealth(minutes);
        this.log.warn({ err: error, organizationId }, 'the health of connectors could not be written');
      }
    }
  }

  #makeRoom(now: number): void {
    if (this.#upstreams.size < capacity) return;
    for (const [id, upstream] of this.#upstreams) {
      if (upstream.isForgettable(now)) return void this.#upstreams.delete(id);
    }
  }
}
