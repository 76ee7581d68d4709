import { Module } from '@nestjs/common';
import { MetricsServer } from './metrics-server.js';
import { OperationsController } from './operations.controller.js';
import { ReadinessRepository } from './readiness.repository.js';
import { Stopping } from './stopping.js';

@Module({
  controllers: [OperationsController],
  providers: [MetricsServer, ReadinessRepository, Stopping],
  exports: [Stopping],
})
export class OperationsModule {}
