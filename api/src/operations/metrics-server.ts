import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import fastify, { type FastifyInstance } from 'fastify';
import { CONFIGURATION, type Configuration } from '../config/configuration.js';
import { Metrics } from '../platform/telemetry/metrics.js';

/** Serves metrics at an address of their own, where the environment names one: what is public need not show them. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: FastifyInstance | undefined;

  constructor(
    private readonly metrics: Metrics,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const address = this.configuration.telemetry?.metrics;
    if (!address) return;
    this.server = fastify({ forceCloseConnections: true });
    this.server.get('/metrics', async (_request, reply) =>
      reply
        .header('cache-control', 'no-store')
        .type(this.metrics.registry.contentType)
        .send(await this.metrics.registry.metrics()),
    );
    await this.server.listen(address);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.server?.close();
  }
}
