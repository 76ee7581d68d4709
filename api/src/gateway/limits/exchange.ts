import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { OneAtATime } from '../../kernel/one-at-a-time.js';
import { Log } from '../../platform/telemetry/log.js';
import { LimitUseRepository } from './limit-use.repository.js';
import { GATEWAY_LIMITS, type GatewayLimits } from './limits.js';
import { Usage } from './usage.js';

/** Every so many exchanges, what nobody uses any more is removed: about every ten minutes. */
const forgetEvery = 600;

/**
 * Tells the other replicas what was used here, and learns what they used: one statement a second, never one a call.
 *
 * Between two exchanges a replica does not know what the others let through. When none works, each keeps to its share.
 */
@Injectable()
export class LimitExchange implements OnModuleInit, OnApplicationShutdown {
  readonly usage: Usage;
  private readonly replicaId = newId();
  private readonly exchanging = new OneAtATime(() => this.#exchange());
  private exchanges = 0;

  constructor(
    private readonly repository: LimitUseRepository,
    private readonly log: Log,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
  ) {
    this.usage = new Usage(this.#now());
  }

  onModuleInit(): void {
    this.exchanging.every(this.limits.exchangeEveryMs);
  }

  /** What this replica held is over, and the others need not wait until they notice. */
  onApplicationShutdown(): Promise<void> {
    return this.exchanging.finish();
  }

  /** One exchange; while one is under way, that one. It does not fail: what could not be told is told the next time. */
  exchange(): Promise<void> {
    return this.exchanging.run();
  }

  async #exchange(): Promise<void> {
    const told = this.usage.handOver(this.#now());
    try {
      const { learned, replicas } = await this.repository.exchange(this.replicaId, told);
      this.usage.learn(learned, replicas, this.#now());
    } catch (error) {
      this.usage.takeBack(told);
      this.log.warn({ err: error }, 'use could not be exchanged with the other replicas');
      return;
    }
    this.exchanges += 1;
    if (this.exchanges % forgetEvery === 0) await this.#forget();
  }

  async #forget(): Promise<void> {
    try {
      await this.repository.forget();
    } catch (error) {
      this.log.warn({ err: error }, 'use that is over could not be removed');
    }
  }

  #now(): number {
    return this.clock.now().getTime();
  }
}
