import { Module } from '@nestjs/common';
import { HealthFieldsResolver } from './health-fields.resolver.js';
import { HealthRepository } from './health.repository.js';
import { HealthService } from './health.service.js';

/** How connectors fare. */
@Module({ providers: [HealthFieldsResolver, HealthRepository, HealthService], exports: [HealthService] })
export class HealthModule {}
