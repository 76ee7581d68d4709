import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Log } from '../platform/telemetry/log.js';
import { UpkeepRepository } from './upkeep.repository.js';

const minuteMs = 60 * 1000;
const monthsAhead = 3;

interface Task {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<number>;
}

/** What has to be done now and then, by whichever worker comes to it: each task may run twice without harm. */
@Injectable()
export class Upkeep implements OnModuleInit, OnApplicationShutdown {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly repository: UpkeepRepository,
    private readonly log: Log,
  ) {}

  async onModuleInit(): Promise<void> {
    const tasks: readonly Task[] = [
      {
        name: 'partitions of the audit trail made',
        everyMs: 24 * 60 * minuteMs,
        run: () => this.repository.ensurePartitions(monthsAhead),
      },
      { name: 'expired rows removed', everyMs: 10 * minuteMs, run: () => this.repository.removeExpired() },
      {
        name: 'old health of connectors removed',
        everyMs: 60 * minuteMs,
        run: () => this.repository.removeOldHealth(),
      },
    ];
    for (const task of tasks) {
      await this.attempt(task);
      this.timers.push(setInterval(() => void this.attempt(task), task.everyMs).unref());
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.timers.forEach(clearInterval);
    await Promise.all(this.running);
  }

  private attempt(task: Task): Promise<void> {
    const run = task
      .run()
      .then((count) => {
        if (count > 0) this.log.info({ count }, task.name);
      })
      // The next turn is another chance, and nothing depends on this one: events have a catch-all partition.
      .catch((error: unknown) => this.log.error({ err: error }, `failed: ${task.name}`))
      .finally(() => this.running.delete(run));
    this.running.add(run);
    return run;
  }
}
