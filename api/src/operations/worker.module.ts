import { Module } from '@nestjs/common';
import { Upkeep } from './upkeep.js';
import { UpkeepRepository } from './upkeep.repository.js';

/** What only the worker role does. */
@Module({ providers: [Upkeep, UpkeepRepository] })
export class WorkerModule {}
