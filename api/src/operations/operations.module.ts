import { Module } from '@nestjs/common';
import { OperationsController } from './operations.controller.js';
import { ReadinessRepository } from './readiness.repository.js';
import { Stopping } from './stopping.js';

@Module({
  controllers: [OperationsController],
  providers: [ReadinessRepository, Stopping],
  exports: [Stopping],
})
export class OperationsModule {}
