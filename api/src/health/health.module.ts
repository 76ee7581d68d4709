import { Module } from '@nestjs/common';
import { HealthRepository } from './health.repository.js';
import { HealthService } from './health.service.js';

/** How connectors fare. */
@Module({ providers: [HealthRepository, HealthService], exports: [HealthService] })
export class HealthModule {}
