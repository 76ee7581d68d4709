import { Module } from '@nestjs/common';
import { AuditPartitions } from './audit-partitions.js';
import { PartitionsRepository } from './partitions.repository.js';

/** What only the worker role does. */
@Module({ providers: [AuditPartitions, PartitionsRepository] })
export class WorkerModule {}
