import { Controller, Get, Header, HttpStatus, Inject, NotFoundException, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../access/allow.js';
import { CONFIGURATION, type Configuration } from '../config/configuration.js';
import { Metrics } from '../platform/telemetry/metrics.js';
import { ReadinessRepository } from './readiness.repository.js';
import { Stopping } from './stopping.js';

/** What load balancers and monitoring ask. Public: they have no identity here, and the answers name nobody. */
@Controller()
export class OperationsController {
  constructor(
    private readonly readiness: ReadinessRepository,
    private readonly stopping: Stopping,
    private readonly metrics: Metrics,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** The process runs. */
  @Get('healthz')
  @Public()
  @Header('cache-control', 'no-store')
  health(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The process can serve: its database answers and it was not told to stop. */
  @Get('readyz')
  @Public()
  @Header('cache-control', 'no-store')
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ status: string; database: string }> {
    const database = await this.readiness.databaseAnswers();
    const ready = database && !this.stopping.stopping;
    void reply.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return {
      status: ready ? 'ready' : this.stopping.stopping ? 'stopping' : 'not ready',
      database: database ? 'answers' : 'does not answer',
    };
  }

  /** Prometheus metrics, unless they are served at an address of their own. */
  @Get('metrics')
  @Public()
  @Header('cache-control', 'no-store')
  async prometheus(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (this.configuration.telemetry?.metrics) throw new NotFoundException();
    void reply.type(this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
