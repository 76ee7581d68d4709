import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { OneAtATime } from '../../kernel/one-at-a-time.js';
import { Keyring } from '../crypto/keyring.js';
import { Log } from '../telemetry/log.js';
import { AttemptCountsRepository } from './attempt-counts.repository.js';
import type { AttemptLimit, ToldAttempts } from './attempt-limit.js';

const exchangeEveryMs = 1_000;

/**
 * Tells the other replicas what was tried here, and learns what was tried everywhere: one statement a second for as
 * long as anything is tried, never one for an attempt.
 *
 * A network that turns to a replica which has not counted it yet is counted there from nothing until that replica has
 * asked once. When nobody can be asked, each replica counts alone.
 */
@Injectable()
export class AttemptExchange implements OnModuleInit, OnApplicationShutdown {
  private readonly limits = new Map<string, AttemptLimit>();
  private readonly exchanging = new OneAtATime(() => this.#exchange());

  constructor(
    private readonly counts: AttemptCountsRepository,
    private readonly keyring: Keyring,
    private readonly log: Log,
  ) {}

  /** Has a limit hold for all replicas together. What is tried must have a name of its own. */
  share(what: string, limit: AttemptLimit): void {
    this.limits.set(what, limit);
  }

  onModuleInit(): void {
    this.exchanging.every(exchangeEveryMs);
  }

  /** What came in the last second counts for those who stay. */
  onApplicationShutdown(): Promise<void> {
    return this.exchanging.finish();
  }

  /** One exchange; while one is under way, that one. It does not fail: what could not be told is told the next time. */
  exchange(): Promise<void> {
    return this.exchanging.run();
  }

  async #exchange(): Promise<void> {
    const told = [...this.limits].flatMap(([what, limit]) =>
      limit.handOver().map((attempts) => ({ ...attempts, what, limit, hash: this.#hashOf(what, attempts) })),
    );
    if (told.length === 0) return;
    try {
      const learned = await this.counts.exchange(told);
      for (const { limit, source, since, hash } of told) {
        const counted = learned.get(hash);
        if (counted) limit.learn([{ source, since, ...counted }]);
      }
    } catch (error) {
      for (const { limit, ...attempts } of told) limit.takeBack([attempts]);
      this.log.warn({ err: error }, 'attempts could not be exchanged with the other replicas');
    }
  }

  /** Whose addresses they are is nobody's business in the database, and no table of all addresses leads back to them. */
  #hashOf(what: string, { source }: ToldAttempts): string {
    return this.keyring.hmac('attempt-source', this.keyring.currentId, `${what} ${source}`);
  }
}
