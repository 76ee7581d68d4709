import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Log } from '../platform/telemetry/log.js';
import { PartitionsRepository } from './partitions.repository.js';

const dayMs = 24 * 60 * 60 * 1000;
const monthsAhead = 3;

/** Keeps monthly partitions of the audit trail ready, so that no event lands in the catch-all. */
@Injectable()
export class AuditPartitions implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(PartitionsRepository) private readonly partitions: PartitionsRepository,
    private readonly log: Log,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.ensure();
    this.timer = setInterval(() => void this.ensure(), dayMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async ensure(): Promise<void> {
    try {
      const made = await this.partitions.ensure(monthsAhead);
      if (made > 0) this.log.info({ made }, 'made partitions of the audit trail');
    } catch (error) {
      // The catch-all partition takes the events; tomorrow is another chance.
      this.log.error({ err: error }, 'partitions of the audit trail could not be made');
    }
  }
}
